"""Other analyses, decided once the result is there: kept, public, marked, and below it."""

import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.problems import exploring, public_views, registering, running, telling, working
from commonground.problems.exploring import explore
from commonground.problems.models import Draft, Exploration, Explored
from tests.cast import person

from .conftest import chosen

AFTER = datetime(2017, 12, 20, 15, 0, tzinfo=UTC)
WHY = "The ratio may be steadier than the difference."
ASKED = {"streams": ["crimes.theft"], "method": "poisson", "comparisons": 8, "before": 12,
         "after": 6, "why": WHY}  # fmt: skip


@pytest.fixture
def done(registered, clock_at):
    clock_at.set(AFTER)
    running.run_due()
    return registered


def test_another_analysis_stands_below_the_result_and_changes_nothing_of_it(client, done, cast):
    before = telling.told(done)
    explore(registration=done, method="poisson", why=WHY, by=cast.dana)
    assert exploring.is_wanted()
    assert exploring.run_explorations() == 1
    assert not exploring.is_wanted()
    told = telling.told(done)
    assert (told.verdict, told.words, told.result) == (before.verdict, before.words, before.result)
    page = client.get(f"/results/{done.public_id}/").content.decode()
    result, below = page.index(told.words), page.index("Decided after the data were seen")
    assert result < below
    assert "Exploratory" in page and WHY in page and "Supervisor" in page
    for check in told.explored[0].checks:
        assert check["asks"] in page
    assert page.count("<summary>Checks</summary>") == 1
    assert told.explored[0].words in page
    assert "95 %" in told.explored[0].words
    assert "%" in told.explored[0].words and "per" not in told.explored[0].differs


def test_what_was_found_is_a_file_with_its_hash_that_says_when_it_was_decided(client, done, cast):
    made = explore(registration=done, comparisons=6, why=WHY, by=cast.dana)
    exploring.run_explorations()
    told = client.get(f"/results/{done.public_id}/explored/{made.public_id}.json").content
    assert sha256(told).hexdigest() == Explored.objects.get().sha256
    document = json.loads(told)
    assert document["decided"] == "after the data were seen"
    assert document["registration"] == done.sha256
    assert (document["asked_by"], document["why"]) == ("supervisor", WHY)
    assert "dana" not in told.decode().lower()
    assert sum(match["chosen"] for match in document["comparison"]["matches"]) == 6
    assert client.get(f"/results/NOSUCHRESULT/explored/{made.public_id}.json").status_code == 404


def test_comparison_areas_are_chosen_anew_by_the_time_before_alone(done, cast, monkeypatch):
    seen = []
    compare = exploring.compare
    monkeypatch.setattr(
        exploring, "compare", lambda c, past: seen.append(past.outcome.shape[1]) or compare(c, past)
    )
    explore(registration=done, before=8, after=4, why=WHY, by=cast.dana)
    exploring.run_explorations()
    assert seen == [8]


def test_the_page_of_the_problem_says_how_it_ended(client, done, problem, cast):
    working.publish(problem=problem, words="We light the station.", by=cast.dana)
    page = client.get(f"/problems/{problem.public_id}/").content.decode()
    assert "How we know, and how sure we are" in page
    assert "We cannot tell." in page  # nothing was begun


def test_every_one_is_kept_and_none_can_be_changed(client, done, cast):
    for many in (5, 6):
        explore(registration=done, comparisons=many, why=WHY, by=cast.dana)
    exploring.run_explorations()
    page = client.get(f"/results/{done.public_id}/").content.decode()
    assert "2 other analyses, all of them here" in page
    with pytest.raises(TypeError):
        Exploration.objects.first().save()
    with pytest.raises(TypeError):
        Explored.objects.first().save()
    assert AuditRow.objects.filter(verb="evaluation.explore").count() == 2
    assert AuditRow.objects.filter(verb="evaluation.explored").count() == 2


@pytest.mark.parametrize(("different", "why", "sentence"), [
    ({}, WHY, "Nothing would be different"),
    ({"method": "poisson"}, "  ", "Say why"),
    ({"method": "roth-santanna"}, WHY, "drawn by lot"),
    ({"after": 7}, WHY, "ends with the registered window"),
])  # fmt: skip
def test_what_cannot_be_asked_for_is_refused_in_a_sentence(done, cast, different, why, sentence):
    with pytest.raises(Refused, match=sentence):
        explore(registration=done, **different, why=why, by=cast.dana)


def test_the_same_is_not_asked_twice_and_nothing_before_the_result(registered, clock_at, cast):
    with pytest.raises(Refused, match="registered result comes first"):
        explore(registration=registered, method="poisson", why=WHY, by=cast.dana)
    clock_at.set(AFTER)
    running.run_due()
    explore(registration=registered, method="poisson", why=WHY, by=cast.dana)
    with pytest.raises(Refused, match="asked for already"):
        explore(registration=registered, method="poisson", why="Again.", by=cast.dana)


def test_a_method_that_cannot_use_the_places_says_so(client, done, cast):
    explore(registration=done, method="synthetic-control", before=4, why=WHY, by=cast.dana)
    exploring.run_explorations()
    assert telling.told(done).explored[0].words


def test_the_form_asks_keeps_and_leads_to_the_result(signed_in, done):
    browser = signed_in("dana")
    address = f"/team/evaluations/{done.public_id}/explore/"
    assert browser.get(address).status_code == 200
    assert browser.post(address, ASKED).url == f"/results/{done.public_id}/"
    again = browser.post(address, ASKED)
    assert again.status_code == 400
    assert "asked for already" in again.content.decode()


@pytest.mark.parametrize("name", ["bram", "chidi", "faye", "gus", "hana"])
def test_a_stranger_asks_for_nothing(signed_in, done, cast, name):
    address = f"/team/evaluations/{done.public_id}/explore/"
    assert signed_in(name).post(address, ASKED).status_code == 403
    with pytest.raises(PermissionDenied):
        explore(registration=done, method="poisson", why=WHY, by=getattr(cast, name))
    assert not Exploration.objects.exists()


def test_who_leads_another_neighbourhood_asks_for_nothing(done, town):
    with pytest.raises(PermissionDenied):
        explore(
            registration=done, method="poisson", why=WHY,
            by=person("Ines", "supervisor", town.south),
        )  # fmt: skip


def test_nobody_asks_for_anything(client, done):
    answer = client.post(f"/team/evaluations/{done.public_id}/explore/", ASKED)
    assert answer.status_code == 302
    assert not Exploration.objects.exists()


def test_plans_that_were_looked_at_are_counted_in_the_document(client, problem, reports, cast):
    from commonground.problems import planning

    for many in (6, 7, 7, 8):
        registering.plan(problem=problem, chosen=chosen(problem, comparisons=many), by=cast.dana)
    assert Draft.objects.get().plans == 3
    planning.work_out_all()
    made = registering.register(problem=problem, by=cast.dana)
    assert json.loads(made.document)["chosen"]["plans_tried"] == 3
    page = client.get(f"/results/{made.public_id}/").content.decode()
    assert "3 plans were looked at before this one was registered" in page
    assert "3 plans were looked at" in str(public_views.sheet_words(telling.told(made)))


def test_a_changed_window_makes_chance_count_four_times_and_its_document_says_so(
    client, registered, cast, clock_at
):
    clock_at.set(datetime(2017, 8, 1, 15, 0, tzinfo=UTC))
    later = registering.amend(
        registration=registered, after=7, lag_days=7, why="One more month.", by=cast.dana
    )
    assert json.loads(later.document)["p_times"] == 4
    assert "p_times" not in json.loads(registered.document)
    address = f"/results/{later.public_id}/"
    assert "chance counts 4 times" in client.get(address).content.decode()
    clock_at.set(datetime(2018, 2, 1, 15, 0, tzinfo=UTC))
    running.run_due()
    first, second = (
        json.loads(one.results.get().document)["effect"] for one in (registered, later)
    )
    assert first["p_corrected"] == first["p_value"]
    assert second["p_corrected"] == pytest.approx(min(1, 4 * second["p_value"]))
    assert "chance counts 4 times" in client.get(address).content.decode()


def test_a_third_version_counts_four_times_as_much_as_the_second(registered, cast):
    one = registered
    for after in (7, 8):
        one = registering.amend(
            registration=one, after=after, lag_days=7, why="Longer.", by=cast.dana
        )
    assert json.loads(one.document)["p_times"] == 16
