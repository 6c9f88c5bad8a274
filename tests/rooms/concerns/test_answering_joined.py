"""One answer to all who joined: each author reads it, each state keeps its own rules."""

import pytest
from django.core.exceptions import PermissionDenied

from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.concerns import answering, answering_joined, flagging, joining, settling
from commonground.concerns.models import CannedAnswer, Concern, Message
from commonground.concerns.states import State
from tests.rooms.concerns.conftest import signed_in

WORDS = "We stood at the corner on three evenings this week."


@pytest.fixture
def first(from_amal) -> Concern:
    return from_amal("It is loud.")


@pytest.fixture
def joined(from_amal, first):
    """Somebody else says that theirs is the same."""
    return lambda **more: from_amal("Loud, too.", joined_to=first, **more)


def answer_all(concern: Concern, by, **more) -> list[Message]:
    values = {"words": WORDS, "becomes": State.ACTION_TAKEN, "idempotency_key": "k" * 24}
    return answering_joined.answer_all(concern=concern, by=by, **(values | more))


def states(*concerns: Concern) -> list[str]:
    return [Concern.objects.get(pk=one.pk).state for one in concerns]


def test_each_author_reads_it_and_each_answer_is_on_record(first, joined, cast):
    others = [joined(), joined()]
    assert len(answer_all(first, cast.bram)) == 3
    assert states(first, *others) == [State.ACTION_TAKEN] * 3
    rows = AuditRow.objects.filter(verb="concern.answer").values_list("noun_id", flat=True)
    assert set(rows) == {one.public_id for one in (first, *others)}
    assert all(one.first_replied_at for one in Concern.objects.all())


def test_sent_twice_it_is_written_once_to_each(first, joined, cast):
    joined()
    answer_all(first, cast.bram)
    answer_all(first, cast.bram)
    assert Message.objects.filter(side="staff").count() == 2


def test_who_settled_or_disputed_theirs_is_left_alone(first, joined, cast):
    settled, disputed, waiting = joined(), joined(), joined()
    for one in (settled, disputed):
        answering.answer(concern=one, words=WORDS, by=cast.bram, becomes=State.ACTION_TAKEN)
    settling.settle(concern=Concern.objects.get(pk=settled.pk), by=Actor.resident())
    again = Concern.objects.get(pk=disputed.pk)
    settling.dispute(concern=again, words="It is not.", by=Actor.resident())
    assert answering_joined.who_joined(first, cast.bram) == [waiting]
    answer_all(first, cast.bram)
    assert states(settled, disputed, waiting) == ["settled", "disputed", "action_taken"]


def test_what_we_ended_as_a_duplicate_gets_the_words_and_keeps_its_state(first, from_amal, cast):
    same = from_amal("The same noise.")
    joining.join(concern=same, to=first, by=cast.bram, reason="It is the same noise.")
    answer_all(first, cast.bram)
    assert states(first, same) == [State.ACTION_TAKEN, State.DUPLICATE]
    assert same.messages.filter(side="staff").count() == 1


def test_what_other_people_read_gets_nothing(first, joined, cast):
    hidden = joined()
    flagging.flag_sensitive(concern=hidden, by=cast.bram)
    assert answering_joined.who_joined(first, cast.bram) == []
    answer_all(first, cast.bram)
    assert not hidden.messages.filter(side="staff").exists()


def test_a_ready_made_text_is_in_each_authors_language(first, joined, cast):
    spanish = joined(language="es")
    canned = CannedAnswer.objects.create(
        slug="thanks", name={"en": "Thanks"}, words={"en": "Thank you.", "es": "Gracias."}
    )
    answer_all(first, cast.bram, canned=canned)
    assert first.messages.get(side="staff").words.text == f"{WORDS}\n\nThank you."
    assert spanish.messages.get(side="staff").words.text == f"{WORDS}\n\nGracias."


def test_one_that_is_refused_writes_to_nobody(first, joined, cast):
    joined()
    answering.answer(concern=first, words=WORDS, by=cast.bram, becomes=State.ACTION_TAKEN)
    settling.settle(concern=Concern.objects.get(pk=first.pk), by=Actor.resident())
    before = Message.objects.count()
    with pytest.raises(Refused):
        answer_all(first, cast.bram, becomes=State.NO_ACTION)
    assert Message.objects.count() == before


def test_chidi_answers_nobody(first, joined, cast):
    joined()
    with pytest.raises(PermissionDenied):
        answer_all(first, cast.chidi)
    assert not Message.objects.filter(side="staff").exists()


def post(client, concern: Concern, **fields: str):
    address = f"/team/concerns/{concern.public_id}/answer/"
    return client.post(address, {"words": WORDS, "key": "k" * 24, **fields})


def test_the_page_offers_it_and_without_the_tick_only_one_is_told(first, joined, cast):
    bram = signed_in(cast.bram)
    address = f"/team/concerns/{first.public_id}/"
    assert "who joined" not in bram.get(address).content.decode()
    assert post(bram, first, also="on", becomes="").status_code == 302  # nobody joined yet
    other, spanish = joined(), joined(language="es")
    page = bram.get(address).content.decode()
    assert "Also to the 2 others who joined" in page and "English, Español" in page
    assert post(bram, first, key="a" * 24).status_code == 302
    assert not other.messages.filter(side="staff").exists()
    assert post(bram, first, key="b" * 24, also="on").status_code == 302
    for one in (other, spanish):
        assert one.messages.get(side="staff").words.text == WORDS


def test_chidi_and_nobody_send_nothing_from_the_page(client, first, joined, cast):
    joined()
    assert post(signed_in(cast.chidi), first, also="on").status_code == 403
    assert post(client, first, also="on").status_code == 302
    assert not Message.objects.filter(side="staff").exists()


def test_the_thread_costs_the_same_however_many_joined(
    first, joined, cast, django_assert_max_num_queries
):
    bram = signed_in(cast.bram)
    address = f"/team/concerns/{first.public_id}/"
    joined()
    bram.get(address)
    with django_assert_max_num_queries(60) as few:
        bram.get(address)
    for _ in range(3):
        joined()
    with django_assert_max_num_queries(len(few)):
        bram.get(address)
