"""Example cards of the home beat: made with the product's own code, so the page shows gaps.

Nobody exists: the names say Example, the addresses are of example.org, no message is written.
"""

import tomllib
from datetime import timedelta

from commonground.common import clock
from commonground.individuals.cards import Details, add_card, spoke
from commonground.individuals.models import KnownPlace
from commonground.individuals.places_to_know import add_place
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood

from . import examples, staff


def make() -> None:
    stories = tomllib.loads(examples.FILE.read_text(encoding="utf-8"))
    officer = staff.named("demo-officer")
    home = Neighbourhood.objects.get(source_id=staff.HOME_BEAT)
    for row in stories["known_place"]:
        add_place(neighbourhood=home, by=officer, is_example=True, **row)
    for row in stories["individual"]:
        card(row, home, officer)


def card(row: dict, home: Neighbourhood, officer: Staff) -> None:
    told = {name: row[name] for name in Details.__dataclass_fields__ if name in row}
    told["place"] = KnownPlace.objects.filter(neighbourhood=home, name=row.get("place", "")).first()
    with clock.held_at(examples.moment(row["days"], 10)):
        made = add_card(
            neighbourhood=home, details=Details(**told), how=row["how"], is_adult=True,
            words_read=True, consented_on=clock.today() - timedelta(days=1), by=officer,
            is_example=True,
        )  # fmt: skip
    if "spoken" in row:
        with clock.held_at(examples.moment(row["spoken"], 15)):
            spoke(card=made, by=officer)
