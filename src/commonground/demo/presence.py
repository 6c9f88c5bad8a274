"""Where the demo's officers were without being called: Example calls, contacts and hours away.

Drawn from a seed, the same in every build. The calls and the visits of a year come in as a file,
by the importer; the contacts of the home district are logged, and the hours away are recorded, by
the product's own verbs at their moments. Nothing of it happened and nobody in it exists.
"""

import csv
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from commonground import demo_data
from commonground.common import clock
from commonground.common.actors import Actor
from commonground.engagement.abstraction.recording import record_abstraction
from commonground.engagement.contacting import log_contact
from commonground.engagement.coverage import adding_up
from commonground.people.models import Posting, Role, Staff
from commonground.places.models import Neighbourhood

from . import examples

if TYPE_CHECKING:
    from numpy.random import Generator

SEED = 2411
WEEKS = 52
DISTRICT = "24"  # whose officers log by hand
LOGGED_WEEKS = 12
CALLS_TO_THOUSAND = 1.1  # residents, a week: fewer than a city has, to build in seconds
# How many visits a week a beat gets varies by as much as this gamma distribution does
VISITS_SHAPE, VISITS_MEAN = 1.0, 1.0
STOPS, UNCLEAR = 1.2, 0.4  # a week and beat
# What is logged, how long it takes, and its share
KINDS = ("chat", "visit", "patrol", "meeting", "help", "problem")
MINUTES = (10, 20, 60, 60, 30, 15)
SHARES = (0.4, 0.2, 0.2, 0.05, 0.1, 0.05)
REASONS = ("calls", "guarding", "court", "neighbouring", "public-event")
# Who is posted to the other beats of the district: no login, no password, nobody
COLLEAGUES = (
    ("demo-colleague-g", "Officer G. (Example)", ("2413", "2422"), date(2016, 9, 5), None),
    ("demo-colleague-h", "Officer H. (Example)", ("2423", "2424", "2431"), date(2017, 6, 5), None),
    ("demo-colleague-i", "Officer I. (Example)", ("2431",), date(2015, 3, 2), date(2017, 6, 2)),
    ("demo-colleague-j", "Officer J. (Example)", ("2432", "2433"), date(2017, 10, 2), None),
)


def make() -> None:
    import numpy as np

    random = np.random.default_rng(SEED)
    take_in_calls(random)
    post_colleagues()
    log_contacts(random)
    take_off(random)
    adding_up.bring_up_to_date()


def take_in_calls(random: "Generator") -> None:
    from commonground.incidents import importing, mapping

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "example-calls.csv"
        with file.open("w", encoding="utf-8", newline="") as target:
            csv.writer(target).writerows([("id", "type", "at", "beat"), *records(random)])
        importing.import_file(
            kind="calls", file=file, by=Actor.system("demo"),
            mapping=mapping.load(str(demo_data.EXAMPLE_CALLS)),
        )  # fmt: skip


def records(random: "Generator") -> Iterator[tuple[str, str, str, str]]:
    """Of each beat and week: calls by its residents, visits, stops, and some that nobody can tell.

    How often anybody visits is drawn for each beat: often here, hardly ever there.
    """
    monday = adding_up.last_whole_week() - (WEEKS - 1) * adding_up.WEEK
    number = 0
    for beat in demo_data.beats():
        visits = VISITS_MEAN * random.gamma(VISITS_SHAPE, 1 / VISITS_SHAPE)
        calls = max(beat.population, 1000) / 1000 * CALLS_TO_THOUSAND * random.lognormal(0, 0.3)
        rates = {"call": calls, "visit": visits, "stop": STOPS, "unclear": UNCLEAR}
        for kind, rate in rates.items():
            hours = random.integers(WEEKS * 7 * 24, size=random.poisson(rate * WEEKS))
            for hour in hours.tolist():
                day = monday + timedelta(days=hour // 24)
                number += 1
                yield f"example-{number}", kind, f"{day} {hour % 24:02}:30", beat.number


def post_colleagues() -> None:
    for username, name, beats, since, until in COLLEAGUES:
        member = Staff(username=username, display_name=name)
        member.set_unusable_password()
        member.save()
        for place in Neighbourhood.objects.filter(source_id__in=beats):
            Posting.objects.create(
                staff=member, role=Role.OFFICER, neighbourhood=place, from_on=since, to_on=until
            )


def posted() -> dict[Neighbourhood, Staff]:
    """Each beat of the district -> the officer who has been there longest, by name."""
    here = Posting.objects.current().filter(
        role__in=(Role.OFFICER, Role.SUPERVISOR), neighbourhood__source_id__startswith=DISTRICT
    )
    rows = here.select_related("neighbourhood", "staff")
    ordered = rows.order_by("neighbourhood__source_id", "-role", "from_on")
    return {posting.neighbourhood: posting.staff for posting in ordered}


def log_contacts(random: "Generator") -> None:
    """Weeks of chats, visits and foot patrols in the district, more in some beats than others."""
    for place, member in posted().items():
        rate = random.gamma(2.0, 1.0)
        points = inside(place, random)
        for day in range(LOGGED_WEEKS * 7, 0, -1):
            for number in range(random.poisson(rate / 7)):
                kind = random.choice(len(KINDS), p=SHARES)
                latitude, longitude = points[random.integers(len(points))]
                with clock.held_at(examples.moment(day, int(random.integers(9, 20)))):
                    log_contact(
                        kind=KINDS[kind], neighbourhood=place, minutes=MINUTES[kind], by=member,
                        idempotency_key=f"example:{place.source_id}:{day}:{number}",
                        latitude=latitude, longitude=longitude, is_example=True,
                    )  # fmt: skip


def inside(place: Neighbourhood, random: "Generator", count: int = 3) -> list[tuple[float, float]]:
    """A few points of the beat, where its officers are seen: the rest is reached by nobody."""
    import shapely

    shape = shapely.geometry.shape(place.boundaries.get(valid_to=None).geometry)
    west, south, east, north = shape.bounds
    found: list[tuple[float, float]] = []
    while len(found) < count:
        x, y = random.uniform((west, south), (east, north))
        if shape.covers(shapely.Point(x, y)):
            found.append((float(y), float(x)))
    return found


def take_off(random: "Generator") -> None:
    """Hours on which the district's officers were taken off their beats, by what."""
    for place, member in posted().items():
        days = random.choice(LOGGED_WEEKS * 7, size=random.poisson(4), replace=False) + 1
        for day in sorted(days.tolist(), reverse=True):
            with clock.held_at(examples.moment(day, 20)):
                record_abstraction(
                    neighbourhood=place, minutes=int(random.integers(1, 9)) * 60,
                    because=str(random.choice(REASONS)), by=member, is_example=True,
                    idempotency_key=f"example:away:{place.source_id}:{day}",
                )  # fmt: skip
