"""A registration and its result in words. No change is ever told without its interval."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from commonground.common import charts, clock
from commonground.common.texts import in_language
from commonground.common.wording import day
from commonground.concerns.models import Category
from commonground.earlywarning.frames import CONCERNS
from commonground.incidents.frames import stream_name
from commonground.places.models import Neighbourhood

from . import states
from .choices import Choices
from .models import Problem, Registration, Result
from .registering import choices_of

FELL, ROSE, CANNOT = "fell", "rose", "cannot"
CERTAIN = 0.05
SENSITIVITY = "sensitivity"
LEARNABLE = 0.5  # seen more rarely, finding nothing says nothing


@dataclass(frozen=True)
class Said:
    """What a result said, which another may have corrected since."""

    result: Result
    verdict: str
    words: str


@dataclass(frozen=True)
class Told:
    """A registration as its page shows it; `verdict` and what follows is "" before the result."""

    registration: Registration
    chosen: Choices
    where: list[str]
    beside: list[str]
    against: list[tuple[str, str]]  # name, how far from it before
    what: list[str]
    power: list[tuple[str, str]]
    power_words: str
    is_recommended: bool
    steps: list[list[str]]
    owed: list[str]
    result: Result | None = None
    verdict: str = ""
    words: str = ""
    why: str = ""  # there is no verdict, or what would undo it
    began: str = ""  # where the response did not begin on the registered day
    next_words: str = ""
    checks: tuple[dict, ...] = ()
    rows: tuple[tuple[str, int], ...] = ()
    unmatched: tuple[str, ...] = ()
    effect: dict | None = None
    said: tuple[Said, ...] = ()  # every result, the oldest first


def told(registration: Registration) -> Told:
    document, chosen = json.loads(registration.document), choices_of(registration)
    found = document["found"]
    names = dict(Neighbourhood.objects.values_list("public_id", "name"))

    def named(areas: Iterable[str]) -> list[str]:
        return [names.get(area, area) for area in areas]

    order = found["order"] or {"steps": [], "owed": []}
    results = list(registration.results.order_by("id"))
    return Told(
        registration, chosen, named(chosen.areas), named(chosen.buffer),
        [(names.get(unit, unit), off) for unit, off in compared_with(found)],
        [type_name(stream) for stream in chosen.streams], chances(found["power"]),
        power_words(found["power"]), found["recommended"],
        [named(step) for step in order["steps"]], named(order["owed"]),
        said=tuple(_said(one, chosen) for one in results),
        **(_of_result(results[-1], chosen) if results else {}),
    )  # fmt: skip


def compared_with(found: dict) -> list[tuple[str, str]]:
    """Each area that is compared with, and how far it was from the treated before."""
    made = found["comparison"] or {"matches": [], "by": ""}
    return [(m["unit"], figure(m[made["by"]])) for m in made["matches"] if m["chosen"]]


def _said(result: Result, chosen: Choices) -> Said:
    made = _of_result(result, chosen)
    return Said(result, made["verdict"], made["words"])


def _of_result(result: Result, chosen: Choices) -> dict:
    document = json.loads(result.document)
    effect = document["effect"]
    next_to_it = document["next_to_it"]
    is_example = result.registration.is_example  # of which nothing was done
    began = begun_on(result.registration.problem)
    return {
        "result": result, "verdict": verdict(effect) if began or is_example else CANNOT,
        "words": change_words(effect, chosen), "why": why_words(effect),
        "began": "" if is_example else began_words(began, chosen),
        "next_words": change_words(next_to_it, chosen) if next_to_it else "",
        "checks": tuple(effect.get("checks", ())), "effect": effect,
        "rows": tuple((name, n) for name, n in document["rows"]),
        "unmatched": tuple(document["unmatched"]),
    }  # fmt: skip


def verdict(effect: dict) -> str:
    """Fell, rose or cannot tell: also where a check that can tell has failed. How little would undo
    an effect (`sensitivity-…`) is told beside it: that some drift would is no failure."""
    if not _is_beyond_chance(effect) or _failed(effect):
        return CANNOT
    return FELL if effect["estimate"] < 0 else ROSE


def _is_beyond_chance(effect: dict) -> bool:
    """By the p-value and by the interval: where they come from placebos the two can differ."""
    ends = [effect.get(name) for name in ("p_value", "low", "high")]
    if None in ends:
        return False
    p, low, high = ends
    return p <= CERTAIN and (low > 0 or high < 0)


def _failed(effect: dict) -> list[str]:
    failed = [check["name"] for check in effect["checks"] if check["passed"] is False]
    return [name for name in failed if not name.startswith(SENSITIVITY)]


def _is_easily_undone(effect: dict) -> bool:
    found = (check for check in effect["checks"] if check["name"].startswith(SENSITIVITY))
    return any(check["passed"] is False for check in found)


def why_words(effect: dict) -> str:
    """Why there is no verdict, or how little would undo it; "" where nothing is to be said."""
    if "cannot" in effect or None in (effect["low"], effect["high"]):
        return ""
    if not _is_beyond_chance(effect):
        return _("Chance alone brings changes like this.")
    if not _failed(effect):
        return _("A drift no larger than before would undo it: see the checks below.") if (
            _is_easily_undone(effect)) else ""  # fmt: skip
    return _("That is more than chance brings, but a check below failed. So we do not say that "
             "the response did it.")  # fmt: skip


def begun_on(problem: Problem) -> date | None:
    """The day of the step from which on something was done."""
    step = problem.steps.filter(step=states.RESPOND).first()
    return clock.local_day(step.at) if step else None


def began_words(began: date | None, chosen: Choices) -> str:
    """Where what was done did not begin when it was to be compared from."""
    if began is None:
        return _("The response never began, so nothing here is its work.")
    if began == chosen.start:
        return ""
    told = {"began": day(began), "start": day(chosen.start)}
    return _("The response began on %(began)s. The comparison counts from %(start)s, as it was "
             "registered.") % told  # fmt: skip


def change_words(effect: dict, chosen: Choices) -> str:
    """What changed, with its interval: in per cent where the method compares ratios."""
    if "cannot" in effect:
        return effect["cannot"]
    ends = (effect["low"], effect["estimate"], effect["high"])
    if None in ends:
        return _("No interval can be given, so no change is given either.")
    if effect["method"] == "poisson":
        low, about, high = (_share_words(math.expm1(end)) for end in ends)
        given = _(
            "There were about %(about)s reports than the areas we compare with lead us to "
            "expect (between %(low)s and %(high)s, 95 %%)."
        )
    else:
        low, about, high = (_count_words(end) for end in ends)
        given = _(
            "In each area, every %(period)s, there were about %(about)s reports than the areas "
            "we compare with lead us to expect (between %(low)s and %(high)s, 95 %%)."
        )
    told = given % {"period": period_name(chosen), "about": about, "low": low, "high": high}
    return f"{told} {_before_words(effect['before'])}".strip()


def _before_words(before: float | None) -> str:
    if before is None:
        return ""
    return _("Before, there were about %(count)s.") % {"count": _about(before)}


def period_name(chosen: Choices) -> str:
    names = {7: _("week"), 14: _("two weeks"), 28: _("four weeks")}
    return names[chosen.period_days]


def _count_words(change: float) -> str:
    told = {"count": _about(abs(change))}
    return _("%(count)s fewer") % told if change < 0 else _("%(count)s more") % told


def _share_words(change: float) -> str:
    told = {"share": percent(abs(change))}
    return _("%(share)s fewer") % told if change < 0 else _("%(share)s more") % told


def _about(count: float) -> str:
    """As many places as a reader needs: none from 2 on."""
    places = 0 if count >= 2 else 1
    return number_format(round(count, places), places)


def power_words(power: dict) -> str:
    """Whether anything can be learnt here, said plainly."""
    if not power["learnable"] and power["worth"]["probability"] >= LEARNABLE:
        return _("You cannot learn this here: with these areas the method is not reliable.")
    if not power["learnable"]:
        return _("You cannot learn this here: an effect worth knowing would mostly not be seen.")
    told = {"size": percent(abs(power["worth"]["effect"])),
            "chance": percent(power["worth"]["probability"])}  # fmt: skip
    if power["worth"]["effect"] < 0:
        return _("With these areas and weeks you would see a fall of %(size)s with a probability "
                 "of %(chance)s.") % told  # fmt: skip
    return _("With these areas and weeks you would see a rise of %(size)s with a probability of "
             "%(chance)s.") % told  # fmt: skip


def chances(power: dict) -> list[tuple[str, str]]:
    return [(percent(one["effect"]), percent(one["probability"])) for one in power["chances"]]


def percent(share: float) -> str:
    return f"{number_format(round(100 * share), 0)} %".replace("-", "−")


def figure(number: float | None) -> str:
    return "" if number is None else number_format(round(number, 2), 2).replace("-", "−")


def type_name(stream: str) -> str:
    kind, _dot, slug = stream.partition(".")
    if kind != CONCERNS:
        return stream_name(stream)
    category = Category.objects.filter(slug=slug).first()
    return in_language(category.name) if category else slug


@dataclass(frozen=True)
class Paths:
    """Mean reports where it was done and where not, by period, and the day it began."""

    done: str  # points of an SVG line
    others: str
    start: charts.Tick
    x_ticks: tuple[charts.Tick, ...]
    y_ticks: tuple[charts.Tick, ...]
    rows: tuple[tuple[str, str, str], ...]  # first day of the period, with it, without it


def paths(told: Told) -> Paths | None:
    document = json.loads(told.result.document) if told.result else {}
    lines = document.get("paths")
    if not lines:
        return None
    top = charts.nice_top(max(*lines["with"], *lines["without"]))
    periods = len(lines["with"])

    def points(values: list[float]) -> str:
        pairs = [(_x(i, periods), _y(v, top)) for i, v in enumerate(values)]
        return " ".join(f"{x:g},{y:g}" for x, y in pairs)

    since, length = told.chosen.since, timedelta(days=told.chosen.period_days)
    rows = tuple(
        (day(since + i * length), figure(a), figure(b))
        for i, (a, b) in enumerate(zip(lines["with"], lines["without"], strict=True))
    )
    ticks = tuple(charts.Tick(_y(v, top), f"{v:g}") for v in (0, top / 2, top))
    return Paths(
        points(lines["with"]), points(lines["without"]),
        _start(_x(document["start"] - 0.5, periods), told.chosen), _days(told.chosen), ticks, rows,
    )  # fmt: skip


def _start(x: float, chosen: Choices) -> charts.Tick:
    """The day it began, written where there is room for it."""
    is_late = x > charts.WIDTH / 2
    return charts.Tick(x, day(chosen.start), "end" if is_late else "start")


def _days(chosen: Choices) -> tuple[charts.Tick, ...]:
    last = chosen.end - timedelta(days=1)
    return (
        charts.Tick(charts.LEFT, day(chosen.since), "start"),
        charts.Tick(charts.RIGHT, day(last), "end"),
    )


def _x(period: float, periods: int) -> float:
    return charts.scale(period, 0, periods - 1, charts.LEFT, charts.RIGHT)


def _y(value: float, top: float) -> float:
    return charts.scale(value, 0, top, charts.BOTTOM, charts.TOP)


@dataclass(frozen=True)
class Event:
    """One time since the start, with its simultaneous interval."""

    at: str
    x: float
    dot: float
    low: float
    high: float
    estimate: str
    interval: str


def events(told: Told) -> list[Event]:
    """The estimates by time since the start, where the method gives them with intervals."""
    parts = [
        p for p in (told.effect or {}).get("by", ()) if p["low"] is not None
        and p["estimate"] is not None
    ]  # fmt: skip
    if not parts:
        return []
    edge = max(abs(p[end]) for p in parts for end in ("low", "high")) or 1.0

    def y(value: float) -> float:
        return charts.scale(value, -edge, edge, charts.BOTTOM, charts.TOP)

    return [
        Event(
            p["key"], charts.scale(i, -0.5, len(parts) - 0.5, charts.LEFT, charts.RIGHT),
            y(p["estimate"]), y(p["low"]), y(p["high"]), figure(p["estimate"]),
            f"{figure(p['low'])} – {figure(p['high'])}",
        )
        for i, p in enumerate(parts)
    ]  # fmt: skip
