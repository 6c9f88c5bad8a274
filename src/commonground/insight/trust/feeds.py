"""Each survey of residents whose figures are out, as Atom (RFC 4287)."""

from urllib.parse import urljoin

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.common.deployment import deployment
from commonground.common.texts import in_language
from commonground.common.wording import day, grouped
from commonground.engagement.feeds import ATOM, Atom, lasting_id
from commonground.surveys.instruments import items

from .models import TrustRun
from .public import all_runs
from .reading import Line, figures_of, title_of

__all__ = ["ATOM", "feed"]
MOST = 20


def feed() -> str:
    base = deployment().base_url
    made = Atom(
        title=_("What residents say about the police here"),
        link=urljoin(base, reverse("public-trust")),
        description=None,
        language=get_language(),
        author_name=deployment().agency,
        feed_url=urljoin(base, reverse("public-trust-feed")),
        feed_guid=lasting_id("trust", "agency"),
    )
    for run in all_runs()[:MOST]:
        made.add_item(
            title=_title(run),
            link=urljoin(base, reverse("public-trust")),
            description=_summary(run),
            unique_id=lasting_id("trust-survey", run.survey.public_id),
            pubdate=run.made_at,
            updateddate=run.made_at,
        )
    return made.writeString("utf-8")


def _title(run: TrustRun) -> str:
    words = f"{title_of(run.survey)}, {day(run.survey.closes_on)}"
    example = _("Example")
    return f"{example}: {words}" if run.survey.is_example else words


def _summary(run: TrustRun) -> str:
    mark = _("self-selected") if run.survey.is_self_selected else ""
    known = items()
    kept = figures_of(run).filter(neighbourhood=None, group="", estimate__isnull=False)
    lines = [Line(known[row.item], row) for row in kept]
    rows = [(in_language(line.item.words), *_told(line)) for line in lines]
    told = format_html_join("", "<li>{}: {}{}</li>", rows)
    return format_html("<p>{}</p><ul>{}</ul>", mark, told)


def _told(line: Line) -> tuple[str, str]:
    """The figure and its interval, as every page says them."""
    value, low, high = ("" if end is None else grouped(end, line.decimals) for end in line.ends)
    figure = f"{value}{line.unit}"
    if not low or not high:
        return figure, ""
    between = _("between %(from)s and %(to)s") % {"from": low, "to": high}
    return figure, f" ({between})"
