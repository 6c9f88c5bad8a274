"""Keyset pages: a page starts after a row, so that no row is missed or shown twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import BadRequest
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_date, parse_datetime

SIZE = 25
BETWEEN = "~"


@dataclass(frozen=True)
class Page:
    rows: Sequence[Model]
    next_url: str


def page(
    request: HttpRequest, rows: QuerySet, by: str, *, newest_first: bool = False, size: int = SIZE
) -> Page:
    """The page of `rows` in the order of the field `by` (a day or a moment), then public id."""
    sign = "-" if newest_first else ""
    rows = rows.order_by(f"{sign}{by}", f"{sign}public_id")
    if after := request.GET.get("after", ""):
        rows = rows.filter(_beyond(after, by, "lt" if newest_first else "gt"))
    found = list(rows[: size + 1])
    return Page(found[:size], _next_url(request, found, by, size))


def _beyond(after: str, by: str, than: str) -> Q:
    value, _, public_id = after.partition(BETWEEN)
    moment = _read(value)
    if moment is None:
        raise BadRequest("The address of this page is not complete.")
    return Q(**{f"{by}__{than}": moment}) | Q(**{by: moment, f"public_id__{than}": public_id})


def _read(value: str) -> date | datetime | None:
    try:
        return parse_datetime(value) if "T" in value else parse_date(value)
    except ValueError:
        return None


def _next_url(request: HttpRequest, found: list[Model], by: str, size: int) -> str:
    if len(found) <= size:
        return ""
    last, query = found[size - 1], request.GET.copy()
    query["after"] = f"{getattr(last, by).isoformat()}{BETWEEN}{last.public_id}"
    return f"?{query.urlencode()}"
