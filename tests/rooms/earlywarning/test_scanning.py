"""The morning job: what it finds, says and leaves alone."""

from datetime import UTC, date, datetime, timedelta

import h3
import pytest
from shapely.geometry import shape

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.earlywarning import queries
from commonground.earlywarning.deciding import explain
from commonground.earlywarning.models import Alert, ScanRun, Sighting
from commonground.places.models import Neighbourhood

from .conftest import BY, EVERYWHERE, MORNING, line, ordinary, planted, scan


def told(alerts: list[Alert]) -> list[tuple]:
    return sorted((a.stream, a.started_on, a.observed, a.p_value, a.cells) for a in alerts)


def test_ten_reports_in_one_corner_are_found(surprise, town):
    (alert,) = surprise
    assert (alert.stream, alert.state) == ("crimes.theft", "new")
    assert alert.label["en"] == "Theft" and alert.label["es"] == "Hurto"
    assert list(alert.neighbourhoods.all()) == [town.north]
    assert alert.ends_on == date(2017, 12, 10) and alert.days <= 6
    assert alert.observed >= 10 > 5 * alert.expected
    assert alert.p_value <= 0.01 and alert.recurrence_days == pytest.approx(1 / alert.p_value)
    assert sum(count for _day, count in alert.by_day) == alert.observed
    assert not alert.one_place


def test_what_is_kept_of_an_alert_is_no_finer_than_what_it_shows(desk, town):
    """Few people over a large area: the cells of the scan would hold a home or two."""
    Neighbourhood.objects.update(population=80)
    desk.take(*ordinary(), *planted())
    (alert,) = scan(MORNING)
    assert {h3.get_resolution(cell) for cell in alert.cells} < {5, 6, 7, 8}
    outline = h3.cells_to_h3shape(alert.cells).__geo_interface__
    assert shape(outline).equals(shape(alert.covering))


def test_an_ordinary_year_brings_no_alert(desk):
    desk.take(*ordinary())
    assert scan(MORNING) == []
    assert ScanRun.objects.get().n_cases == 180


def test_a_second_scan_of_the_same_morning_changes_nothing(surprise):
    audited = AuditRow.objects.filter(verb="scan").count()
    again = scan(MORNING)
    assert [a.public_id for a in again] == [a.public_id for a in surprise]
    assert ScanRun.objects.count() == 1
    assert AuditRow.objects.filter(verb="scan").count() == audited == 1


def test_a_stream_that_was_not_there_yet_is_looked_at_by_a_second_scan(surprise, desk):
    desk.take(*ordinary("BURGLARY", first=5000))
    scan(MORNING)
    assert set(ScanRun.objects.values_list("stream", flat=True)) == {
        "crimes.theft", "crimes.burglary", "crimes.*",
    }  # fmt: skip


def test_fewer_than_thirty_reports_in_a_year_are_not_looked_at(desk):
    desk.take(*ordinary(count=29))
    assert scan(MORNING) == [] and not ScanRun.objects.exists()


def test_days_that_a_source_has_not_sent_are_no_quiet_days(desk):
    last = date(2017, 12, 5)
    late = [line(i, EVERYWHERE[i % 9], last - timedelta(days=i)) for i in range(60)]
    desk.take(*late)
    scan(MORNING)
    assert ScanRun.objects.get().until == date(2017, 12, 5)


def test_a_source_that_stopped_weeks_ago_says_nothing_of_this_morning(desk):
    last = date(2017, 11, 1)
    old = [line(i, EVERYWHERE[i % 9], last - timedelta(days=i)) for i in range(60)]
    desk.take(*old)
    assert scan(MORNING) == [] and not ScanRun.objects.exists()


def test_a_past_morning_knows_only_what_was_known_then(desk, clock_at):
    desk.take(*ordinary(), *planted())
    clock_at.set(datetime(2017, 12, 20, 14, tzinfo=UTC))
    assert scan(MORNING) == []  # imported after five on that morning
    assert scan(MORNING + timedelta(days=1)) != []


def test_a_day_that_is_not_here_yet_is_refused(desk):
    with pytest.raises(Refused, match="not here yet"):
        scan(MORNING + timedelta(days=1))


def test_a_stream_that_is_not_there_is_refused_with_those_that_are(desk):
    desk.take(*ordinary())
    with pytest.raises(Refused, match=r"crimes\.theft"):
        scan(MORNING, only="crimes.nothing")


def test_reports_of_one_address_are_told_as_one_place(desk):
    desk.take(*ordinary(), *planted(spread=0.0))
    (alert,) = scan(MORNING)
    assert alert.one_place


def test_one_address_with_most_of_the_reports_is_one_place_too(desk):
    desk.take(*ordinary(), *planted(spread=0.0, count=9), *planted(count=1, first=9500))
    (alert,) = scan(MORNING)
    assert alert.one_place


def test_the_next_morning_goes_on_with_the_same_alert_and_what_was_decided(alert, clock_at):
    explain(alert=alert, words="The market moved here.", by=BY)
    clock_at.forward(days=1)
    (again,) = scan(MORNING + timedelta(days=1))
    assert (again, again.state) == (alert, "explained")
    assert (again.opened_on, again.seen_on) == (MORNING, MORNING + timedelta(days=1))
    assert [seen.run.as_of for seen in again.sightings.all()] == [again.opened_on, again.seen_on]


def test_an_alert_says_what_the_last_morning_said(alert, desk, clock_at):
    desk.take(*planted(first=9100, count=5))
    clock_at.forward(days=1)
    scan(MORNING + timedelta(days=1))
    before = alert.observed
    alert.refresh_from_db()
    assert alert.observed == before + 5
    assert [seen.observed for seen in alert.sightings.all()] == [before, before + 5]


def test_after_two_weeks_without_it_an_excess_there_is_a_new_alert(alert, desk, clock_at):
    clock_at.forward(days=40)
    later = [row.replace("2017-12-0", "2018-01-1") for row in planted(first=9100)]
    desk.take(*later)
    (again,) = scan(MORNING + timedelta(days=40))
    assert again != alert and again.opened_on == MORNING + timedelta(days=40)


def test_a_past_morning_that_is_asked_again_changes_nothing_of_today(desk, clock_at):
    desk.take(*ordinary(), *planted())
    clock_at.forward(days=1)
    (alert,) = scan(MORNING + timedelta(days=1))
    clock_at.forward(days=1)
    told_today = told(scan(MORNING + timedelta(days=2)))
    (same,) = scan(MORNING + timedelta(days=1))
    assert same == alert and told([same]) == told_today


def test_the_same_reports_give_the_same_alerts(desk):
    desk.take(*ordinary(), *planted())
    first = told(scan(MORNING))
    forget()
    assert told(scan(MORNING)) == first


def forget() -> None:
    """Only a test may."""
    Sighting.objects.all().delete()
    for alert in Alert.objects.all():
        alert.neighbourhoods.clear()
    Alert.objects.all().delete()
    ScanRun.objects.all().delete()


def test_a_pile_on_one_default_point_is_a_defect_of_the_data_and_no_cluster(desk):
    days = [MORNING - timedelta(days=1 + i % 5) for i in range(250)]
    hall = [line(7000 + i, (41.899, -87.7), day) for i, day in enumerate(days)]
    desk.take(*ordinary(), *hall)
    assert scan(MORNING) == []
    run = ScanRun.objects.get()
    assert (run.n_cases, run.settings["without_place"]) == (180, 250)
    assert queries.last_morning().without_place == 250


def test_reports_of_one_place_alone_have_nothing_to_be_compared_with(desk):
    desk.take(*[line(i, EVERYWHERE[0], MORNING - timedelta(days=1 + i)) for i in range(60)])
    assert scan(MORNING) == [] and not ScanRun.objects.exists()
