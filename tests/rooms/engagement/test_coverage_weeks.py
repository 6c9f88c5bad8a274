"""The weeks of presence, added up: what counts, when it is added up again, what is owed."""

import inspect
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from commonground.common import clock, deployment
from commonground.common.actors import Actor
from commonground.engagement import states
from commonground.engagement.contacting import log_contact
from commonground.engagement.coverage import adding_up, frames, owing
from commonground.engagement.coverage.models import CoverageRun, CoverageWeek
from commonground.engagement.models import Abstraction, Contact, Event
from commonground.engagement.planning import plan_event
from commonground.incidents import importing, mapping
from commonground.places.models import Neighbourhood

HEADER = "event_number,tencode,tencode_suffix,call_received,zone,latitude,longitude"
BY = Actor.system("test")
MONDAY = date(2026, 2, 23)  # the last week that is over on Monday 2 March


@pytest.fixture
def home(settings, tmp_path) -> Path:
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    return settings.HOME


@pytest.fixture
def desk(home, cast, town, clock_at):
    return home


def logged(by, place, day: date, **changes) -> Contact:
    values = {"kind": "chat", "minutes": 10} | changes
    contact = log_contact(
        neighbourhood=place, by=by, idempotency_key=f"K{Contact.objects.count()}", **values
    )
    Contact.objects.filter(pk=contact.pk).update(at_hour=clock.start_of(day) + timedelta(hours=9))
    return contact


def imported(home: Path, *told: tuple[str, date, str]):
    rows = [f"PD{i},{code},,{day} 12:00:00,{area},," for i, (code, day, area) in enumerate(told)]
    file = home / "calls.csv"
    file.write_text("\n".join([HEADER, *rows, ""]))
    importing.import_file(file=file, kind="calls", mapping=mapping.load("nashville-calls"), by=BY)


def row(place, week=MONDAY) -> CoverageWeek:
    return CoverageWeek.objects.get(neighbourhood=place, week=week)


def test_contacts_of_monday_to_sunday_are_one_week(desk, cast, town):
    for day in (MONDAY, MONDAY + timedelta(days=6)):
        logged(cast.bram, town.north, day)
    logged(cast.bram, town.north, MONDAY - timedelta(days=1), minutes=45)
    adding_up.bring_up_to_date()
    assert (row(town.north).contacts, row(town.north).contact_minutes) == (2, 20)
    assert row(town.north, MONDAY - timedelta(days=7)).contact_minutes == 45
    assert row(town.south).contacts == 0  # a nought, not a gap


def test_only_events_that_were_held_count_and_are_shared_by_their_neighbourhoods(
    desk, cast, town, plan
):
    starts = clock.start_of(MONDAY) + timedelta(hours=18)
    both = plan(
        neighbourhoods=[town.north, town.south], starts_at=starts,
        ends_at=starts + timedelta(hours=2),
    )  # fmt: skip
    event = plan_event(plan=both, by=cast.bram.actor())
    assert adding_up.bring_up_to_date() is None
    Event.objects.filter(pk=event.pk).update(state=states.HELD)
    adding_up.bring_up_to_date()
    assert (row(town.north).events, row(town.north).event_minutes) == (1, 60)
    assert row(town.south).event_minutes == 60


def test_an_event_without_an_end_counts_for_an_hour(desk, cast, town, plan):
    starts = clock.start_of(MONDAY) + timedelta(hours=18)
    event = plan_event(plan=plan(starts_at=starts, ends_at=None), by=cast.bram.actor())
    Event.objects.filter(pk=event.pk).update(state=states.CLOSED)
    adding_up.bring_up_to_date()
    assert row(town.north).event_minutes == 60


def test_calls_are_known_only_in_the_weeks_that_an_import_covers(desk, cast, town):
    logged(cast.bram, town.north, MONDAY - timedelta(days=14))
    imported(
        desk, ("70", MONDAY - timedelta(days=7), "N1"), ("96", MONDAY, "N1"),
        ("93", MONDAY, "N1"), ("70", MONDAY + timedelta(days=6), "S1"),
    )  # fmt: skip
    adding_up.bring_up_to_date()
    assert row(town.north, MONDAY - timedelta(days=14)).calls is None
    north = row(town.north)
    assert (north.calls, north.imported_visits, north.enforcement) == (0, 1, 1)
    assert (row(town.south).calls, row(town.south).imported_visits) == (1, 0)
    found = frames.weeks(3)
    assert [place.name for place in found.places] == ["Northside", "Southside"]
    assert found.calls_known.tolist() == [[False, True, True]] * 2
    assert found.visits.tolist() == [[1, 0, 1], [0, 0, 0]]  # a traffic stop is no visit


def test_weeks_before_anybody_logged_do_not_say_that_nobody_was_there(desk, cast, town):
    imported(
        desk, ("70", MONDAY - timedelta(days=14), "N1"), ("70", MONDAY + timedelta(days=6), "N1")
    )
    adding_up.bring_up_to_date()
    assert not frames.weeks(3).both_known.any()
    assert owing.coverage_debt()[town.north.public_id] == owing.Owed(0, 0)
    logged(cast.chidi, town.south, MONDAY - timedelta(days=7), minutes=10)
    adding_up.bring_up_to_date()
    found = frames.weeks(3)
    assert found.calls_known.all()
    assert found.both_known.tolist() == [[False, True, True]] * 2
    assert owing.coverage_debt()[town.north.public_id] == owing.Owed(240, 4)


def test_hours_taken_off_the_neighbourhood_are_added_up(desk, cast, town):
    logged(cast.bram, town.north, MONDAY)
    for n, day in enumerate((MONDAY, MONDAY + timedelta(days=6), MONDAY + timedelta(days=7))):
        Abstraction.objects.create(
            staff=cast.bram, neighbourhood=town.north, away_on=day, minutes=90, because="court",
            idempotency_key=f"A{n}",
        )  # fmt: skip
    adding_up.bring_up_to_date()
    assert row(town.north).abstraction_minutes == 180
    assert row(town.south).abstraction_minutes == 0


def test_a_late_log_is_added_up_the_next_night_and_an_old_import_from_its_first_day(
    desk, cast, town, clock_at
):
    old = MONDAY - timedelta(weeks=30)
    logged(cast.bram, town.north, old)
    adding_up.bring_up_to_date()
    logged(cast.bram, town.north, MONDAY)
    run = adding_up.bring_up_to_date()
    assert run.first_week == MONDAY - timedelta(weeks=8)
    assert row(town.north).contacts == 1 and row(town.north, old).contacts == 1
    imported(desk, ("70", old, "N1"), ("70", MONDAY + timedelta(days=6), "N1"))
    run = adding_up.bring_up_to_date()
    assert run.first_week <= old
    assert row(town.north, old).calls == 1


def test_adding_up_twice_changes_nothing(desk, cast, town):
    logged(cast.bram, town.north, MONDAY)
    adding_up.bring_up_to_date()
    before = list(CoverageWeek.objects.order_by("pk").values_list("week", "contacts"))
    adding_up.bring_up_to_date()
    assert before == list(CoverageWeek.objects.order_by("pk").values_list("week", "contacts"))


def test_where_there_is_nothing_yet_nothing_is_added_up(desk):
    assert adding_up.bring_up_to_date() is None
    assert not CoverageRun.objects.exists()
    assert frames.weeks(12) is None and owing.coverage_debt() == {}


def test_a_day_lies_in_the_week_of_its_local_date(desk, cast, town, settings):
    settings.TIME_ZONE = "America/Chicago"
    contact = logged(cast.bram, town.north, MONDAY)
    # Sunday evening in Chicago is Monday already elsewhere
    late = datetime(2026, 2, 23, 2, 0, tzinfo=clock.now().tzinfo)
    Contact.objects.filter(pk=contact.pk).update(at_hour=late)
    adding_up.bring_up_to_date()
    assert row(town.north, MONDAY - timedelta(days=7)).contacts == 1
    assert row(town.north).contacts == 0


def test_what_is_owed_is_what_was_promised_less_what_was_done(desk, cast, town):
    (desk / "commonground.toml").write_text(
        "presence_minutes_a_week = 60\npresence_visits_a_week = 1\n"
    )
    deployment.forget()
    for weeks in (0, 1):
        logged(cast.bram, town.north, MONDAY - timedelta(weeks=weeks), minutes=45)
    adding_up.bring_up_to_date()
    owed = owing.coverage_debt()
    assert owed[town.north.public_id] == owing.Owed(minutes=30, visits=0)
    assert owed[town.south.public_id] == owing.Owed(minutes=120, visits=2)
    assert set(owing.coverage_debt([town.south])) == {town.south.public_id}


def test_the_weeks_cost_a_number_of_queries_that_does_not_grow(
    desk, cast, town, django_assert_num_queries
):
    for weeks in (0, 20):
        logged(cast.bram, town.north, MONDAY - timedelta(weeks=weeks))
        adding_up.bring_up_to_date()
        with django_assert_num_queries(5):
            frames.weeks(52)


def test_nothing_that_coverage_returns_names_or_counts_a_member_of_staff(desk, cast, town):
    """Rule 9: each public function of the package is run, and looked at."""
    for who in (cast.bram, cast.dana):
        logged(who, town.north, MONDAY)
    run = adding_up.bring_up_to_date()
    calls = {
        "adding_up.monday": lambda: adding_up.monday(MONDAY),
        "adding_up.last_whole_week": lambda: adding_up.last_whole_week(),
        "adding_up.last_run": lambda: vars(adding_up.last_run()),
        "adding_up.bring_up_to_date": lambda: vars(adding_up.bring_up_to_date()),
        "adding_up.add_up": lambda: vars(adding_up.add_up(MONDAY, MONDAY)),
        "frames.weeks": lambda: frames.weeks(12),
        "frames.first_week": lambda: frames.first_week(),
        "frames.first_visit": lambda: frames.first_visit(),
        "frames.totals": lambda: frames.totals(run.first_week, run.last_week),
        "frames.agency_weeks": lambda: frames.agency_weeks(run.first_week, run.last_week),
        "owing.coverage_debt": lambda: owing.coverage_debt(),
        "owing.owed_after": lambda: owing.owed_after(frames.weeks(12)),
    }
    public = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in (adding_up, frames, owing)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert public == set(calls)
    ids = {staff.public_id for staff in cast.all()} | {staff.username for staff in cast.all()}
    for name, call in calls.items():
        assert not [word for word in ids if word in repr(call())], name
    assert calls["frames.weeks"]().visits[0, -1] == 2  # both together, and no more is known
    related = {field.related_model for field in CoverageWeek._meta.fields if field.is_relation}
    assert related == {Neighbourhood}
