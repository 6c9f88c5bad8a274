"""Keyset pages: a page starts after a row, so that no row is missed or shown twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce

from django.core.exceptions import BadRequest
from django.db.models import CharField, Field, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_date, parse_datetime

SIZE = 25
BETWEEN = "~"


@dataclass(frozen=True)
class Page:
    rows: Sequence[Model]
    next_url: str


def page(
    request: HttpRequest,
    rows: QuerySet,
    by: str,
    *,
    then: str = "public_id",
    newest_first: bool = False,
    size: int = SIZE,
) -> Page:
    """The page of `rows` in the order of the field `by` (a day, a moment or a text), then `then`.

    `then` tells apart what `by` does not; it may be that of a row beside it ("concern__public_id").
    """
    sign = "-" if newest_first else ""
    rows = rows.order_by(f"{sign}{by}", f"{sign}{then}")
    if after := request.GET.get("after", ""):
        value, _, key = after.rpartition(BETWEEN)
        start = _read(value, rows.model._meta.get_field(by))
        if start is None:
            raise BadRequest("The address of this page is not complete.")
        than = "lt" if newest_first else "gt"
        rows = rows.filter(Q(**{f"{by}__{than}": start}) | Q(**{by: start, f"{then}__{than}": key}))
    found = list(rows[: size + 1])
    next_url = _next_url(request, found[size - 1], by, then) if len(found) > size else ""
    return Page(found[:size], next_url)


def _read(value: str, field: Field) -> date | datetime | str | None:
    if isinstance(field, CharField):
        return value or None
    try:
        return parse_datetime(value) if "T" in value else parse_date(value)
    except ValueError:
        return None


def _next_url(request: HttpRequest, last: Model, by: str, then: str) -> str:
    query, value = request.GET.copy(), getattr(last, by)
    told = value if isinstance(value, str) else value.isoformat()
    query["after"] = f"{told}{BETWEEN}{reduce(getattr, then.split('__'), last)}"
    return f"?{query.urlencode()}"
