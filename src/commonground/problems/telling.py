"""A registration and its result in words. No change is ever told without its interval."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from commonground.common import charts
from commonground.common.texts import in_language
from commonground.concerns.models import Category
from commonground.earlywarning.frames import CONCERNS
from commonground.incidents.frames import stream_name
from commonground.places.models import Neighbourhood

from .choices import Choices
from .models import Registration, Result
from .registering import choices_of

FELL, ROSE, CANNOT = "fell", "rose", "cannot"
CERTAIN = 0.05


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
    next_words: str = ""
    checks: tuple[dict, ...] = ()
    rows: tuple[tuple[str, int], ...] = ()
    unmatched: tuple[str, ...] = ()
    effect: dict | None = None


def told(registration: Registration) -> Told:
    document, chosen = json.loads(registration.document), choices_of(registration)
    found = document["found"]
    names = dict(Neighbourhood.objects.values_list("public_id", "name"))

    def named(areas: Iterable[str]) -> list[str]:
        return [names.get(area, area) for area in areas]

    matches = (found["comparison"] or {"matches": []})["matches"]
    order = found["order"] or {"steps": [], "owed": []}
    result = registration.results.order_by("-id").first()
    return Told(
        registration, chosen, named(chosen.areas), named(chosen.buffer),
        [(names.get(m["unit"], m["unit"]), figure(m["trends"])) for m in matches if m["chosen"]],
        [type_name(stream) for stream in chosen.streams], chances(found["power"]),
        power_words(found["power"]), found["recommended"],
        [named(step) for step in order["steps"]], named(order["owed"]),
        **(_of_result(result) if result else {}),
    )  # fmt: skip


def _of_result(result: Result) -> dict:
    document = json.loads(result.document)
    effect = document["effect"]
    next_to_it = document["next_to_it"]
    return {
        "result": result, "verdict": verdict(effect), "words": change_words(effect),
        "next_words": change_words(next_to_it) if next_to_it else "",
        "checks": tuple(effect.get("checks", ())), "effect": effect,
        "rows": tuple((name, n) for name, n in document["rows"]),
        "unmatched": tuple(document["unmatched"]),
    }  # fmt: skip


def verdict(effect: dict) -> str:
    """Fell, rose or cannot tell: also where a check that can tell has failed."""
    if "cannot" in effect or effect["p_value"] is None or effect["p_value"] > CERTAIN:
        return CANNOT
    if any(check["passed"] is False for check in effect["checks"]):
        return CANNOT
    return FELL if effect["estimate"] < 0 else ROSE


def change_words(effect: dict) -> str:
    if "cannot" in effect:
        return effect["cannot"]
    low, high = effect["low"], effect["high"]
    if low is None or high is None:
        return _("No interval can be given, so no change is given either.")
    if effect["method"] == "poisson":
        given = _("Compared with the other areas, reports changed by a factor whose logarithm is "
                  "%(estimate)s (95 %% interval %(low)s to %(high)s).")  # fmt: skip
    else:
        given = _("Compared with the other areas, there were %(estimate)s reports more or fewer "
                  "(minus: fewer) in each area and period (95 %% interval %(low)s to %(high)s). "
                  "Before, there were %(before)s.")  # fmt: skip
    return given % {
        "estimate": figure(effect["estimate"]), "low": figure(low), "high": figure(high),
        "before": figure(effect["before"]),
    }  # fmt: skip


def power_words(power: dict) -> str:
    """Whether anything can be learnt here, said plainly."""
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
    start_x: float
    y_ticks: tuple[charts.Tick, ...]
    rows: tuple[tuple[int, str, str], ...]


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

    rows = tuple(
        (i + 1 - document["start"], figure(a), figure(b))
        for i, (a, b) in enumerate(zip(lines["with"], lines["without"], strict=True))
    )
    ticks = tuple(charts.Tick(_y(v, top), f"{v:g}") for v in (0, top / 2, top))
    start = _x(document["start"] - 0.5, periods)
    return Paths(points(lines["with"]), points(lines["without"]), start, ticks, rows)


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
