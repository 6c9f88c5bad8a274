"""What residents say of our presence: the newest survey by chance that asked them of it."""

from dataclasses import dataclass
from datetime import date

from commonground.insight.trust.models import Method, TrustEstimate, TrustRun
from commonground.insight.trust.waves import BY_CHANCE, newest_runs
from commonground.places.models import Neighbourhood
from commonground.surveys.instruments import Item, items
from commonground.surveys.wording import counted

SEEN = ("seen-officer", "spoken-officer", "knows-officer")  # slugs, in the order of the page


@dataclass(frozen=True)
class Said:
    """One question. `share`, `low` and `high` are 0 to 1; None where too few answered to say."""

    item: Item
    share: float | None
    low: float | None
    high: float | None
    answers: int | None

    @property
    def counts(self) -> str:
        return counted(self.item)


@dataclass(frozen=True)
class Asked:
    first: date
    last: date
    lines: list[Said]
    is_example: bool


def asked(place: Neighbourhood | None = None) -> Asked | None:
    """Of everybody, or of one neighbourhood; None as long as nobody was asked.

    Two queries. A figure that the gates hold back has no number here either.
    """
    for run in reversed(newest_runs(BY_CHANCE)):
        order = {i.id: SEEN.index(i.slug) for i in _seen(run)}
        if order:
            rows = run.estimates.filter(neighbourhood=place, group="", item__in=order)
            own = rows.exclude(method=Method.FAY_HERRIOT)
            lines = [_said(row) for row in sorted(own, key=lambda row: order[row.item])]
            survey = run.survey
            return Asked(survey.opens_on, survey.closes_on, lines, survey.is_example)
    return None


def _seen(run: TrustRun) -> list[Item]:
    return [item for item in run.survey.asks.items if item.slug in SEEN]


def _said(row: TrustEstimate) -> Said:
    each = (None if n is None else n / 100 for n in (row.estimate, row.low, row.high))
    return Said(items()[row.item], *each, answers=row.n)
