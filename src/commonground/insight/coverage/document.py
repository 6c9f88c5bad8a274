"""What `commonground coverage --json` prints; docs/reference/coverage.md and coverage.schema.json
say what each name means.
"""

from math import isfinite
from typing import TYPE_CHECKING, Any

from commonground.common import clock
from commonground.common.deployment import deployment
from commonground.engagement.coverage.frames import Weeks

from .asked import Asked, asked
from .city import City, Row, with_totals
from .spread import Group, Spread, considered

if TYPE_CHECKING:
    from commonground.analysis.coverage.fairness import Fairness

VERSION = 1
Document = dict[str, Any]


def document(found: City, weeks: Weeks, spreads: list[Spread], groups: list[Group]) -> Document:
    """`weeks` : those that were asked for, of the same neighbourhoods."""
    ours, rows = deployment(), with_totals(found, found.rows)
    return {
        "version": VERSION,
        "as_of": clock.today().isoformat(),
        "weeks": found.week_count,
        "first_week": found.first.isoformat(),
        "last_week": found.last.isoformat(),
        "counts_are": "as logged",
        "rule": {
            "share": found.rule.share, "weeks": found.rule.weeks, "wrong": found.rule.wrong,
            "weeks_alike": _rounded(found.alike),
        },
        "minimum": {
            "minutes_a_week": ours.presence_minutes_a_week,
            "visits_a_week": ours.presence_visits_a_week,
        },
        "residents_say": _asked(asked()),
        "neighbourhoods": [_row(n, row, weeks) for n, row in enumerate(rows)],
        "fairness": {
            "weeks": len(considered(found.weeks).mondays),
            "against": {spread.against: _spread(spread) for spread in spreads},
            "groups": [_group(group) for group in groups],
        },
    }  # fmt: skip


def _asked(found: Asked | None) -> Document | None:
    if found is None:
        return None
    return {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "is_example": found.is_example,
        "questions": [
            {
                "item": said.item.id, "answers": said.answers, "share": _rounded(said.share),
                "low": _rounded(said.low), "high": _rounded(said.high),
            }
            for said in found.lines
        ],
    }  # fmt: skip


def _row(n: int, row: Row, weeks: Weeks) -> Document:
    return {
        "id": row.place.source_id,
        "name": row.place.name,
        "word": row.word,
        "visits": row.visits,
        "calls": row.calls,
        "share": _rounded(row.share),
        "low": _rounded(row.low),
        "high": _rounded(row.high),
        "more_visits": row.more_visits,
        "weeks_counted": row.weeks_counted,
        "all_visits": row.total.visits,
        "hours": round(row.hours, 2),
        "all_calls": row.total.calls,
        "enforcement": row.total.enforcement,
        "unknown": row.total.unknown,
        "weeks_since_visit": row.weeks_since,
        "abstraction_hours": round(row.abstraction_hours, 2),
        "officers": row.continuity.officers,
        "longest_weeks": row.continuity.longest_weeks,
        "middle_weeks": row.continuity.middle_weeks,
        "left_in_a_year": row.continuity.left,
        "owed_minutes": row.owed.minutes,
        "owed_visits": row.owed.visits,
        "has_examples": row.has_examples,
        "by_week": _by_week(n, weeks),
    }


def _by_week(n: int, weeks: Weeks) -> list[Document]:
    return [
        {
            "week": monday.isoformat(),
            "visits": int(weeks.visits[n, w]),
            "hours": round(int(weeks.logged_minutes[n, w]) / 60, 2),
            "calls": int(weeks.calls[n, w]) if weeks.calls_known[n, w] else None,
            "abstraction_hours": round(int(weeks.abstraction_minutes[n, w]) / 60, 2),
        }
        for w, monday in enumerate(weeks.mondays)
    ]


def _spread(spread: Spread) -> Document:
    return {
        "neighbourhoods": spread.neighbourhoods, "left_out": spread.left_out,
        "visits": spread.visits, "of": spread.of,
        "gini": None if spread.found is None else _gini(spread.found),
    }  # fmt: skip


def _gini(found: "Fairness") -> Document:
    return {
        "as_logged": _rounded(found.curve.gini),
        "without_chance": _rounded(found.corrected),
        "low": _rounded(found.low),
        "high": _rounded(found.high),
        "chance": _rounded(found.chance),
        "chance_low": _rounded(found.chance_low),
        "chance_high": _rounded(found.chance_high),
        "clustered": _rounded(found.clustered),
        "curve": [
            [_rounded(x), _rounded(y)]
            for x, y in zip(found.curve.of.tolist(), found.curve.presence.tolist(), strict=True)
        ],
    }


def _group(group: Group) -> Document:
    ratio = group.found.ratio
    return {
        "name": group.name,
        "source": group.source,
        "left_out": group.left_out,
        "residents": group.residents,
        "per_1000_by_fifth": [_rounded(rate) for rate in group.found.rates.tolist()],
        "ratio": None
        if ratio is None
        else {"value": _rounded(ratio.value), "low": _rounded(ratio.low),
              "high": _rounded(ratio.high)},
        "never_visited_share": _rounded(group.found.of_group),
        "never_visited_share_of_all": _rounded(group.found.of_all),
    }  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None or not isfinite(value) else round(value, 6)
