"""Who asked for news of a neighbourhood hears of its problems by mail, each thing once."""

import pytest

from commonground.messaging import digests
from commonground.messaging.models import News, OutboxMessage
from commonground.problems import planning, registering, running, working
from commonground.problems.correcting import correct
from commonground.problems.models import Result
from tests.rooms.problems.conftest import chosen
from tests.rooms.problems.test_correcting import AFTER, WHY
from tests.rooms.publishing.test_priorities import subscribe, told


@pytest.fixture
def amal(town, clock_at) -> None:
    subscribe(town, "amal@example.org", "at_once", "es")
    subscribe(town, "events@example.org", "at_once", "en", kind="events")


def heard() -> list[str]:
    """What goes out since the last time, and to nobody but who asked for it."""
    digests.tell_at_once()
    bodies = list(OutboxMessage.objects.values_list("body", flat=True))
    assert set(told()) <= {"amal@example.org"}
    OutboxMessage.objects.all().delete()
    return bodies


def test_a_problem_is_told_of_once_when_it_is_published(amal, problem, cast):
    assert heard() == []
    for words in ("Locks and light.", "", "Locks, light and a rack."):
        working.publish(problem=problem, words=words, by=cast.bram)
    (body,) = heard()
    assert "En qué trabajamos: Thefts by the station" in body
    assert f"/problems/{problem.public_id}/" in body
    assert News.objects.count() == 1


def test_each_message_has_the_way_out_in_one_click(amal, problem, cast):
    working.publish(problem=problem, words="Locks and light.", by=cast.bram)
    digests.tell_at_once()
    headers = OutboxMessage.objects.get().headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].strip("<>") in OutboxMessage.objects.get().body


def test_the_plan_the_result_and_its_correction_are_told_of(reports, town, problem, cast, clock_at):
    subscribe(town, "amal@example.org", "at_once", "es")
    registering.plan(problem=problem, chosen=chosen(problem), by=cast.dana)
    planning.work_out_all()
    made = registering.register(problem=problem, by=cast.dana)
    (body,) = heard()
    assert "Cómo veremos si funcionó: Thefts by the station" in body
    assert f"/results/{made.public_id}/" in body
    clock_at.set(AFTER)
    running.run_due()
    (body,) = heard()
    assert "¿Funcionó? Ya está el resultado: Thefts by the station" in body
    correct(result=Result.objects.get(), why=WHY, by=cast.dana)
    running.run_corrections()
    (body,) = heard()
    assert "Se corrigió un resultado: Thefts by the station" in body
