"""A registration and its result in words. No change is ever told without its interval."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from commonground.common import clock
from commonground.common.wording import day
from commonground.places.models import Neighbourhood

from . import measured, measuring, states
from .check_words import asked
from .choices import Choices
from .models import Exploration, Problem, Registration, Result
from .naming import METHODS, type_name
from .registering import choices_of
from .verdicts import CANNOT, chance_words, verdict, why_words

LEARNABLE = 0.5  # seen more rarely, finding nothing says nothing


@dataclass(frozen=True)
class Said:
    """What a result said, which another may have corrected since."""

    result: Result
    verdict: str
    words: str


@dataclass(frozen=True)
class Explored:
    """An analysis decided after the data were seen: what is otherwise, and what it found."""

    row: Exploration
    differs: tuple[str, ...]
    words: str
    checks: tuple[dict, ...]


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
    chance: str = ""
    also: tuple[str, ...] = ()  # what was registered beside the reports
    visible: tuple[tuple[str, str], ...] = ()  # and what of it could be learnt
    measures: tuple[measured.Measured, ...] = ()  # and what of it was found
    tried: int = 0  # plans that were looked at before; 0 where that was not counted
    p_times: int = 1  # more where the window was changed
    explored: tuple[Explored, ...] = ()
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
        also=tuple(measuring.name_of(one) for one in chosen.measures),
        visible=tuple(measured.visible(one) for one in found.get("measures", ())),
        tried=document["chosen"].get("plans_tried", 0),
        explored=tuple(
            _explored(one, chosen) for one in registration.explorations.select_related("found")
        ),
        said=tuple(_said(one, chosen) for one in results),
        **(
            _of_result(results[-1], chosen)
            if results
            else {"p_times": document.get("p_times", 1)}
        ),
    )  # fmt: skip


def _explored(one: Exploration, registered: Choices) -> Explored:
    chosen = Choices.of(one.choices)
    found = getattr(one, "found", None)
    effect = json.loads(found.document)["effect"] if found else None
    return Explored(
        one, tuple(_differences(registered, chosen)),
        change_words(effect, chosen) if effect else _("It is being worked out."),
        asked(effect.get("checks", ())) if effect else (),
    )  # fmt: skip


def _differences(registered: Choices, chosen: Choices) -> Iterable[str]:
    """What is otherwise than registered."""
    if chosen.streams != registered.streams:
        yield ", ".join(type_name(stream) for stream in chosen.streams)
    if chosen.method != registered.method:
        yield str(dict(METHODS).get(chosen.method, chosen.method))
    if chosen.comparisons != registered.comparisons:
        yield _("%(many)s places to compare with") % {"many": chosen.comparisons}
    if (chosen.before, chosen.after) != (registered.before, registered.after):
        told = {"before": chosen.before, "after": chosen.after}
        yield _("%(before)s periods before and %(after)s after") % told


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
    is_its_work = is_example or was_there(began, chosen)
    measures = [measured.measured(one) for one in document.get("measures", ())]
    return {
        "result": result, "verdict": verdict(effect) if is_its_work else CANNOT,
        "words": change_words(effect, chosen), "why": why_words(effect),
        "began": "" if is_example else began_words(began, chosen),
        "next_words": change_words(next_to_it, chosen) if next_to_it else "",
        "checks": asked(effect.get("checks", ())), "effect": effect,
        "chance": chance_words(effect),
        "p_times": document.get("p_times", 1),
        "measures": tuple(
            one if is_its_work else replace(one, verdict=CANNOT, why="") for one in measures
        ),
        "rows": tuple((_(name), n) for name, n in document["rows"]),
        "unmatched": tuple(document["unmatched"]),
    }  # fmt: skip


def begun_on(problem: Problem) -> date | None:
    """The day of the step from which on something was done."""
    step = problem.steps.filter(step=states.RESPOND).first()
    return clock.local_day(step.at) if step else None


def was_there(began: date | None, chosen: Choices) -> bool:
    """Was the response there on most of the days that are compared as with it? Else a step that is
    taken once the result is known would make it the response's work."""
    return began is not None and began - chosen.start <= (chosen.end - chosen.start) / 2


def began_words(began: date | None, chosen: Choices) -> str:
    """Where what was done did not begin when it was to be compared from."""
    if began is None:
        return _("The response never began, so nothing here is its work.")
    if began == chosen.start:
        return ""
    told = {"began": day(began), "start": day(chosen.start)}
    if began >= chosen.end:
        return _("The response began on %(began)s, after the days that are compared, so nothing "
                 "here is its work.") % told  # fmt: skip
    words = _("The response began on %(began)s. The comparison counts from %(start)s, as it was "
              "registered.") % told  # fmt: skip
    if not was_there(began, chosen):
        more = _("Most of these days had gone by then, so we do not say that the response did it.")
        return f"{words} {more}"
    if began < chosen.start:
        more = _("So some of the days before had the response too, which can hide what it did.")
        return f"{words} {more}"
    return words


def change_words(effect: dict, chosen: Choices) -> str:
    """What changed, with its interval: in per cent where the method compares ratios."""
    if said := effect.get("cannot"):
        return _(said)
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
    """Whether anything can be learnt here, said plainly: how probably a verdict comes, where that
    was tried."""
    stands = power.get("stands") or power["worth"]
    if not power["learnable"] and stands["probability"] >= LEARNABLE:
        return _("You cannot learn this here: with these areas the method is not reliable.")
    if not power["learnable"]:
        return _("You cannot learn this here: an effect worth knowing would mostly not be seen.")
    told = {"size": percent(abs(power["worth"]["effect"])),
            "chance": percent(stands["probability"])}  # fmt: skip
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
