"""What the scan may read: nothing that officers found or asked for, nothing sensitive."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from commonground.common import clock
from commonground.common.actors import Actor
from commonground.concerns.frames import Unprompted, unprompted
from commonground.concerns.models import CameBy, Category, Concern
from commonground.concerns.reporting import report
from commonground.earlywarning import frames
from commonground.earlywarning.frames import Reports
from commonground.earlywarning.models import Alert
from commonground.engagement import states
from commonground.engagement.closing import Point, close_event
from commonground.engagement.kinds import load_kinds
from commonground.engagement.models import EventKind
from commonground.engagement.planning import Plan, plan_event
from commonground.incidents.frames import Records, resident_reported

from .conftest import CORNER, EVERYWHERE, MORNING, line, ordinary, planted, scan
from .test_scanning import forget, told

EVENING = datetime(2017, 12, 10, 23, tzinfo=UTC)  # Sunday afternoon in Chicago
AMAL = Actor.resident()


def test_officer_initiated_and_sensitive_records_cannot_pass(desk):
    kinds = (
        "NARCOTICS", "WEAPONS VIOLATION", "PROSTITUTION", "GAMBLING", "LIQUOR LAW VIOLATION",
        "INTERFERENCE WITH PUBLIC OFFICER", "CRIMINAL TRESPASS", "STALKING", "KIDNAPPING",
        "SEX OFFENSE", "OFFENSE INVOLVING CHILDREN", "A TYPE NOBODY REVIEWED",
    )  # fmt: skip
    desk.take(*(line(i, CORNER, date(2017, 12, 1), kind) for i, kind in enumerate(kinds)))
    desk.take(line(90, CORNER, date(2017, 12, 1)).replace(",false,", ",true,"))  # domestic
    assert len(frames.reports(MORNING)) == 0
    desk.take(line(99, CORNER, date(2017, 12, 1), "THEFT"))
    assert frames.reports(MORNING).streams() == ["crimes.theft"]


def test_nothing_but_the_two_types_can_become_reports(desk):
    desk.take(*ordinary(count=2))
    real = resident_reported(MORNING, MORNING - timedelta(days=400))
    columns = {name: getattr(real, name) for name in ("lat", "lon", "cell", "day", "stream")}
    n = len(real)
    raw = Records(
        np.zeros(n, bool), np.zeros(n, bool), real.lat, real.lon, real.cell, real.day, real.hour,
        real.stream, real.neighbourhood,
    )  # fmt: skip
    for source in (raw, columns, SimpleNamespace(**columns), None, real.day, Concern.objects.all()):
        with pytest.raises(TypeError):
            Reports.of(source)


def test_reports_and_unprompted_concerns_cannot_be_made_by_hand(desk):
    desk.take(*ordinary(count=2))
    for made in (frames.reports(MORNING), unprompted(MORNING, MORNING)):
        columns = {f.name: getattr(made, f.name) for f in fields(made)}
        with pytest.raises(TypeError):
            type(made)(**columns)
        with pytest.raises(TypeError):
            type(made)(**columns, seal=object())
    assert isinstance(unprompted(MORNING, MORNING), Unprompted)


def test_reports_carry_no_words_and_no_key_of_a_person_or_a_record():
    assert set(frames.COLUMNS) == {
        "stream", "cell", "latitude", "longitude", "day", "hour", "neighbourhood",
    }  # fmt: skip


def test_reports_from_outside_every_neighbourhood_are_left_out(desk):
    desk.take("1,2017-12-01 13:45,THEFT,x,false,,41.80000,-87.70000")
    assert len(frames.reports(MORNING)) == 0


@pytest.fixture
def noise(db):
    return Category.objects.create(slug="noise", name={"en": "Noise", "es": "Ruido"})


def raise_concern(category, point=CORNER, day=date(2017, 12, 8), **options) -> Concern:
    with clock.held_at(clock.start_of(day) + timedelta(hours=12)):
        concern, _receipt = report(
            category=category, words="Music until three.", by=AMAL, latitude=point[0],
            longitude=point[1], **options,
        )  # fmt: skip
    return concern


def test_an_unprompted_concern_passes_and_is_called_as_staff_call_it(desk, noise, town):
    raise_concern(noise)
    found = frames.reports(MORNING)
    assert found.streams() == ["concerns.noise"]
    assert found.day.tolist() == [date(2017, 12, 8).toordinal()]
    assert found.neighbourhood.tolist() == [town.north.public_id]


@pytest.mark.parametrize(
    "options", [{"came_by": CameBy.ASKED_FOR}, {"example": True}], ids=["asked for", "Example"]
)
def test_a_concern_that_we_asked_for_or_made_up_cannot_pass(desk, noise, options):
    raise_concern(noise, **options)
    assert len(frames.reports(MORNING)) == 0


@pytest.mark.parametrize("flag", ["sensitive", "about_conduct"])
def test_a_sensitive_concern_or_one_about_conduct_cannot_pass(desk, flag):
    kept_apart = Category.objects.create(slug="apart", name={"en": "Apart"}, **{flag: True})
    raise_concern(kept_apart)
    assert Concern.objects.count() == 1 and len(frames.reports(MORNING)) == 0


def ordinary_concerns(noise) -> None:
    for i in range(60):
        raise_concern(noise, EVERYWHERE[i % 12], MORNING - timedelta(days=5 + 5 * i))


def twenty(noise, **options) -> None:
    for i in range(20):
        point = (CORNER[0] + 0.0006 * (i % 3 - 1), CORNER[1] + 0.0006 * (i // 3 % 3 - 1))
        raise_concern(noise, point, MORNING - timedelta(days=1 + i % 3), **options)


def test_twenty_concerns_raise_an_alert_unprompted_and_none_when_we_asked(desk, noise):
    ordinary_concerns(noise)
    twenty(noise, came_by=CameBy.ASKED_FOR)
    assert scan(MORNING) == []
    forget()
    twenty(noise)
    (alert,) = scan(MORNING)
    assert (alert.stream, alert.label["es"], alert.observed) == ("concerns.noise", "Ruido", 20)


def test_closing_an_event_with_twenty_points_heard_changes_no_alert(
    desk, noise, cast, town, clock_at
):
    desk.take(*ordinary(), *planted())
    ordinary_concerns(noise)
    before = told(scan(MORNING))
    assert before
    forget()
    close_with_twenty_points(noise, cast, town, clock_at)
    assert Concern.objects.filter(source="event").count() == 20
    clock_at.set(datetime(2017, 12, 11, 14, tzinfo=UTC))
    assert told(scan(MORNING)) == before
    assert not Alert.objects.filter(stream="concerns.noise").exists()


def close_with_twenty_points(noise, cast, town, clock_at) -> None:
    """On Sunday, so that they were there before Monday's scan."""
    load_kinds()
    by = cast.bram.actor()
    clock_at.set(EVENING - timedelta(days=2))
    plan = Plan(
        kind=EventKind.objects.get(slug="community-meeting"),
        neighbourhoods=[town.north],
        title={"en": "Beat meeting"},
        starts_at=EVENING - timedelta(hours=5),
        ends_at=EVENING - timedelta(hours=4),
        place={"en": "Library"},
    )
    event = plan_event(plan=plan, by=by)
    clock_at.set(EVENING)
    points = [Point(f"Music, house {n}", states.NEW, category=noise) for n in range(20)]
    close_event(event=event, adults=20, young=0, first_time=3, points=points, by=by)
