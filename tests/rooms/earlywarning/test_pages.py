"""The page of alerts: who sees what, what may be decided, and that it asks for talking."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from commonground.earlywarning import queries
from commonground.earlywarning.deciding import explain, not_useful
from commonground.earlywarning.models import Alert
from commonground.tasks.models import Task

from .conftest import BY, MORNING, ordinary, planted, scan

LIST = "/team/alerts/"
VERBS = ("alert-take-up", "alert-explain", "alert-watch", "alert-not-useful")
# What no page of alerts may propose: this room asks for a conversation
ENFORCEMENT = ("patrol", "arrest", "stop and", "search", "enforce", "suspect", "offender",
               "target", "crackdown", "hot spot", "intelligence")  # fmt: skip


def url(name: str, alert: Alert) -> str:
    return reverse(name, args=[alert.public_id])


def words_of(answer) -> str:
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", answer.content.decode())
    return " ".join(text.split())


def test_bram_reads_how_many_where_since_when_and_how_surprising(client, alert, cast):
    client.force_login(cast.bram)
    page = words_of(client.get(LIST))
    assert "Theft: Northside" in page
    assert f"{alert.observed} reports in {alert.days} days within {alert.radius_m} m" in page
    assert "are usual. By chance this happens less often than once in 30 years here." in page
    assert "we looked at 1 kind of report, up to 10 December" in page
    assert "Chance alone brings an alert somewhere about once in 30 days at most." in page


def test_bram_sees_the_counts_behind_it_and_an_area_without_points(client, alert, cast):
    client.force_login(cast.bram)
    answer = client.get(url("team-alert", alert))
    page, html = words_of(answer), answer.content.decode()
    for day, count in alert.by_day:
        assert f"{int(day[-2:])} December {count}" in page
    (drawing,) = re.findall(r'<svg class="map.*?</svg>', html, re.DOTALL)
    assert 'class="cell"' in drawing and "<circle" not in drawing
    assert "The table is an assumption about each kind" in page


def test_no_page_of_alerts_proposes_enforcement(client, alert, cast):
    client.force_login(cast.bram)
    for address in (LIST, url("team-alert", alert)):
        page = words_of(client.get(address)).lower()
        assert [word for word in ENFORCEMENT if word in page] == []
    assert "go and ask them" in page


def test_bram_takes_it_up_and_it_stands_among_his_tasks(client, alert, cast, town):
    client.force_login(cast.bram)
    form = client.get(url("team-alert", alert)).context["take_up_form"]
    data = {name: form[name].value() for name in form.fields} | {"mine": "on"}
    answer = client.post(url("alert-take-up", alert), data, follow=True)
    assert "Taken up" in words_of(answer)
    task = Task.objects.get(source=f"alert:{alert.public_id}")
    assert (task.owner, task.neighbourhood) == (cast.bram, town.north)
    assert task.title == "Talk with people around there about: Theft"
    assert (task.due_on - MORNING).days == 7  # five working days
    assert "Talk with people" in words_of(client.get("/team/tasks/"))
    assert "Theft: Northside" not in words_of(client.get(LIST))
    assert "Theft: Northside" in words_of(client.get(LIST + "?show=decided"))


def test_without_the_tick_it_is_the_teams(client, alert, cast, town):
    client.force_login(cast.bram)
    data = {"title": "Ask", "neighbourhood": town.north.slug, "due_on": "2017-12-20"}
    client.post(url("alert-take-up", alert), data)
    assert Task.objects.get().owner is None


def test_bram_says_why_and_dana_reads_it(client, alert, cast):
    client.force_login(cast.bram)
    client.post(url("alert-explain", alert), {"words": "The market <b>moved</b> here."})
    client.force_login(cast.dana)
    html = client.get(url("team-alert", alert)).content.decode()
    assert "The market &lt;b&gt;moved&lt;/b&gt; here." in html


def test_no_cause_is_told_beside_the_field_and_nothing_changes(client, alert, cast):
    client.force_login(cast.bram)
    answer = client.post(url("alert-explain", alert), {"words": " "})
    assert answer.status_code == 400 and 'aria-invalid="true"' in answer.content.decode()
    alert.refresh_from_db()
    assert alert.state == "new"


def test_a_watched_alert_stays_on_the_list(client, alert, cast):
    client.force_login(cast.bram)
    client.post(url("alert-watch", alert))
    assert "Theft: Northside" in words_of(client.get(LIST))
    again = client.post(url("alert-watch", alert))
    assert again.status_code == 409 and "Watched" in words_of(again)


def test_chidi_neither_sees_nor_decides_it(client, alert, cast):
    client.force_login(cast.chidi)
    assert "Theft" not in words_of(client.get(LIST))
    assert client.get(url("team-alert", alert)).status_code == 403
    for name in VERBS:
        assert client.post(url(name, alert), {"words": "No"}).status_code == 403
    alert.refresh_from_db()
    assert alert.state == "new"


def test_nobody_is_sent_to_sign_in(client, alert):
    for address in (LIST, url("team-alert", alert), *(url(name, alert) for name in VERBS)):
        posts = address.endswith(("watch/", "useful/"))
        answer = client.post(address) if posts else client.get(address)
        assert answer.status_code == 302 and "/accounts/login/" in answer.url


def test_esi_reads_every_alert_and_decides_none(client, alert, cast):
    client.force_login(cast.esi)
    page = words_of(client.get(url("team-alert", alert)))
    assert "How surprising is this?" in page and "What do you want to do?" not in page
    for name in VERBS:
        assert client.post(url(name, alert)).status_code == 403


@pytest.mark.parametrize("name", ["faye", "gus", "hana"])
def test_other_roles_have_no_part_in_alerts(client, alert, cast, name):
    client.force_login(getattr(cast, name))
    assert client.get(LIST).status_code == client.get(url("team-alert", alert)).status_code == 403


@pytest.fixture
def one_place(desk, cast) -> Alert:
    desk.take(*ordinary(), *planted(spread=0.0))
    (alert,) = scan(MORNING)
    return alert


def test_one_place_several_reports_is_for_its_own_team_alone(client, one_place, cast):
    client.force_login(cast.bram)
    assert "One place, several reports" in words_of(client.get(LIST))
    assert "come from one address" in words_of(client.get(url("team-alert", one_place)))
    for other in (cast.esi, cast.chidi):
        client.force_login(other)
        assert "Theft" not in words_of(client.get(LIST))
        assert client.get(url("team-alert", one_place)).status_code == 403


def test_one_place_is_not_among_what_the_briefing_prints(one_place, town):
    assert not queries.open_alerts([town.north]).exists()
    assert list(queries.one_place_alerts([town.north])) == [one_place]


def test_an_alert_that_no_later_morning_repeats_leaves_the_list_after_two_weeks(
    client, alert, cast, clock_at
):
    client.force_login(cast.bram)
    clock_at.forward(days=14)
    assert "Theft: Northside" not in words_of(client.get(LIST))
    assert "Theft: Northside" in words_of(client.get(LIST + "?show=past"))


def test_the_list_asks_the_database_as_often_for_many_alerts_as_for_one(
    client, alert, cast, town, django_assert_max_num_queries
):
    places = list(alert.neighbourhoods.all())
    for _ in range(8):
        copy = Alert.objects.get(pk=alert.pk)
        copy.pk, copy.public_id = None, "".join(reversed(copy.public_id))[:11] + str(_)
        copy.save(force_insert=True)
        copy.neighbourhoods.set(places)
    client.force_login(cast.bram)
    with django_assert_max_num_queries(17):
        page = client.get(LIST)
    assert words_of(page).count("Theft: Northside") >= 9


def test_the_list_says_when_no_morning_was_looked_at(client, cast):
    client.force_login(cast.bram)
    assert "No morning has been looked at yet" in words_of(client.get(LIST))


def test_what_was_decided_about_an_earlier_alert_around_there_is_shown(
    client, alert, cast, desk, clock_at
):
    explain(alert=alert, words="The market moved here.", by=cast.bram.actor("officer"))
    clock_at.forward(days=40)
    desk.take(*[row.replace("2017-12-0", "2018-01-1") for row in planted(first=9100)])
    (later,) = scan(MORNING + timedelta(days=40))
    client.force_login(cast.bram)
    page = words_of(client.get(url("team-alert", later)))
    assert "Before, around there Theft: Northside We know why Found from 11 December" in page
    assert "We know why: The market moved here." in page
    assert "it is over" in words_of(client.get(url("team-alert", alert)))


def test_each_morning_that_found_it_is_in_the_table(client, alert, cast, clock_at):
    clock_at.forward(days=1)
    scan(MORNING + timedelta(days=1))
    client.force_login(cast.bram)
    page = words_of(client.get(url("team-alert", alert)))
    assert "Morning by morning" in page
    assert page.index("12 December") < page.index("11 December")


def test_bram_says_that_it_was_not_useful(client, alert, cast):
    client.force_login(cast.bram)
    answer = client.post(url("alert-not-useful", alert), follow=True)
    assert "We count it" in words_of(answer) and "Not useful" in words_of(answer)
    assert client.post(url("alert-not-useful", alert)).status_code == 409


def test_what_was_not_useful_is_among_the_decided_and_asks_for_no_decision(client, alert, cast):
    not_useful(alert=alert, by=BY)
    client.force_login(cast.bram)
    page = words_of(client.get(LIST, {"show": "decided"}))
    assert "Decided" in page and "Theft: Northside" in page and "Not useful" in page
    assert "Look at it and decide" not in page and "explained" not in page
