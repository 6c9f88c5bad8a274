"""What so many answers would show, and what it takes to get them, for the planner's page."""

from dataclasses import dataclass, replace

from django.db.models import Count, Q
from django.utils.functional import Promise

from commonground.analysis.surveys.sizing import (
    Plan,
    Wanted,
    answers_needed,
    detectable_change,
    plan,
)
from commonground.common import clock
from commonground.common.charts import BOTTOM, LEFT, RIGHT, TOP, Tick, scale
from commonground.common.wording import grouped

from .models import Mode, Survey

SIZES = (50, 100, 200, 400, 800, 1600)
CHANGES = (3, 5, 7, 10, 15)  # points that somebody may want to find
TOP_POINTS = 20.0  # of the picture; 50 answers of a simple sample show 19.6
ROUNDS_KNOWN = 20  # earlier surveys whose response is told


@dataclass(frozen=True)
class Rate:
    """How many answered in earlier rounds that were asked in one way."""

    mode: str | Promise
    asked: int
    used: int

    @property
    def share(self) -> float:
        return 100 * self.used / self.asked


def earlier_rates() -> list[Rate]:
    """Of the last closed surveys, by the way of asking."""
    over = Survey.objects.filter(closes_on__lt=clock.today(), is_example=False)
    counted = over.annotate(
        asked=Count("invitations"), used=Count("invitations", filter=Q(invitations__is_used=True))
    )
    found: dict[str, list[int]] = {}
    for survey in counted[:ROUNDS_KNOWN]:
        tally = found.setdefault(survey.mode, [0, 0])
        # once the addresses are erased, two counts are kept of them
        tally[0] += survey.asked or survey.design.get("asked", 0)
        tally[1] += survey.used or survey.design.get("used", 0)
    return [Rate(Mode(mode).label, *tally) for mode, tally in sorted(found.items()) if tally[0]]


@dataclass(frozen=True)
class Line:
    """So many answers, what they show in points, and what they take."""

    name: str
    margin: float
    visible: float
    reliable: float
    letters: int
    cost: float


def _line(name: int, made: Plan) -> Line:
    shows = made.everybody
    points = (100 * shows.margin, 100 * shows.visible, 100 * shows.reliable)
    return Line(grouped(name), *points, made.letters, made.cost)


def by_size(wanted: Wanted) -> list[Line]:
    """One area with fewer and with more answers than are wanted."""
    sizes = sorted({*SIZES, wanted.answers})
    return [_line(n, plan(replace(wanted, answers=n, areas=1))) for n in sizes]


def joined(wanted: Wanted) -> list[Line]:
    """Areas told apart, in twos and in fives, and all together."""
    sizes = sorted({n for n in (1, 2, 5, wanted.areas) if n <= wanted.areas})
    return [_line(n, plan(replace(wanted, areas=n))) for n in sizes]


@dataclass(frozen=True)
class Need:
    """What finding a change of so many points 4 times in 5 takes of one area, each round."""

    points: int
    answers: int
    letters: int


def needed(wanted: Wanted) -> list[Need]:
    made = []
    for points in CHANGES:
        answers = answers_needed(points / 100, deff=wanted.deff)
        letters = plan(replace(wanted, answers=answers, areas=1)).letters
        made.append(Need(points, answers, letters))
    return made


@dataclass(frozen=True)
class Picture:
    """The change that is visible, by answers; the dot is what is wanted."""

    curve: str
    dot_x: float
    dot_y: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def picture(wanted: Wanted) -> Picture:
    last = max(1000, 2 * wanted.answers)
    first = answers_seen(TOP_POINTS / 100, wanted.deff)
    many = [first + (last - first) * (i / 80) ** 2 for i in range(81)]

    def x_of(n: float) -> float:
        return scale(n, 0, last, LEFT, RIGHT)

    def y_of(n: float) -> float:
        points = 100 * detectable_change(n, deff=wanted.deff).visible
        return scale(points, 0, TOP_POINTS, BOTTOM, TOP)

    path = "M" + "L".join(f"{x_of(n):g} {y_of(n):g}" for n in many)
    middle = Tick(x_of(last / 2), grouped(last / 2))
    return Picture(
        curve=path,
        dot_x=x_of(wanted.answers),
        dot_y=y_of(wanted.answers),
        x_ticks=(Tick(LEFT, "0"), middle, Tick(RIGHT, grouped(last), "end")),
        y_ticks=tuple(
            Tick(scale(p, 0, TOP_POINTS, BOTTOM, TOP), f"{p:g}") for p in (5, 10, 15, 20)
        ),
    )


def answers_seen(change: float, deff: float) -> float:
    """So many answers a round just show this change."""
    return (detectable_change(1, deff=deff).visible / change) ** 2


@dataclass(frozen=True)
class Shows:
    """What a planned survey will be able to show, in whole points."""

    answers: int
    margin: float
    visible: float
    hidden: int  # a change that would not show
    is_most: bool = False  # `answers` are all that were asked: fewer will come, and show less


def shows(survey: Survey) -> Shows | None:
    """Of the answers wanted, or else of all addresses drawn; None where neither is known, and
    where whoever likes answers."""
    if survey.is_self_selected:
        return None
    if survey.target_per_stratum:
        return shows_of(survey.target_per_stratum)
    drawn = [stratum["drawn"] for stratum in survey.design.get("strata", {}).values()]
    return replace(shows_of(min(drawn)), is_most=True) if drawn else None


def shows_of(answers: int, deff: float = 1.0) -> Shows:
    found = detectable_change(answers, deff=deff)
    visible = 100 * found.visible
    return Shows(answers, 100 * found.margin, visible, int(visible // 2))
