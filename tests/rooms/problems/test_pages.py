"""Who works on a problem, what residents read, and partners' links."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.problems import partners, states, working
from commonground.problems.models import PartnerLink, Problem, Step
from commonground.strategies import queries as library
from commonground.strategies import vocabulary
from commonground.tasks.models import Task

LED = next(s for s in library.library() if s.kind == vocabulary.ENFORCEMENT_LED)
TRIED = next(s for s in library.library() if s.kind != vocabulary.ENFORCEMENT_LED)


def test_bram_starts_a_problem_from_the_library(signed_in, cast, town):
    bram = signed_in("bram")
    page = bram.get(f"/team/strategies/{TRIED.id}/").content.decode()
    assert f"/team/problems/new/?strategy={TRIED.id}" in page
    form = bram.get(f"/team/problems/new/?strategy={TRIED.id}").content.decode()
    key = re.search(r'name="idempotency_key" value="(\w+)"', form).group(1)
    told = {
        "title": "Noise", "neighbourhood": town.north.slug, "words": "At night.",
        "change_our_mind": "Less elsewhere too.", "strategy": TRIED.id, "idempotency_key": key,
    }  # fmt: skip
    for _twice in range(2):
        assert bram.post("/team/problems/new/", told).status_code == 302
    made = Problem.objects.get()
    assert (made.strategy, made.state) == (TRIED.id, states.SCAN)


def test_what_is_led_by_enforcement_has_no_trial(signed_in, cast, town):
    assert "/problems/new/" not in signed_in("bram").get(
        f"/team/strategies/{LED.id}/"
    ).content.decode().replace('href="/team/problems/"', "")
    with pytest.raises(Refused, match="starts no trial"):
        working.start_problem(
            neighbourhood=town.north, title="x", words="x", change_our_mind="x", by=cast.bram,
            strategy=LED.id,
        )  # fmt: skip


def test_an_overseer_and_the_public_page_have_no_trial_button(signed_in, client, cast):
    assert (
        "?strategy=" not in signed_in("hana").get(f"/team/strategies/{TRIED.id}/").content.decode()
    )
    assert "?strategy=" not in client.get(f"/what-works/{TRIED.id}/").content.decode()


def test_without_what_would_change_our_mind_nothing_starts(town, cast):
    with pytest.raises(Refused, match="change our mind"):
        working.start_problem(
            neighbourhood=town.north, title="x", words="x", change_our_mind=" ", by=cast.bram
        )


def test_the_steps_go_in_order_and_assess_is_not_skipped(problem, cast):
    with pytest.raises(Refused, match="in their order"):
        working.go_on(problem=problem, to=states.RESPOND, words="x", by=cast.bram)
    for step in (states.ANALYSE, states.RESPOND):
        working.go_on(problem=problem, to=step, words="x", by=cast.bram)
    with pytest.raises(Refused, match="in their order"):
        working.go_on(problem=problem, to=states.CLOSED, words="x", by=cast.bram)


def test_a_step_is_never_written_over(problem):
    with pytest.raises(TypeError):
        Step.objects.get().save()


def test_a_registered_problem_is_not_finished_before_its_result(registered, cast):
    problem = registered.problem
    for step in (states.ANALYSE, states.RESPOND, states.ASSESS):
        working.go_on(problem=problem, to=step, words="x", by=cast.bram)
    with pytest.raises(Refused, match="wait for its result"):
        working.go_on(problem=problem, to=states.CLOSED, words="x", by=cast.bram)


@pytest.mark.parametrize(
    ("name", "status"),
    [("bram", 200), ("dana", 200), ("esi", 200), ("hana", 200), ("chidi", 403), ("faye", 403)],
)
def test_who_reads_a_problem(signed_in, problem, name, status):
    assert signed_in(name).get(f"/team/problems/{problem.public_id}/").status_code == status


def test_nobody_is_sent_to_sign_in(client, problem):
    for path in ("", "new/", f"{problem.public_id}/", f"{problem.public_id}/evaluation/"):
        assert "/accounts/login/" in client.get(f"/team/problems/{path}")["Location"]


def test_chidi_changes_nothing_of_northside(signed_in, problem, cast):
    chidi = signed_in("chidi")
    for what in ("step", "gather", "publish", "invite"):
        assert chidi.post(f"/team/problems/{problem.public_id}/{what}/").status_code == 403
    with pytest.raises(PermissionDenied):
        working.go_on(problem=problem, to=states.ANALYSE, words="x", by=cast.chidi)


def test_the_list_asks_no_more_for_more_problems(
    signed_in, problem, cast, town, django_assert_max_num_queries
):
    for i in range(5):
        working.start_problem(
            neighbourhood=town.north, title=f"p{i}", words="x", change_our_mind="x", by=cast.bram
        )
    bram = signed_in("bram")
    with django_assert_max_num_queries(8):
        assert "p4" in bram.get("/team/problems/").content.decode()


def test_no_sign_in_a_title_breaks_the_feed_for_everybody(client, problem, cast):
    problem.title = "Thefts\x0b by\uffff night"
    problem.save()
    working.publish(problem=problem, words="We\x01 look.", by=cast.bram)
    feed = client.get("/problems/feed.atom").content
    assert b"Thefts by night" in feed
    ET.fromstring(feed)


def test_residents_read_what_was_published_and_nothing_before(client, problem, cast):
    page = f"/problems/{problem.public_id}/"
    assert client.get(page).status_code == 404
    working.publish(problem=problem, words="We look at thefts.", by=cast.bram)
    assert "We look at thefts." in client.get(page).content.decode()
    assert "Every week again." not in client.get(page).content.decode()
    feed = client.get("/problems/feed.atom")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert "Thefts by the station" in feed.content.decode()
    working.publish(problem=problem, words="", by=cast.bram)
    assert client.get(page).status_code == 404


def test_a_concern_of_another_neighbourhood_is_not_there(problem, cast):
    with pytest.raises(Refused, match="nothing with this number"):
        working.gather(problem=problem, noun="concern", source_id="ZZZZZZZZZZZZ", by=cast.bram)


def invited(problem, cast, clock_at, title="Mend the lamp"):
    return partners.invite(
        problem=problem, partner="City lights", title=title, by=cast.bram,
        due_on=clock_at.day + timedelta(days=14),
    )  # fmt: skip


def test_a_partner_sees_their_own_task_alone_and_says_that_it_is_done(problem, cast, clock_at):
    _link, word = invited(problem, cast, clock_at)
    other, _word = invited(problem, cast, clock_at, title="Cut the hedge")
    partner = Client()
    page = partner.get(f"/partner/{word}/")
    assert "Mend the lamp" in page.content.decode()
    assert "Cut the hedge" not in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    others = other.tasks.get()
    assert partner.post(f"/partner/{word}/{others.public_id}/done/").status_code == 404
    own = Task.objects.get(title="Mend the lamp")
    partner.post(f"/partner/{word}/{own.public_id}/done/")
    own.refresh_from_db()
    assert own.state == "kept"
    assert AuditRow.objects.filter(verb="partner.finish").count() == 1


def test_a_link_ends_when_it_is_taken_back_or_its_day_is_over(problem, cast, clock_at):
    link, word = invited(problem, cast, clock_at)
    partners.revoke(link=link, by=cast.bram)
    assert Client().get(f"/partner/{word}/").status_code == 404
    _link, word = invited(problem, cast, clock_at, title="Another")
    clock_at.forward(days=45)
    assert Client().get(f"/partner/{word}/").status_code == 404


def test_of_a_link_only_the_hash_is_kept(problem, cast, clock_at):
    _link, word = invited(problem, cast, clock_at)
    assert word not in str(list(PartnerLink.objects.values()))


def test_why_it_happens_is_shown_with_a_table_beside_each_picture(signed_in, problem, reports):
    words = signed_in("bram").get(f"/team/problems/{problem.public_id}/why/").content.decode()
    assert words.count('<svg class="chart"') == words.count("See the figures") == 3
