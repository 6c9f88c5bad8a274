"""What the demo's team did beside the concerns: Example events and logged contacts.

Planned, closed and logged with the product's own code, each at its moment, and marked Example.
One event is over and nobody has closed it yet: whoever signs in as the officer may.
"""

import tomllib
from datetime import timedelta

from commonground.common import clock
from commonground.concerns import answering
from commonground.concerns.models import Category
from commonground.engagement import states
from commonground.engagement.closing import Point, Promise, close_event
from commonground.engagement.contacting import log_contact
from commonground.engagement.models import Closing, Event, EventKind
from commonground.engagement.planning import Plan, plan_event
from commonground.engagement.series.repeating import Repeat, plan_series
from commonground.places.models import Neighbourhood

from . import examples, staff

OFFICER = "demo-officer"


def make() -> None:
    stories = tomllib.loads(examples.FILE.read_text(encoding="utf-8"))
    for row in stories["event"]:
        event = plan(row)
        if closed := row.get("closed"):
            answer(close(event, closed), closed)
    for number, row in enumerate(stories["contact"]):
        contact(number, row)


def plan(row: dict) -> Event:
    starts_at = examples.moment(row["days"], row["hour"])
    told = Plan(
        kind=EventKind.objects.get(slug=row["kind"]),
        neighbourhoods=[Neighbourhood.objects.get(source_id=row["beat"])],
        title=row["title"],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=row["minutes"]),
        place=row["place"],
    )
    by = staff.named(OFFICER).actor()
    with clock.held_at(examples.moment(row["planned"], 11)):
        if every := row.get("every"):
            repeat = Repeat(every, times=row["times"])
            return plan_series(plan=told, repeat=repeat, by=by, is_example=True)[0]
        return plan_event(plan=told, by=by, is_example=True)


def close(event: Event, row: dict) -> Closing:
    with clock.held_at(examples.moment(row["days"], 10)):
        return close_event(
            event=event, adults=row["adults"], young=row["young"], first_time=row["first_time"],
            points=[point(said) for said in row["points"]],
            promises=[
                Promise(said["title"], clock.today() + timedelta(days=said["due_in"]))
                for said in row["promises"]
            ],
            by=staff.named(OFFICER).actor(),
        )  # fmt: skip


def point(row: dict) -> Point:
    if because := row.get("because", ""):
        return Point(row["words"], states.NO_ACTION, because=because)
    return Point(row["words"], states.NEW, Category.objects.get(slug=row["category"]))


def answer(closing: Closing, row: dict) -> None:
    """The day after, to each point that became a concern."""
    heard = closing.heard.select_related("concern").order_by("position")
    with clock.held_at(examples.moment(row["days"] - 1, 9)):
        for one, said in zip(heard, row["points"], strict=True):
            if one.concern:
                answering.answer(
                    concern=examples.fresh(one.concern), words=said["answer"],
                    by=staff.named(OFFICER),
                )  # fmt: skip


def contact(number: int, row: dict) -> None:
    with clock.held_at(examples.moment(row["days"], row["hour"])):
        log_contact(
            kind=row["kind"],
            neighbourhood=Neighbourhood.objects.get(source_id=row["beat"]),
            minutes=row["minutes"],
            by=staff.named(row.get("by", OFFICER)),
            idempotency_key=f"example:{number}",
            is_example=True,
        )
