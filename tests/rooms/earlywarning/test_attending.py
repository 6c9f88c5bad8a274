"""A place is asked about at most once in 56 days; and some are looked at by chance alone."""

from datetime import timedelta

import pytest

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.earlywarning import attending, queries
from commonground.earlywarning.models import Alert, Look, LookDraw
from commonground.tasks import queries as tasks

from .conftest import BY, MORNING, ordinary, planted, scan
from .test_pages import words_of


@pytest.fixture
def again(alert, desk, clock_at) -> Alert:
    """40 days after the alert, the same trouble in the same corner."""
    clock_at.forward(days=40)
    desk.take(*[row.replace("2017-12-0", "2018-01-1") for row in planted(first=9100)])
    (later,) = scan(MORNING + timedelta(days=40))
    return later


def test_an_alert_on_a_place_that_was_asked_about_asks_for_nothing(again, alert, town):
    assert again.again_of == alert
    assert list(queries.open_alerts([town.north])) == []
    assert list(Alert.objects.again()) == [again]


def test_after_56_days_it_asks_again(alert, desk, clock_at, town):
    clock_at.forward(days=56)
    desk.take(*[row.replace("2017-12-0", "2018-01-2") for row in planted(first=9100)])
    clock_at.forward(days=1)
    (later,) = scan(MORNING + timedelta(days=57))
    assert later.again_of is None and list(queries.open_alerts([town.north])) == [later]


def test_one_that_goes_on_is_the_same_alert_and_no_repeat(alert, clock_at):
    clock_at.forward(days=1)
    (same,) = scan(MORNING + timedelta(days=1))
    assert same == alert and same.again_of is None


def test_each_week_one_place_without_an_alert_is_drawn(alert, town):
    draw = LookDraw.objects.get()
    assert (draw.as_of, draw.place_count) == (MORNING, 1)
    assert [look.neighbourhood for look in draw.looks.all()] == [town.south]
    row = AuditRow.objects.get(verb="draw", noun="looks")
    assert row.detail == {"as_of": "2017-12-11", "seed": draw.seed, "looks": 1}


def test_it_is_drawn_once_a_week_and_never_for_a_morning_that_is_over(alert, clock_at):
    clock_at.forward(days=3)
    scan(MORNING + timedelta(days=3))
    assert LookDraw.objects.count() == 1
    clock_at.forward(days=4)
    scan(MORNING + timedelta(days=6))
    assert LookDraw.objects.count() == 1
    scan(MORNING + timedelta(days=7))
    assert LookDraw.objects.count() == 2


def test_the_seed_gives_the_same_draw(alert, town):
    draw, chosen = LookDraw.objects.get(), Look.objects.get().neighbourhood
    again = attending.draw_looks(
        [town.north.public_id, town.south.public_id], [town.north.public_id], seed=draw.seed
    )
    assert again == [chosen.public_id]


@pytest.fixture
def look(desk) -> Look:
    desk.take(*ordinary())
    scan(MORNING)
    return Look.objects.get()


def test_a_look_can_be_taken_up_once_and_what_was_found_is_counted(look, cast):
    due = MORNING + timedelta(days=5)
    for _ in range(2):
        attending.take_up_look(look=look, due_on=due, by=BY, owner=cast.bram)
    (task,) = tasks.from_source(f"look:{look.public_id}")
    assert task.title.startswith("Ask people in ") and task.neighbourhood == look.neighbourhood
    attending.record_look(look=look, found="quiet", by=BY)
    look.refresh_from_db()
    assert (look.found, look.found_on) == ("quiet", MORNING)
    assert AuditRow.objects.filter(verb="look.quiet", noun_id=look.public_id).count() == 1


@pytest.mark.parametrize("found", ["", "enforcement"])
def test_only_two_answers_are_recorded(look, found):
    with pytest.raises(Refused, match="as quiet as it seems"):
        attending.record_look(look=look, found=found, by=BY)


def test_what_was_found_is_recorded_once(look):
    attending.record_look(look=look, found="something", by=BY)
    with pytest.raises(Refused, match="There was something already"):
        attending.record_look(look=look, found="quiet", by=BY)


def test_the_list_folds_it_as_again_here_with_the_earlier_one(again, alert, cast, client):
    client.force_login(cast.bram)
    page = words_of(client.get("/team/alerts/"))
    assert "Nothing stands out where you work." in page
    assert "Again here: 1 alert on a place that was asked about a short while ago" in page
    shown = words_of(client.get(f"/team/alerts/{again.public_id}/"))
    assert "we asked about this place on 11 December 2017, so this one asks for nothing" in shown
    assert "Again here" not in words_of(client.get("/team/"))


def test_who_is_not_of_the_team_learns_nothing_of_an_earlier_one_at_one_address(
    again, alert, cast, client
):
    Alert.objects.filter(pk=alert.pk).update(one_place=True)
    client.force_login(cast.esi)
    for address in ("/team/alerts/", f"/team/alerts/{again.public_id}/"):
        answer = client.get(address)
        assert "gain here" in words_of(answer) and alert.public_id not in answer.content.decode()
    client.force_login(cast.bram)
    assert alert.public_id in client.get("/team/alerts/").content.decode()
