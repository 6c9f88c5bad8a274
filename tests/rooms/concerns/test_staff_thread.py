"""One thread as staff see it: what each may do there, and that each look at it is on record."""

import io
import re

import pytest
from django.test import Client
from PIL import Image

from commonground.common.actors import Actor
from commonground.common.models import AuditRow
from commonground.concerns.models import CannedAnswer, Concern, HandOver, InternalNote, Message
from commonground.concerns.states import State
from commonground.messaging.models import OutboxMessage
from tests.rooms.concerns.conftest import signed_in

WORDS = "We will come by on Friday evening."


@pytest.fixture
def concern(from_amal) -> Concern:
    more = {"place_words": "12 Elm Street", "email": "amal@example.org"}
    return from_amal("It is loud every night.", **more)


@pytest.fixture
def bram(cast) -> Client:
    return signed_in(cast.bram)


def at(concern: Concern, deed: str = "") -> str:
    return f"/team/concerns/{concern.public_id}/{deed}"


def send(client: Client, concern: Concern, deed: str, **fields: str):
    return client.post(at(concern, f"{deed}/"), {"key": "k" * 24, **fields})


def test_bram_reads_the_thread_and_that_is_on_record(bram, cast, concern):
    page = bram.get(at(concern)).content.decode()
    assert "It is loud every night." in page and "12 Elm Street" in page
    row = AuditRow.objects.get(verb="concern.read")
    assert (row.actor_id, row.actor_role) == (cast.bram.public_id, "officer")
    assert row.noun_id == concern.public_id and row.detail == {}
    bram.get(at(concern))
    assert AuditRow.objects.filter(verb="concern.read").count() == 2


def test_nobody_on_the_team_sees_the_address_only_that_there_is_one(bram, cast, concern):
    for client in (bram, signed_in(cast.dana)):
        page = client.get(at(concern)).content.decode()
        assert "amal@example.org" not in page
        assert "hear by e-mail" in page


def test_chidi_and_nobody_read_nothing_of_it(cast, concern):
    chidi = signed_in(cast.chidi)
    refused = chidi.get(at(concern))
    assert refused.status_code == 403
    assert b"another team" in refused.content and b"loud" not in refused.content
    assert Client().get(at(concern)).status_code == 302
    assert not AuditRow.objects.filter(verb="concern.read").exists()


@pytest.mark.parametrize(
    ("deed", "fields"),
    [
        ("acknowledge", {}),
        ("answer", {"words": WORDS}),
        ("state", {"to": "in_progress"}),
        ("owner", {}),
        ("title", {"title": "Noise by the river"}),
        ("note", {"words": "Dark corner behind the shop."}),
        ("hand-over", {"to": "emergency", "basis": "Law", "words": "Fire"}),
        ("flag", {"do": "flag"}),
        ("withhold", {"reason": "A name."}),
        ("join", {"to": "x", "reason": "y"}),
        ("decide", {"decision": "stands", "words": WORDS}),
    ],
)
def test_chidi_the_overseer_and_nobody_change_nothing(cast, concern, deed, fields):
    before = Concern.objects.values().get(pk=concern.pk)
    for staff in (cast.chidi, cast.hana, cast.esi, cast.faye):
        assert send(signed_in(staff), concern, deed, **fields).status_code == 403
    assert send(Client(), concern, deed, **fields).status_code == 302
    assert Concern.objects.values().get(pk=concern.pk) == before
    assert not InternalNote.objects.exists() and not HandOver.objects.exists()
    assert Message.objects.filter(side="staff").count() == 0


def test_bram_answers_and_amal_is_told_that_there_is_news(bram, concern):
    assert send(bram, concern, "answer", words=WORDS).status_code == 302
    concern.refresh_from_db()
    assert concern.first_replied_at and concern.state == State.ACKNOWLEDGED
    told = OutboxMessage.objects.get()
    assert told.to == "amal@example.org" and "Friday" not in told.body


def test_sent_twice_by_a_slow_network_it_is_one_answer(bram, concern):
    for _ in range(2):
        send(bram, concern, "answer", words=WORDS)
    assert Message.objects.filter(side="staff").count() == 1


def test_a_ready_made_text_alone_is_not_sent(bram, concern):
    CannedAnswer.objects.create(
        slug="thanks", name={"en": "Thanks"}, words={"en": "Thank you for telling us."}
    )
    refused = send(bram, concern, "answer", words="", canned="thanks")
    assert refused.status_code == 422
    assert b"Write a sentence of your own" in refused.content
    send(bram, concern, "answer", words=WORDS, canned="thanks")
    assert Message.objects.get(side="staff").words.text == f"{WORDS}\n\nThank you for telling us."


def test_an_answer_can_end_the_concern_with_its_words_as_the_reason(bram, concern):
    send(bram, concern, "answer", words=WORDS, becomes="action_taken")
    concern.refresh_from_db()
    assert concern.state == State.ACTION_TAKEN


def test_only_reading_it_does_not_stop_the_clock(bram, concern):
    send(bram, concern, "acknowledge")
    concern.refresh_from_db()
    assert concern.state == State.ACKNOWLEDGED and concern.first_replied_at is None


def test_ending_it_without_action_asks_for_a_reason_and_keeps_what_was_typed(bram, concern):
    refused = send(bram, concern, "state", to="no_action", reason=" ")
    assert refused.status_code == 422 and b"its author will read it" in refused.content
    send(bram, concern, "state", to="no_action", reason="It is outside our streets.")
    concern.refresh_from_db()
    assert concern.state == State.NO_ACTION


def test_staff_cannot_settle_a_concern(bram, concern):
    assert send(bram, concern, "state", to="settled").status_code == 422


def test_a_move_that_somebody_else_made_impossible_is_said_and_nothing_is_lost(bram, cast, concern):
    from commonground.concerns import settling

    settling.settle(concern=concern, by=Actor.resident())
    refused = send(bram, concern, "withhold", reason="It names a child.")
    assert refused.status_code == 409 and b"Load the page again" in refused.content


def test_the_owner_is_one_of_the_team(bram, cast, concern):
    assert send(bram, concern, "owner", owner=cast.chidi.public_id).status_code == 422
    send(bram, concern, "owner", owner=cast.dana.public_id)
    concern.refresh_from_db()
    assert concern.owner == cast.dana
    send(bram, concern, "owner", owner="")
    concern.refresh_from_db()
    assert concern.owner is None


def test_the_box_for_a_note_says_who_may_read_it_and_refuses_a_guess(bram, concern):
    page = bram.get(at(concern)).content.decode()
    assert "they may ask to see it one day" in page
    refused = send(bram, concern, "note", words="I think the woman from number 9 wrote this.")
    assert refused.status_code == 409
    assert b"may not guess who wrote" in refused.content
    assert b"number 9" in refused.content  # what was typed is still in the box
    assert not InternalNote.objects.exists()


def test_every_box_for_words_says_who_may_one_day_read_it(bram, concern):
    page = bram.get(at(concern)).content.decode()
    boxes = re.findall(r"<textarea[^>]*>", page)
    assert boxes and all("aria-describedby" in box for box in boxes)


def test_a_note_is_read_by_the_team_and_not_in_the_residents_thread(bram, cast, concern):
    from commonground.concerns.threads import read_thread

    send(bram, concern, "note", words="The lamp behind the shop is broken.")
    assert "The lamp behind" in signed_in(cast.dana).get(at(concern)).content.decode()
    assert all("lamp" not in entry.words for entry in read_thread(concern).entries)


def test_a_hand_over_is_told_unless_that_endangers_somebody(bram, concern):
    sent = {"to": "safeguarding", "basis": "Children Act", "words": "A child is alone at night."}
    send(bram, concern, "hand-over", **sent)
    assert HandOver.objects.get().told
    send(bram, concern, "hand-over", **sent, why_not_told="He reads her phone.")
    assert HandOver.objects.filter(told=False).count() == 1
    assert "its author is not told" in bram.get(at(concern)).content.decode()


def test_flagged_it_is_on_the_duty_list_and_off_again_when_nobody_is_in_danger(bram, concern):
    send(bram, concern, "flag", do="flag")
    concern.refresh_from_db()
    assert concern.sensitive
    send(bram, concern, "flag", do="clear")
    concern.refresh_from_db()
    assert not concern.sensitive
    assert send(bram, concern, "flag", do="something").status_code == 422


def test_two_about_the_same_are_joined_and_each_author_settles_their_own(
    bram, concern, from_amal
):
    other = from_amal("The same noise.")
    send(bram, other, "join", to=concern.public_id, reason="We work on both together.")
    other.refresh_from_db()
    assert (other.joined_to, other.state) == (concern, State.DUPLICATE)
    assert other.public_id in bram.get(at(concern)).content.decode()


def test_one_in_another_neighbourhood_is_not_offered_for_joining(
    bram, concern, from_amal, town
):
    south = from_amal("Noise here too.", neighbourhood=town.south)
    assert send(bram, concern, "join", to=south.public_id, reason="Same.").status_code == 422


def test_withheld_its_reason_is_in_the_thread(bram, concern):
    send(bram, concern, "withhold", reason="It names a child.")
    concern.refresh_from_db()
    assert concern.state == State.WITHHELD
    assert "It names a child." in bram.get(at(concern)).content.decode()


def test_words_with_html_are_shown_as_words(bram, from_amal):
    evil = from_amal("<script>alert(1)</script> & noise")
    page = bram.get(at(evil)).content.decode()
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_a_photo_opens_for_the_team_only(bram, cast, from_amal):
    file = io.BytesIO()
    Image.new("RGB", (30, 30)).save(file, "PNG")
    file.seek(0)
    concern = from_amal("See the photo.", photo=file)
    address = at(concern, f"photos/{concern.photos.get().public_id}.jpg")
    assert b"".join(bram.get(address).streaming_content).startswith(b"\xff\xd8")
    assert signed_in(cast.chidi).get(address).status_code == 403
    assert signed_in(cast.hana).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_about_conduct_gus_answers_and_the_overseer_reads_without_place_or_box(
    cast, from_amal, conduct_category
):
    concern = from_amal(
        "An officer shouted at me.", category=conduct_category, place_words="12 Elm Street"
    )
    gus = signed_in(cast.gus)
    assert "An officer shouted" in gus.get(at(concern)).content.decode()
    assert send(gus, concern, "answer", words=WORDS).status_code == 302
    hana = signed_in(cast.hana).get(at(concern)).content.decode()
    assert "An officer shouted" in hana
    assert "12 Elm Street" not in hana and "<textarea" not in hana
    reads = AuditRow.objects.filter(verb="concern.read").values_list("actor_role", flat=True)
    assert set(reads) == {"standards", "overseer"}


def test_erased_words_are_said_to_be_erased(bram, concern, clock_at):
    from commonground.common import clock

    words = concern.messages.get().words
    words.text, words.erased_at = "", clock.now()
    words.save()
    assert "erased when their time was over" in bram.get(at(concern)).content.decode()


def test_a_thread_takes_a_bounded_number_of_queries(
    bram, concern, django_assert_max_num_queries
):
    for number in range(5):
        bram.post(at(concern, "answer/"), {"key": f"{number}" * 24, "words": WORDS})
    with django_assert_max_num_queries(24):
        bram.get(at(concern))


def test_an_answer_that_ends_a_concern_stands_once_in_the_thread(bram, concern):
    send(bram, concern, "answer", words=WORDS, becomes=State.ACTION_TAKEN)
    assert concern.changes.get(state=State.ACTION_TAKEN).reason.text == WORDS
    assert bram.get(at(concern)).content.decode().count(f"<p>{WORDS}</p>") == 1
