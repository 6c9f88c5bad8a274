"""What the public page of the demo shows beside the loop: scores, priorities, officer cards."""

import calendar
import tomllib

from commonground import demo_data
from commonground.common import clock
from commonground.common.actors import Actor
from commonground.people import cards
from commonground.places.models import Neighbourhood
from commonground.publishing.prioritising import set_priority, update_priority
from commonground.publishing.scoring import record_score

from . import examples, staff

DEMO = Actor.system("demo")
# the last part is docs/methods/published-trust.md's
SOURCE = (
    "City of Chicago data portal, Police Sentiment Scores (28me-84fj), a survey by Elucd. From "
    "2017 to 2023 changes of under about 6 points from one month to the next were noise"
)
MEASURES = {
    "safety": {"en": "Feeling safe", "es": "Sentirse seguro"},
    "trust": {"en": "Trusting the police", "es": "Confiar en la policía"},
}


def make() -> None:
    stories = tomllib.loads(examples.FILE.read_text(encoding="utf-8"))
    scores()
    for row in stories["priority"]:
        priority(row)
    for row in stories["card"]:
        card(row)


def scores() -> None:
    """Each district's figures, for every beat of the district."""
    district_of = {beat.number: beat.district for beat in demo_data.beats()}
    places = list(Neighbourhood.objects.all())
    for row in demo_data.district_trust():
        last = calendar.monthrange(row.month.year, row.month.month)[1]
        for measure, name in MEASURES.items():
            record_score(
                area=f"District {int(row.district)}",
                neighbourhoods=[p for p in places if district_of[p.source_id] == row.district],
                measure=measure,
                name=name,
                period_from=row.month,
                period_to=row.month.replace(day=last),
                value=getattr(row, measure),
                source=SOURCE,
                by=DEMO,
            )


def priority(row: dict) -> None:
    """Set on its day, and looked at again on another."""
    by = staff.named("demo-officer")
    title, status = row["title"], row.get("status", {})
    with clock.held_at(examples.moment(row["days"], 10)):
        made = set_priority(
            neighbourhood=Neighbourhood.objects.get(source_id=row["beat"]),
            title=title, status=status, by=by, example=True,
        )  # fmt: skip
    if row["looked_at"] < row["days"]:
        with clock.held_at(examples.moment(row["looked_at"], 10)):
            update_priority(priority=made, title=title, status=status, by=by)


def card(row: dict) -> None:
    member = staff.named(row["username"])
    cards.edit_card(
        staff=member, shown_name=row["name"], languages=row["languages"],
        come_and_talk=row.get("come_and_talk", ""),
        come_and_talk_in=row.get("come_and_talk_in"), by=member.actor(),
    )  # fmt: skip
    cards.give_consent(staff=member, by=member.actor())
