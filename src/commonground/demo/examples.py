"""The Example concerns: filed with the code behind the public form, answered with the team's.

The clock is held at each moment in turn, so the waits, promises and states are what the product
itself makes of them. Every row is marked Example; none enters the scan, trust or records.
"""

import tomllib
from collections.abc import Callable
from datetime import datetime, time, timedelta

from commonground import demo_data
from commonground.common import clock
from commonground.common.actors import Actor
from commonground.common.deployment import deployment
from commonground.concerns import answering, reporting, saying_did, settling
from commonground.concerns.models import Category, Concern
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood
from commonground.tasks.making import make_promise

from . import staff

FILE = demo_data.CHICAGO / "examples.toml"


def make() -> None:
    """Play the stories day by day, in the order in which they happened."""
    stories = tomllib.loads(FILE.read_text(encoding="utf-8"))
    team = staff.named("demo-supervisor"), staff.named("demo-officer")
    play_concerns(stories["concern"], team)
    for row in stories["said_did"]:
        say_did(row, team[1], {c["key"]: c["made"] for c in stories["concern"]})
    for row in stories["promise"]:
        promise(row)


def moment(days: int, hour: int) -> datetime:
    """`hour` of the local day `days` before the demo's date, as the building began."""
    day = deployment().demo_date or clock.today()
    return datetime.combine(day - timedelta(days=days), time(hour), tzinfo=clock.zone())


def play_concerns(stories: list[dict], team: tuple[Staff, Staff]) -> None:
    steps: list[tuple[datetime, Callable[[], object]]] = []
    for story in stories:
        steps.append((moment(story["days"], story["hour"]), lambda s=story: file_concern(s)))
        for then in story["then"]:
            at = moment(then["days"], then["hour"])
            steps.append((at, lambda s=story, t=then: DEEDS[t["do"]](s["made"], t, team)))
    for at, act in sorted(steps, key=lambda step: step[0]):
        with clock.held_at(at):
            act()
    settling.stop_waiting()


def file_concern(story: dict) -> None:
    story["made"], _ = reporting.report(
        category=Category.objects.get(slug=story["category"]),
        words=story["words"],
        by=Actor.resident(),
        neighbourhood=Neighbourhood.objects.get(source_id=story["beat"]),
        language=story.get("language", "en"),
        staff_title=story["title"],
        example=True,
    )


def fresh(concern: Concern) -> Concern:
    return Concern.objects.select_related("category", "neighbourhood").get(pk=concern.pk)


def answer(concern: Concern, then: dict, team: tuple[Staff, Staff]) -> None:
    answering.answer(concern=fresh(concern), words=then["words"], by=team[1])


def end(concern: Concern, then: dict, team: tuple[Staff, Staff]) -> None:
    answering.answer(concern=fresh(concern), words=then["words"], by=team[1], becomes=then["do"])


def settle(concern: Concern, then: dict, team: tuple[Staff, Staff]) -> None:
    settling.settle(concern=fresh(concern), by=Actor.resident())


def dispute(concern: Concern, then: dict, team: tuple[Staff, Staff]) -> None:
    settling.dispute(concern=fresh(concern), words=then["words"], by=Actor.resident())


DEEDS: dict[str, Callable[[Concern, dict, tuple[Staff, Staff]], None]] = {
    "answer": answer,
    "action_taken": end,
    "no_action": end,
    "settle": settle,
    "dispute": dispute,
}


def say_did(row: dict, by: Staff, concerns: dict[str, Concern]) -> None:
    at = moment(row["days"], 11)
    did = row.get("did") or row["not_yet"]
    with clock.held_at(at):
        made = saying_did.write_said_did(
            neighbourhood=Neighbourhood.objects.get(source_id=row["beat"]),
            said=row["said"],
            did=did,
            done_on=clock.today() if "did" in row else None,
            concerns=[concerns[key] for key in row["concerns"]],
            by=by,
            example=True,
        )
        saying_did.approve_said_did(said_did=made, by=by)


def promise(row: dict) -> None:
    with clock.held_at(moment(row["days"], 9)):
        make_promise(
            neighbourhood=Neighbourhood.objects.get(source_id=row["beat"]),
            title=row["title"],
            due_on=clock.today() + timedelta(days=row["days"] + row["due_in"]),
            by=staff.named("demo-officer").actor(),
            is_example=True,
        )
