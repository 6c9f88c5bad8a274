"""Charts of a whole neighbourhood: more than usual, and fewer, told once and within the budget."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from commonground.common import clock
from commonground.common.actors import Actor
from commonground.concerns.models import CameBy, Category
from commonground.concerns.reporting import report
from commonground.earlywarning import charting, counting, frames, queries, states
from commonground.earlywarning.models import Alert, ScanRun, Sighting
from commonground.earlywarning.streams import Stream
from commonground.places.models import BoundaryVersion, Neighbourhood

from .conftest import BY, EVERYWHERE, MORNING, line, scan
from .test_pages import ENFORCEMENT, words_of

WEEKS = 70
NORTH = [point for point in EVERYWHERE if point[0] > 41.90]
SOUTH = [point for point in EVERYWHERE if point[0] < 41.90]


def weeks(points, each: int, *, last: int, first: int = 0, kind: str = "THEFT") -> list[str]:
    """`each` reports in every week up to the one before last, `last` in the last."""
    chance, rows, name = Random(first), [], first
    for back in range(WEEKS, 0, -1):
        for _ in range(last if back == 1 else each):
            name += 1
            day = MORNING - timedelta(days=7 * back - chance.randrange(7))
            rows.append(line(name, chance.choice(points), day, kind))
    return rows


def town_of(desk, *, north: int, south: int = 15, kind: str = "THEFT", first: int = 0) -> None:
    """15 reports a week on each side; in the last week as many as said."""
    desk.take(*weeks(NORTH, 15, last=north, first=100_000 + first, kind=kind))
    desk.take(*weeks(SOUTH, 15, last=south, first=200_000 + first, kind=kind))


def charted() -> list[Alert]:
    """Alerts of charts alone: circles have tests of their own."""
    charting.chart_period(as_of=MORNING, by=BY, latest=frames.reports(MORNING))
    return list(Alert.objects.order_by("id"))


def test_a_week_of_silence_is_told_as_people_who_may_have_stopped_telling_us(desk, town, cast):
    town_of(desk, north=0)
    (alert,) = charted()
    assert (alert.kind, alert.stream, alert.observed) == ("fall", "crimes.theft", 0)
    assert list(alert.neighbourhoods.all()) == [town.north]
    assert (alert.started_on, alert.ends_on) == (date(2017, 12, 4), date(2017, 12, 10))
    assert 12 < alert.expected < 18 and alert.span == "in 7 days"
    outline = BoundaryVersion.objects.get(neighbourhood=town.north).geometry
    assert alert.covering == outline and alert.cells
    assert alert.by_day[-1] == ["2017-12-04", 0] and len(alert.by_day) == charting.SHOWN


def test_a_rise_all_over_a_neighbourhood_is_found(desk, town):
    town_of(desk, north=45)
    (alert,) = charted()
    assert (alert.kind, alert.observed) == ("rise", 45)
    assert alert.recurrence_days == pytest.approx(7 / alert.p_value)


def test_a_rise_at_one_address_is_one_place_with_several_reports(desk, town, cast):
    town_of(desk, north=15)
    desk.take(
        *(line(300_000 + i, NORTH[0], MORNING - timedelta(days=1 + i % 7)) for i in range(30))
    )
    (alert,) = charted()
    assert (alert.kind, alert.observed, alert.one_place) == ("rise", 45, True)
    assert alert.sightings.get().one_place
    assert list(queries.open_alerts([town.north])) == []
    assert list(queries.one_place_alerts([town.north])) == [alert]


def test_a_rise_that_is_one_without_its_largest_address_too_is_of_several(desk):
    town_of(desk, north=60)
    desk.take(
        *(line(300_000 + i, NORTH[0], MORNING - timedelta(days=1 + i % 7)) for i in range(80))
    )
    (alert,) = charted()
    assert (alert.observed, alert.one_place) == (140, False)


@pytest.mark.parametrize("population", [99, None])
def test_a_neighbourhood_of_few_homes_has_no_chart(desk, town, population):
    """Fewer than 100 residents or, where nobody counted them, fewer than 8 addresses."""
    Neighbourhood.objects.filter(pk=town.north.pk).update(population=population)
    town_of(desk, north=0)
    assert charted() == []
    assert ScanRun.objects.get(method="chart").n_locations == 1


def test_a_steady_town_brings_no_alert_and_is_on_record(desk):
    town_of(desk, north=15)
    assert charted() == []
    run = ScanRun.objects.get(method="chart")
    assert (run.stream, run.until, run.n_locations) == ("crimes.theft", date(2017, 12, 10), 2)
    assert run.settings["years_back"] == 1


def test_a_year_without_a_year_before_it_says_nothing(desk):
    desk.take(*[row for row in weeks(NORTH, 15, last=0) if "2017-1" in row or "2017-0" in row])
    assert charted() == [] and not ScanRun.objects.exists()


def test_each_week_is_looked_at_once_and_not_again_on_tuesday(desk, clock_at):
    town_of(desk, north=0)
    scan(MORNING)
    scan(MORNING)
    assert ScanRun.objects.filter(method="chart").count() == 1
    clock_at.forward(days=1)
    scan(MORNING + timedelta(days=1))
    assert ScanRun.objects.filter(method="chart").count() == 1
    assert Sighting.objects.filter(run__method="chart").count() == 1


def test_a_week_that_is_not_over_in_the_source_is_not_looked_at(desk):
    """Days that a source has not sent yet are no silence."""
    rows = weeks(NORTH, 15, last=15, first=1) + weeks(SOUTH, 15, last=15, first=90_000)
    desk.take(*[row for row in rows if not any(f"2017-12-{d:02}" in row for d in (8, 9, 10))])
    assert charted() == []
    assert ScanRun.objects.get().until == date(2017, 12, 3)


def test_a_category_that_a_source_stopped_sending_is_no_silence_of_people(desk):
    town_of(desk, north=15)
    town_of(desk, north=0, south=0, kind="BURGLARY", first=50_000)
    found = charted()
    assert not [alert for alert in found if alert.stream == "crimes.burglary"]


def test_a_gap_in_what_a_source_sent_is_not_taken_for_zeros(desk):
    rows = weeks(NORTH, 15, last=15, first=1) + weeks(SOUTH, 15, last=15, first=90_000)
    desk.take(*[row for row in rows if "2017-03-0" not in row and "2017-03-1" not in row])
    (found,) = counting.counts(MORNING, frames.reports(MORNING))
    assert found.starts[0].astype(object) > date(2017, 3, 10)
    assert found.counts.sum(axis=0).min() > 0


def test_a_neighbourhood_whose_edge_moved_is_not_held_against_its_past(desk, town):
    town_of(desk, north=0)
    BoundaryVersion.objects.filter(neighbourhood=town.north).update(valid_from=date(2017, 6, 1))
    assert charted() == []


def test_a_rise_that_a_cluster_tells_is_attached_to_it_and_not_told_twice(desk, town):
    corner = [(41.908, -87.7085), (41.9081, -87.7085), (41.9079, -87.7084)]
    town_of(desk, north=15)
    desk.take(*[line(900_000 + i, corner[i % 3], MORNING - timedelta(days=1 + i % 6))
                for i in range(40)])  # fmt: skip
    scan(MORNING)
    alert = Alert.objects.get(neighbourhoods=town.north)
    assert alert.kind == "cluster"
    assert {seen.run.method for seen in alert.sightings.all()} == {"scan", "chart"}
    chart = alert.sightings.get(run__method="chart")
    assert chart.observed == 55 and alert.observed < 55


def test_what_one_kind_and_all_together_find_is_one_alert(desk):
    town_of(desk, north=45)
    town_of(desk, north=45, kind="BURGLARY", first=50_000)
    found = charted()
    assert {alert.stream for alert in found} <= {"crimes.theft", "crimes.burglary", "crimes.*"}
    together = [a for a in found if any(s.run.stream == "crimes.*" for s in a.sightings.all())]
    assert len(together) == 1 and len(together[0].sightings.all()) >= 2


def test_the_next_week_goes_on_with_the_same_alert(desk, town, clock_at):
    town_of(desk, north=0)
    (alert,) = charted()
    later = MORNING + timedelta(days=7)
    clock_at.set(datetime(2017, 12, 18, 14, tzinfo=UTC))
    desk.take(*[line(800_000 + i, SOUTH[i % 6], later - timedelta(days=1 + i % 7))
                for i in range(15)])  # fmt: skip
    charting.chart_period(as_of=later, by=BY, latest=frames.reports(later))
    alert.refresh_from_db()
    assert (alert.opened_on, alert.seen_on, alert.sightings.count()) == (MORNING, later, 2)


@pytest.mark.parametrize("changes", [{"sensitive": True}, {"about_conduct": True}])
def test_sensitive_concerns_are_in_no_chart(desk, changes):
    assert concerns_in_charts(Category.objects.create(slug="x", name={"en": "X"}, **changes)) == 0


@pytest.mark.parametrize("options", [{"example": True}, {"came_by": CameBy.ASKED_FOR}])
def test_examples_and_what_we_asked_for_are_in_no_chart(desk, options):
    noise = Category.objects.create(slug="noise", name={"en": "Noise"})
    assert concerns_in_charts(noise, **options) == 0
    assert concerns_in_charts(noise) == 31


def concerns_in_charts(category: Category, **options) -> int:
    """How many of 31 concerns, one in each of the last weeks, the charts count."""
    for back in range(31):
        with clock.held_at(clock.start_of(MORNING - timedelta(days=1 + 7 * back))):
            report(category=category, words="Music.", by=Actor.resident(),
                   latitude=NORTH[0][0], longitude=NORTH[0][1], **options)  # fmt: skip
    found = counting.counts(MORNING, frames.reports(MORNING))
    return int(sum(one.counts.sum() for one in found)) + len(found)  # the first week is not whole


def test_what_officers_found_is_in_no_chart(desk):
    desk.take(*weeks(NORTH, 15, last=0, kind="NARCOTICS"))
    assert counting.counts(MORNING, frames.reports(MORNING)) == []


def test_a_fall_and_a_rise_are_called_what_they_are(desk, town):
    town_of(desk, north=0)
    (alert,) = charted()
    assert queries.title(alert) == "Theft, fewer than usual: Northside"
    assert alert.get_kind_display() == "Fewer reports than usual"
    assert Stream.named(alert.stream).label() == alert.label
    assert alert.kind == states.FALL


def test_bram_reads_that_people_may_have_stopped_telling_us(desk, town, cast, client):
    town_of(desk, north=0)
    (alert,) = charted()
    client.force_login(cast.bram)
    for address in ("/team/", "/team/alerts/", f"/team/alerts/{alert.public_id}/"):
        page = words_of(client.get(address))
        assert "0 reports in 7 days in the whole neighbourhood; about 15 are usual." in page
        assert "People may have stopped telling us. Go and ask" in page
        assert [word for word in ENFORCEMENT if word in page.lower()] == []
    assert "Fewer reports than usual" in page and "By week in the whole neighbourhood" in page
    assert "We held the count of the last whole week against 69 weeks" in page
    form = client.get(f"/team/alerts/{alert.public_id}/").context["take_up_form"]
    assert form["title"].value() == "Ask people whether they still tell us about: Theft"


def test_chidi_neither_sees_nor_decides_brams_fall(desk, town, cast, client):
    town_of(desk, north=0)
    (alert,) = charted()
    client.force_login(cast.chidi)
    assert client.get(f"/team/alerts/{alert.public_id}/").status_code == 403
    assert client.post(f"/team/alerts/{alert.public_id}/watch/").status_code == 403
