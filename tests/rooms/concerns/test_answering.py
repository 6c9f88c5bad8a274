"""Bram answers; Chidi, nobody and the others may not."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.concerns import answering, assigning, handing_over, noting, withholding
from commonground.concerns.frames import ANSWERED, OTHER_ENDING, STILL_OPEN, first_replies
from commonground.concerns.models import CannedAnswer, Concern
from commonground.concerns.rules import can_do
from commonground.concerns.states import State
from commonground.messaging.models import OutboxMessage
from commonground.people.models import Absence

pytestmark = pytest.mark.django_db


def now(concern) -> Concern:
    return Concern.objects.get(pk=concern.pk)


def canned() -> CannedAnswer:
    return CannedAnswer.objects.get(slug="thank-you")


def test_a_person_s_words_stop_the_72_hours(raised, cast, clock_at):
    concern, _ = raised()
    assert concern.first_reply_due_at - concern.received_at == timedelta(hours=72)
    clock_at.forward(hours=5)
    answering.answer(concern=concern, words="I will be there on Thursday.", by=cast.bram)
    assert now(concern).first_replied_at - concern.received_at == timedelta(hours=5)
    assert now(concern).state == State.ACKNOWLEDGED


def test_a_template_alone_does_not(raised, cast):
    concern, _ = raised()
    words = canned().words["en"].upper().replace(".", "  !")
    message = answering.answer(concern=concern, words=words, by=cast.bram, canned=canned())
    assert not message.by_hand and now(concern).first_replied_at is None
    mixed = canned().words["en"] + " I know that corner and will stand there on Friday."
    assert answering.answer(concern=concern, words=mixed, by=cast.bram).by_hand
    assert now(concern).first_replied_at


def test_a_short_answer_of_one_s_own_is_an_answer(raised, cast):
    assert answering.answer(concern=raised()[0], words="Fixed.", by=cast.bram).by_hand


def test_acknowledging_alone_is_no_reply(raised, cast):
    concern, _ = raised()
    answering.acknowledge(concern=concern, by=cast.bram)
    assert now(concern).first_replied_at is None


def test_only_the_team_of_the_place_answers(raised, cast):
    concern, _ = raised()
    for staff in (cast.chidi, cast.esi, cast.faye, cast.gus, cast.hana):
        with pytest.raises(PermissionDenied):
            answering.answer(concern=concern, words="x", by=staff)
        assert not can_do(staff, "concern.read", concern)
    assert all(can_do(staff, "concern.read", concern) for staff in (cast.bram, cast.dana))


def test_an_ending_that_needs_a_reason_takes_it_from_the_words_or_refuses(raised, cast):
    concern, _ = raised()
    with pytest.raises(Refused, match="reason"):
        answering.change_state(concern=concern, to=State.NO_ACTION, by=cast.bram)
    answering.answer(concern=concern, words="Only the city can do that.", by=cast.bram,
                     becomes=State.NO_ACTION)  # fmt: skip
    assert concern.changes.last().reason.text == "Only the city can do that."


def test_the_page_sent_twice_is_one_answer(raised, cast):
    concern, _ = raised()
    for _time in range(2):
        answering.answer(concern=concern, words="Once only, please.", by=cast.bram,
                         becomes=State.ACTION_TAKEN, idempotency_key="form-1")  # fmt: skip
    assert concern.messages.filter(side="staff").count() == 1


def test_a_note_and_a_hand_over_sent_twice_are_kept_once(raised, cast):
    concern, _ = raised()
    for _time in range(2):
        noting.note(concern=concern, words="The lamp is out.", by=cast.bram, idempotency_key="n")
        handing_over.hand_over(concern=concern, to="emergency", basis="Danger", words="Fire",
                               by=cast.bram, idempotency_key="h")  # fmt: skip
    assert (concern.notes.count(), concern.hand_overs.count()) == (1, 1)


def test_news_goes_to_the_address_and_says_nothing_of_it(raised, cast):
    concern, receipt = raised(words="Racing cars", email="amal@example.org")
    answering.answer(concern=concern, words="Speed humps in spring.", by=cast.bram)
    row = OutboxMessage.objects.get()
    told = (row.subject + row.body).lower()
    assert row.to == "amal@example.org" and "/follow/" in row.body
    for secret in ("racing", "humps", "police", "concern", receipt.lower(), concern.public_id):
        assert secret not in told.replace("/follow/", "")


def test_audit_rows_hold_no_words(raised, cast):
    concern, _ = raised(words="Racing", place_words="12 Oak", email="amal@example.org")
    answering.answer(concern=concern, words="Humps in spring.", by=cast.bram)
    withholding.withhold(concern=concern, reason="Names someone.", by=cast.bram)
    told = str(list(AuditRow.objects.values_list("detail", flat=True)))
    for secret in ("Racing", "Oak", "amal", "Humps", "Names"):
        assert secret not in told


@pytest.mark.parametrize("guess", [
    "I think Mrs Jones wrote this.", "The author is the tenant of no. 4.",
    "The caller sounds like a teacher.", "Probably the same person who wrote last week.",
    "Let us find out who wrote it.", "Reported by the man from the shop.",
    "Creo que lo escribió la vecina.", "¿Quién escribió esto?", "El autor debe ser el dueño.",
])  # fmt: skip
def test_a_note_may_not_guess_who_wrote(raised, cast, guess):
    with pytest.raises(Refused, match="guess"):
        noting.note(concern=raised()[0], words=guess, by=cast.bram)


@pytest.mark.parametrize("fine", [
    "The lamp is out at both ends of the alley.", "I spoke with the owner of the bar.",
    "The city says spring.", "Caller on line about the humps: the city rang back.",
    "Hablé con la administración del edificio.",
])  # fmt: skip
def test_a_note_about_the_place_is_kept(raised, cast, fine):
    assert noting.note(concern=raised()[0], words=fine, by=cast.bram).words.text == fine


def test_leave_hands_the_concern_to_the_cover_and_back(raised, cast, clock_at, town):
    concern, _ = raised()
    with pytest.raises(Refused, match="does not work"):
        assigning.assign(concern=concern, to=cast.chidi, by=cast.bram)
    concern = assigning.assign(concern=concern, to=cast.bram, by=cast.dana)
    Absence.objects.create(staff=cast.bram, cover=cast.dana, from_on=date(2026, 3, 2),
                           to_on=date(2026, 3, 4))  # fmt: skip
    assert assigning.looked_after_by(concern) == cast.dana
    clock_at.forward(days=3)
    assert assigning.looked_after_by(concern) == cast.bram


@pytest.mark.parametrize("missing", ["to", "basis", "words"])
def test_a_hand_over_needs_to_whom_on_what_basis_and_which_words(raised, cast, missing):
    values = {"to": "crime_record", "basis": "Law, section 1", "words": "A window was broken."}
    with pytest.raises(Refused):
        handing_over.hand_over(concern=raised()[0], by=cast.bram, **values | {missing: " "})


def test_waits_count_open_ones_and_other_endings_beside_the_answered(raised, cast, clock_at, town):
    answered, silent, ended = (raised()[0] for _ in range(3))
    raised(example=True)
    clock_at.forward(hours=10)
    answering.answer(concern=answered, words="We come on Friday.", by=cast.bram)
    answering.change_state(concern=ended, to=State.ACTION_TAKEN, by=cast.bram)
    clock_at.forward(hours=38)
    answering.answer(concern=ended, words="We forgot to write.", by=cast.bram)
    found = first_replies(town.north, as_of=clock_at.day)
    rows = zip(found.kind, found.waited_hours, found.example, strict=True)
    assert sorted(rows) == [
        (STILL_OPEN, 48, False), (STILL_OPEN, 48, True), (ANSWERED, 10, False),
        (OTHER_ENDING, 10, False),
    ]  # fmt: skip
    assert len(first_replies(town.south, as_of=clock_at.day)) == 0
    assert silent.pk


def test_conduct_is_answered_by_the_standards_reader_only(raised, cast, shipped):
    concern, _ = raised(category=shipped.police_conduct)
    assert [s for s in cast.all() if can_do(s, "concern.read", concern)] == [cast.gus, cast.hana]
    assert [s for s in cast.all() if can_do(s, "concern.answer", concern)] == [cast.gus]
    answering.answer(concern=concern, words="I have read this and will ask.", by=cast.gus)
