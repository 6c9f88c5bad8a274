"""A wave less the one before, with its interval; and the smoothed line through all waves."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from commonground.analysis.discovery import adjusted
from commonground.analysis.errors import Unusable
from commonground.analysis.p_values import two_sided
from commonground.analysis.surveys.changes import independent_change
from commonground.analysis.surveys.smoothing import smooth
from commonground.surveys.models import Survey

from .estimating import measured
from .models import Method, TrustChange, TrustEstimate, TrustLevel, TrustRun
from .waves import boundary_days, broken_by, newest_runs, stream_of

Key = tuple[str, int | None]  # the question's slug, and the area
DIRECT = (Method.LINEARISED, Method.KORN_GRAUBARD, Method.OPT_IN)
DAYS = 365.25


@dataclass(frozen=True)
class Wave:
    run: TrustRun
    figures: dict[Key, TrustEstimate]

    @property
    def survey(self) -> Survey:
        return self.run.survey


def waves_of(run: TrustRun, rows: list[TrustEstimate]) -> list[Wave]:
    """All waves of the stream up to this run's, which is not kept yet: its rows are given."""
    stream, survey = stream_of(run.survey), run.survey
    others = [
        other for other in newest_runs(stream)
        if other.survey_id != survey.pk and other.survey.closes_on <= survey.closes_on
    ]  # fmt: skip
    kept = TrustEstimate.objects.filter(run__in=others, group="").select_related("neighbourhood")
    by_run: dict[int, list[TrustEstimate]] = {}
    for row in kept:
        by_run.setdefault(row.run_id, []).append(row)
    return [*(_wave(other, by_run.get(other.pk, [])) for other in others), _wave(run, rows)]


def _wave(run: TrustRun, rows: list[TrustEstimate]) -> Wave:
    areas = [row for row in rows if not row.group and row.method in DIRECT]
    return Wave(run, {(_slug(row), row.neighbourhood_id): row for row in areas})


def _slug(row: TrustEstimate) -> str:
    return row.item.rpartition(".")[0]


def changes(waves: list[Wave]) -> list[TrustChange]:
    """Of the last wave's figures, each against the last wave before that has one and asked alike;
    tested in two families, everybody and the areas, each of all questions together."""
    now, changed, made = waves[-1], boundary_days(), []
    for key, row in now.figures.items():
        before, why = _before(waves, key, row, changed)
        if before is not None:
            change = TrustChange(before=before.run, item=row.item, broken_by=why)
            change.neighbourhood = row.neighbourhood
            made.append(change if why else _compared(change, before.figures[key], row))
    _set_q(made)
    return made


def _before(
    waves: list[Wave], key: Key, row: TrustEstimate, changed: dict[int, list[date]]
) -> tuple[Wave | None, str]:
    """The last wave that the last one can be compared with; where none, the last, and why not."""
    survey, whys = waves[-1].survey, {}
    for number, wave in reversed(list(enumerate(waves[:-1]))):
        if key in wave.figures:
            why = broken_by(wave.survey, survey, key[0], row.neighbourhood, changed)
            if not why:
                return wave, ""
            whys[number] = why
    return (waves[max(whys)], whys[max(whys)]) if whys else (None, "")


def _set_q(made: list[TrustChange]) -> None:
    for of_everybody in (True, False):
        family = [
            one for one in made if one.q is not None and (one.neighbourhood is None) == of_everybody
        ]
        for one, q in zip(family, adjusted([one.q or 0.0 for one in family]), strict=True):
            one.q = float(q)


def _compared(change: TrustChange, first: TrustEstimate, second: TrustEstimate) -> TrustChange:
    ends = (first.estimate, first.se, second.estimate, second.se)
    if None in ends or not (first.se or second.se):
        return change
    found = independent_change(
        (first.estimate, first.se, first.df or 0), (second.estimate, second.se, second.df or 0)
    )
    change.difference, change.se = found.difference, found.se
    change.low, change.high = found.low, found.high
    change.visible, change.reliable = found.visible, found.reliable
    change.q = two_sided(found.difference / found.se, found.df)  # `_set_q` makes a rate of it
    return change


@dataclass(frozen=True)
class Column:
    """One unbroken line of an area: of waves that asked alike. rows : a wave's number -> figure."""

    place: int | None
    segment: int
    rows: dict[int, TrustEstimate]


def levels(waves: list[Wave]) -> list[TrustLevel]:
    """Nothing for a question that no unbroken line of an area asks in three waves."""
    return [level for item in measured(waves[-1].survey) for level in _smoothed(waves, item.slug)]


def _columns(waves: list[Wave], slug: str) -> list[Column]:
    changed, found = boundary_days(), []
    for place in sorted({k[1] for w in waves for k in w.figures if k[0] == slug}, key=str):
        own: list[Column] = []
        for number, wave in enumerate(waves):
            row = wave.figures.get((slug, place))
            if row is None or row.estimate is None or not row.se:
                continue
            joined = next((one for one in _newest_first(own) if not broken_by(
                waves[max(one.rows)].survey, wave.survey, slug, row.neighbourhood, changed
            )), None)  # fmt: skip
            if joined is None:
                joined = Column(place, len(own), {})
                own.append(joined)
            joined.rows[number] = row
        found += own
    return found


def _newest_first(columns: list[Column]) -> list[Column]:
    return sorted(columns, key=lambda one: max(one.rows), reverse=True)


def _smoothed(waves: list[Wave], slug: str) -> list[TrustLevel]:
    """Everybody apart from the areas: the two share answers."""
    columns = _columns(waves, slug)
    whole = [column for column in columns if column.place is None]
    areas = [column for column in columns if column.place is not None]
    days = [wave.run.on for wave in waves]
    return _fitted(slug, days, whole) + _fitted(slug, days, areas)


def _fitted(slug: str, days: list[date], columns: list[Column]) -> list[TrustLevel]:
    kept = sorted({number for column in columns for number in column.rows})
    times = np.array([(days[number] - days[0]).days / DAYS for number in kept])
    if len(set(times.tolist())) < len(times):
        return []  # two waves of the same days: which came first cannot be said
    direct, variance = (np.full((len(kept), len(columns)), np.nan) for _n in range(2))
    for m, column in enumerate(columns):
        for number, row in column.rows.items():
            t = kept.index(number)
            direct[t, m], variance[t, m] = row.estimate, row.se**2
    try:
        found = smooth(times, direct, variance)
    except (Unusable, ValueError):
        return []
    return [
        TrustLevel(
            slug=slug, neighbourhood_id=column.place, segment=column.segment, on=days[number],
            level=float(found.level[kept.index(number), m]),
            low=float(found.low[kept.index(number), m]),
            high=float(found.high[kept.index(number), m]),
        )
        for m, column in enumerate(columns) for number in column.rows
    ]  # fmt: skip
