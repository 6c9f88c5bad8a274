"""Amal comes back with her receipt."""

import re
from datetime import date

import pytest
from django.test import Client

from commonground.common.models import AuditRow
from commonground.concerns import answering, handing_over, noting, receipts, saying_did
from commonground.concerns.models import Address, Concern, Dispute, Message, Photo
from commonground.concerns.states import State

from .conftest import picture

URL = "/follow/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def amal():
    return Client()


@pytest.fixture
def mine(raised):
    """(concern, receipt)"""
    return raised()


def open_thread(client, receipt, **more):
    return client.post(URL, {"receipt": receipt} | more)


def state(concern) -> str:
    return Concern.objects.get(pk=concern.pk).state


def test_the_receipt_opens_the_thread_whatever_spaces_it_was_typed_with(amal, mine):
    _, receipt = mine
    page = open_thread(amal, f" {receipts.grouped(receipt).lower()}")
    assert page.status_code == 200 and "Cars race down the avenue" in page.content.decode()


def test_the_receipt_never_stands_in_an_address_and_the_page_is_never_stored(amal, mine):
    _, receipt = mine
    page = open_thread(amal, receipt)
    assert page["Cache-Control"] == "no-store" and set(amal.cookies) <= {"csrftoken"}
    links = re.findall(r'(?:href|action|src)="([^"]*)"', page.content.decode())
    assert not any(receipt in link for link in links)
    assert amal.get(URL, {"receipt": receipt}).content.count(receipt.encode()) == 0


def test_forms_of_the_thread_pass_a_browser_s_csrf_check(amal, mine):
    """A referrer policy of "no-referrer" would make browsers send `Origin: null`."""
    assert open_thread(amal, mine[1])["Referrer-Policy"] == "same-origin"


def test_a_slip_and_an_unknown_receipt_give_the_same_answer(amal, mine):
    receipt = mine[1]
    slip = receipt[:-1] + ("2" if receipt[-1] != "2" else "3")
    pages = [open_thread(amal, typed) for typed in (slip, receipts.new_receipt())]
    shown = [re.sub(r'value="[^"]*"', "", p.content.decode()) for p in pages]
    assert [p.status_code for p in pages] == [422, 422] and shown[0] == shown[1]


def test_unknown_receipts_from_one_network_must_wait_and_right_ones_too(amal, mine, settings):
    settings.WRONG_RECEIPTS_PER_10_MINUTES = 3
    for _ in range(3):
        assert open_thread(amal, receipts.new_receipt()).status_code == 422
    assert open_thread(amal, receipts.new_receipt()).status_code == 429
    assert open_thread(amal, "wrong").status_code == 429
    waiting = open_thread(amal, mine[1])
    assert waiting.status_code == 429 and "Wait ten minutes" in waiting.content.decode()
    elsewhere = amal.post(URL, {"receipt": mine[1]}, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 200


def test_slips_that_the_check_character_finds_hold_nobody_up(amal, mine, settings):
    settings.WRONG_RECEIPTS_PER_10_MINUTES = 3
    receipt = mine[1]
    swapped = receipt[1] + receipt[0] + receipt[2:]
    slips = [receipt[:-1], f"{receipt}2", "", "wrong", receipt[:5] + "0" + receipt[6:]]
    slips += [swapped] if swapped != receipt else []
    for typed in slips * 2:
        assert open_thread(amal, typed).status_code == 422
    assert open_thread(amal, receipt).status_code == 200


def test_a_library_full_of_people_is_not_held_up_by_ten_unknown_receipts(amal, mine):
    for _ in range(10):
        open_thread(amal, receipts.new_receipt())
    assert open_thread(amal, mine[1]).status_code == 200


def test_amal_writes_and_bram_s_answer_says_the_team_and_not_who(amal, mine, cast):
    concern, receipt = mine
    page = open_thread(amal, receipt, do="write", words="They were back.", key="k" * 30)
    open_thread(amal, receipt, do="write", words="They were back.", key="k" * 30)
    assert "Saved" in page.content.decode()
    assert Message.objects.filter(words__text="They were back.").count() == 1
    answering.answer(concern=concern, words="I will stand there on Friday.", by=cast.bram)
    page = open_thread(amal, receipt).content.decode()
    assert "I will stand there on Friday." in page and "Bram" not in page


def test_internal_notes_are_not_for_the_author(amal, mine, cast):
    noting.note(concern=mine[0], words="The lamp post number is 17.", by=cast.bram)
    assert b"lamp post" not in open_thread(amal, mine[1]).content


def test_amal_disputes_with_a_reason_and_dana_gets_it(amal, mine, cast):
    concern, receipt = mine
    answering.answer(concern=concern, words="Six evenings at the corner.", by=cast.bram,
                     becomes=State.ACTION_TAKEN)  # fmt: skip
    assert open_thread(amal, receipt, do="dispute", words=" ").status_code == 422
    page = open_thread(amal, receipt, do="dispute", words="They race again.")
    assert page.status_code == 200 and state(concern) == State.DISPUTED
    assert Dispute.objects.get().not_by == [cast.bram.public_id]
    assert "They race again." in page.content.decode()


def test_amal_settles_and_opens_again(amal, mine):
    concern, receipt = mine
    open_thread(amal, receipt, do="settle")
    assert state(concern) == State.SETTLED
    again = open_thread(amal, receipt, do="settle")
    assert again.status_code == 422 and "Load the page again" in again.content.decode()
    open_thread(amal, receipt, do="reopen")
    assert state(concern) == State.RECEIVED


def test_the_reason_of_a_withheld_concern_is_told_to_its_author(amal, mine, cast):
    from commonground.concerns.withholding import withhold

    withhold(concern=mine[0], reason="It names a person.", by=cast.bram)
    assert "It names a person." in open_thread(amal, mine[1]).content.decode()


def test_a_hand_over_is_told_unless_that_endangers_someone(amal, mine, cast):
    concern, receipt = mine
    for words, why in (("Told words", ""), ("Quiet words", "The person lives with the author.")):
        handing_over.hand_over(concern=concern, to="safeguarding", basis="Duty of care",
                               words=words, why_not_told=why, by=cast.bram)  # fmt: skip
    page = open_thread(amal, receipt).content.decode()
    assert "Told words" in page and "Quiet words" not in page and "lives with" not in page


def test_amal_reads_what_will_be_said_of_it_before_it_is_public(amal, mine, cast, town):
    saying_did.write_said_did(
        neighbourhood=town.north, said={"en": "Cars race."}, did={"en": "Six evenings."},
        done_on=date(2026, 3, 2), concerns=[mine[0]], by=cast.bram,
    )  # fmt: skip
    page = open_thread(amal, mine[1]).content.decode()
    assert "Six evenings." in page and "not public yet" in page


def test_her_photo_comes_only_as_the_answer_to_her_receipt(amal, raised):
    (concern, receipt), (_, other) = raised(photo=picture()), raised()
    photo = Photo.objects.get(concern=concern).public_id
    answer = open_thread(amal, receipt, do="photo", photo=photo)
    assert answer["Content-Type"] == "image/jpeg" and answer["Cache-Control"] == "no-store"
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
    assert open_thread(amal, other, do="photo", photo=photo).status_code == 404


def test_a_photo_can_come_later(amal, mine):
    open_thread(amal, mine[1], do="write", words="Here it is.", photo=picture(), key="x" * 30)
    assert Photo.objects.filter(concern=mine[0]).count() == 1


def test_amal_takes_her_address_back(amal, raised):
    _, receipt = raised(email="amal@example.org")
    assert b"amal@example.org" not in open_thread(amal, receipt).content
    open_thread(amal, receipt, do="forget_email")
    assert not Address.objects.exists()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
                                  "{{ 7|add:7 }}", "javascript:alert(1)"])  # fmt: skip
def test_markup_in_words_is_shown_as_words(amal, raised, text):
    _, receipt = raised(words=text)
    page = open_thread(amal, receipt).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page
    assert re.search(r'href="javascript', page) is None


def test_reading_one_s_own_thread_leaves_no_audit_row_and_resident_rows_name_nobody(amal, mine):
    before = list(AuditRow.objects.values_list("pk", flat=True))
    open_thread(amal, mine[1])
    assert AuditRow.objects.count() == len(before)
    open_thread(amal, mine[1], do="settle")
    row = AuditRow.objects.exclude(pk__in=before).get()
    assert (row.actor_kind, row.actor_id) == ("resident", "")
    assert (row.at.minute, row.at.second, row.at.microsecond) == (0, 0, 0)


def test_the_thread_page_needs_the_same_queries_however_long_it_is(
    amal, mine, cast, django_assert_max_num_queries
):
    for number in range(10):
        answering.answer(concern=mine[0], words=f"Answer {number} by a person.", by=cast.bram)
    with django_assert_max_num_queries(12):
        open_thread(amal, mine[1])


def test_the_thread_keeps_its_order_though_residents_times_are_cut_to_the_hour(
    amal, mine, cast, clock_at
):
    concern, receipt = mine
    clock_at.forward(minutes=5)
    answering.answer(concern=concern, words="First ours.", by=cast.bram)
    clock_at.forward(minutes=5)
    open_thread(amal, receipt, do="write", words="Then hers.", key="y" * 30)
    page = open_thread(amal, receipt).content.decode()
    assert page.index("First ours.") < page.index("Then hers.")


def test_a_language_of_the_concern_is_kept_and_silence_is_shown(amal, raised, clock_at):
    _, receipt = raised(language="es")
    clock_at.forward(hours=80)
    assert "late" in open_thread(amal, receipt).content.decode()


def test_one_receipt_cannot_write_without_an_end(amal, mine, settings):
    settings.SUBMISSIONS_PER_HOUR = 2
    for words in ("one", "two", "three"):
        page = open_thread(amal, mine[1], do="write", words=words)
    assert page.status_code == 422
    assert mine[0].messages.filter(words__text="two").exists()
    assert not mine[0].messages.filter(words__text="three").exists()
