"""`commonground plan --keep PLAN.json`: a plan without somebody, or near another."""

import re
from dataclasses import replace
from typing import Any

from commonground.analyse.week_files import load, plan_in, plan_of
from commonground.analysis.errors import Unusable
from commonground.analysis.planning.checking import check
from commonground.analysis.planning.instance import DAY, Instance
from commonground.analysis.planning.parts import HOUR, Document
from commonground.analysis.planning.repair import Repaired, repair
from commonground.analysis.planning.writing import write_assignments

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WHEN = re.compile(r"(?P<day>[A-Za-z]+|\d{4}-\d\d-\d\d)(T(?P<from>\d\d:\d\d)-(?P<to>\d\d:\d\d))?")
FORM = "--without needs OFFICER, OFFICER@DAY or OFFICER@DAYT13:00-17:00; DAY is a date or a name"


def near(instance: Instance, name: str) -> Instance:
    """The instance with a plan of which as much as possible is kept.

    What is no longer in the instance is left out.
    """
    made = load(name)
    if isinstance(made, dict) and isinstance(made.get("assignments"), list):
        made = made | {"assignments": [a for a in made["assignments"] if _there(a, instance)]}
    return replace(instance, previous=tuple(plan_in(made, name, instance)))


def _there(made: Any, instance: Instance) -> bool:
    """Are its officer, task, place and vehicle of the instance? What is no object is told later."""
    known = {
        "officer": {o.id for o in instance.officers}, "task": {t.id for t in instance.tasks},
        "neighbourhood": {p.id for p in instance.neighbourhoods},
        "vehicle": set(instance.vehicles),
    }  # fmt: skip
    if not isinstance(made, dict):
        return True
    named = [(made.get(name), ids) for name, ids in known.items()]
    return all(not isinstance(value, str) or value in ids for value, ids in named)


def repaired(instance: Instance, name: str, without: str, seed: int) -> Repaired:
    """The plan of the file without an officer. Raises Unusable where it breaks a rule already."""
    officer, since, until = _who(instance, without)
    plan = plan_of(name, instance)
    broken = [one for one in check(instance, plan) if one.rule != "owed"]
    if broken:
        raise Unusable(f"{name} breaks a rule already: {broken[0].words}")
    return repair(instance, plan, officer, since, until, seed)


def _who(instance: Instance, text: str) -> tuple[int, int, int]:
    """Officer, and minutes from and to; the whole week where no day is given."""
    ids = {officer.id: number for number, officer in enumerate(instance.officers)}
    if text in ids:
        return ids[text], 0, 8 * DAY
    name, _, when = text.rpartition("@")
    if name not in ids:
        raise Unusable(f"--without names {name or text!r}, which is no officer of the file.")
    found = WHEN.fullmatch(when)
    if found is None:
        raise Unusable(f"{FORM}.")
    day = _day(instance, found["day"])
    since, until = _clock(found["from"] or "00:00"), _clock(found["to"] or "24:00")
    if since >= until:
        raise Unusable("--without needs an end after the beginning, on the same day.")
    return ids[name], day * DAY + since, day * DAY + until


def _day(instance: Instance, text: str) -> int:
    names = [day for day, name in enumerate(DAYS) if name.startswith(text.lower())]
    if len(text) >= 3 and len(names) == 1:
        return names[0]
    for day in range(7):
        if text == instance.week.fromordinal(instance.week.toordinal() + day).isoformat():
            return day
    raise Unusable(f"--without: {text} is no day of the week of {instance.week}.")


def _clock(text: str) -> int:
    hours, minutes = (int(part) for part in text.split(":"))
    if hours * HOUR + minutes > DAY or minutes >= HOUR:
        raise Unusable(f"--without: {text} is no time of day.")
    return hours * HOUR + minutes


def repair_document(made: Repaired) -> Document:
    """`repair` of what `--json` prints: `plan.schema.json`."""
    instance = made.instance
    return {
        "freed": write_assignments(instance, made.freed),
        "changed": write_assignments(instance, made.changed),
        "again": [instance.tasks[task].id for task in made.again],
        "lost": [{"what": one.what, "why": one.why} for one in made.lost],
    }
