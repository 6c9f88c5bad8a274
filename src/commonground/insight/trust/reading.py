"""What the pages show: stored rows, set beside their question's words. Nothing is worked out."""

import itertools
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commonground.common.texts import in_language
from commonground.common.wording import about_share
from commonground.places.models import Neighbourhood
from commonground.surveys.instruments import CHOICE, Item, Option, items
from commonground.surveys.models import Survey
from commonground.surveys.wording import counted, of_flag

from .glance import since, words_of
from .models import Method, TrustChange, TrustEstimate, TrustLevel, TrustRun
from .pictures import Point, Trend, trend
from .waves import boundary_days, broken_by, newest_runs, stream_of

PERCENT = "\u00a0%"


@dataclass(frozen=True)
class Line:
    """One question of one area or group, as a page tells it."""

    item: Item
    row: TrustEstimate
    change: TrustChange | None = None
    model: TrustEstimate | None = None  # the same, drawn towards areas like it
    trend: Trend | None = None

    @property
    def is_share(self) -> bool:
        return self.item.kind == CHOICE

    @property
    def unit(self) -> str:
        return PERCENT if self.is_share else ""

    @property
    def ceiling(self) -> int:
        return 100 if self.is_share else 10

    @property
    def decimals(self) -> int:
        """Whole points of a share, tenths of a mean of 0 to 10."""
        return 0 if self.is_share else 1

    @property
    def ends(self) -> tuple[float | None, float | None, float | None]:
        """(estimate, low, high) no finer than they are told."""
        values = (self.row.estimate, self.row.low, self.row.high)
        told = (None if v is None else round(v, self.decimals) for v in values)
        return next(told), next(told), next(told)

    @property
    def in_people(self) -> str:
        """ "About 1 in 2", before the figure."""
        if self.row.estimate is None:
            return ""
        return about_share(self.row.estimate / 100) if self.is_share else _("On average")

    @property
    def has_figure(self) -> bool:
        """There is more to show than the row of the table."""
        return self.trend is not None or self.model is not None

    @property
    def counts(self) -> str:
        return counted(self.item)

    @property
    def notes(self) -> list[str]:
        is_model = self.row.method == Method.OPT_IN and self.row.estimate is not None
        model = [_("a model's range")] if is_model else []
        return model + [words for flag in self.row.flags if (words := of_flag(flag))]

    @property
    def option(self) -> Option | None:
        """The answer about oneself that the group gave."""
        name, _sign, value = self.row.group.partition("=")
        about = items().get(name)
        return next((o for o in about.options if o.value == value), None) if about else None


@dataclass(frozen=True)
class Wave:
    """One survey, as it stands."""

    run: TrustRun
    lines: list[Line] = field(default_factory=list)

    @property
    def survey(self) -> Survey:
        return self.run.survey

    @property
    def stream(self) -> str:
        return stream_of(self.survey)

    @property
    def has_figures(self) -> bool:
        return any(line.has_figure for line in self.lines)

    @property
    def has_trends(self) -> bool:
        return any(line.trend for line in self.lines)

    @property
    def changed(self) -> str:
        return words_of(self.changes)

    @property
    def since(self) -> date | None:
        return since(self.changes)

    @property
    def changes(self) -> list[TrustChange]:
        """Of the questions that have a figure."""
        told = [line for line in self.lines if line.row.estimate is not None]
        return [line.change for line in told if line.change]


def newest(stream: str) -> list[TrustRun]:
    """Of each set of questions the newest survey, the newest first."""
    found: dict[str, TrustRun] = {}
    for run in newest_runs(stream):
        found[run.survey.asks.slug] = run
    return sorted(found.values(), key=lambda run: run.survey.closes_on, reverse=True)


def current(stream: str, place: Neighbourhood | None) -> list[Wave]:
    """What a stream says today: each question as it was last asked."""
    told: set[str] = set()
    found = []
    for run in newest(stream):
        made = wave(run, place)
        lines = [line for line in made.lines if line.item.slug not in told]
        told |= {line.item.slug for line in lines}
        if lines:
            found.append(Wave(run, lines))
    return found


def figures_of(run: TrustRun) -> QuerySet[TrustEstimate]:
    return run.estimates.exclude(method=Method.FAY_HERRIOT).select_related("neighbourhood")


def wave(run: TrustRun, place: Neighbourhood | None = None) -> Wave:
    """Of everybody, or of one area: figures, changes since the wave before, and the line so far."""
    own = {"neighbourhood": place, "group": ""}
    models = {
        row.item: row for row in run.estimates.filter(method=Method.FAY_HERRIOT, **own) if place
    }
    changes = {
        row.item: row
        for row in run.changes.filter(neighbourhood=place).select_related("before__survey")
    }
    trends = _trends(run, place)
    known = items()
    lines = [
        Line(known[r.item], r, changes.get(r.item), models.get(r.item), trends.get(_slug(r.item)))
        for r in figures_of(run).filter(**own)
    ]
    return Wave(run, lines)


def _slug(item: str) -> str:
    return item.rpartition(".")[0]


def _trends(run: TrustRun, place: Neighbourhood | None) -> dict[str, Trend]:
    """Each question's line in all its wordings, up to this run; from the second wave on."""
    runs = [
        r for r in newest_runs(stream_of(run.survey))
        if r.survey.closes_on <= run.survey.closes_on and r.survey_id != run.survey_id
    ] + [run]  # fmt: skip
    if len(runs) < 2:
        return {}
    by_slug: dict[str, dict[int, TrustEstimate]] = {}
    rows = TrustEstimate.objects.filter(run__in=runs, neighbourhood=place, group="")
    for row in rows.exclude(method=Method.FAY_HERRIOT):
        by_slug.setdefault(_slug(row.item), {})[row.run_id] = row
    changed = boundary_days()
    levels: dict[str, list[TrustLevel]] = {}
    for level in run.levels.filter(neighbourhood=place):
        levels.setdefault(level.slug, []).append(level)
    known = items()
    found = {}
    for slug, figures in by_slug.items():
        asked = [r for r in runs if r.pk in figures]
        whys = ["", *(broken_by(first.survey, second.survey, slug, place, changed)
                      for first, second in itertools.pairwise(asked))]  # fmt: skip
        points = [_point(r, figures[r.pk], why) for r, why in zip(asked, whys, strict=True)]
        is_share = known[next(iter(figures.values())).item].kind == CHOICE
        if sum(point.estimate is not None for point in points) > 1:
            found[slug] = trend(
                points, levels.get(slug, []), 100 if is_share else 10, PERCENT if is_share else ""
            )
    return found


def _point(run: TrustRun, row: TrustEstimate, broken_by: str) -> Point:
    return Point(run.on, row.estimate, row.low, row.high, row.n, broken_by, row.item)


def groups(run: TrustRun) -> dict[str, list[Line]]:
    """Of everybody: each question's figures by answers about oneself, in the questions' order."""
    return _by_item(figures_of(run).filter(neighbourhood=None).exclude(group=""))


def areas(run: TrustRun) -> dict[str, list[Line]]:
    """Each question's figures by neighbourhood, by name."""
    return _by_item(_in_areas(run).filter(group=""))


def crossed(run: TrustRun) -> dict[str, list[Line]]:
    """Each question's figures of the groups within areas, by the area's name."""
    return _by_item(_in_areas(run).exclude(group=""))


def _in_areas(run: TrustRun) -> QuerySet[TrustEstimate]:
    return figures_of(run).exclude(neighbourhood=None).order_by("neighbourhood__name", "id")


def _by_item(rows: QuerySet[TrustEstimate]) -> dict[str, list[Line]]:
    known, found = items(), {}
    for row in rows:
        found.setdefault(row.item, []).append(Line(known[row.item], row))
    return found


def title_of(survey: Survey) -> str:
    return in_language(survey.asks.title)
