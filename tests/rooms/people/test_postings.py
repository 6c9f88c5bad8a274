"""Postings, leave, cards."""

import io
from datetime import date, timedelta

import pytest
from PIL import Image

from commonground.common import photos
from commonground.common.errors import Refused
from commonground.common.models import AuditRow, Erasure
from commonground.people import absences, cards, posting, queries, retention
from commonground.people.covering import acting_for
from commonground.people.models import OfficerCard, Posting
from commonground.people.rules import can

MONDAY = date(2026, 3, 2)


def test_bram_is_posted_south_too_and_may_read_there_from_that_day_on(cast, town, clock_at):
    posting.post(
        staff=cast.bram, neighbourhood=town.south, role="officer", by=cast.faye.actor(),
        from_on=MONDAY + timedelta(days=1),
    )  # fmt: skip
    assert not can(cast.bram, "concern.read", town.south)
    clock_at.forward(days=1)
    again = type(cast.bram).objects.get(pk=cast.bram.pk)
    assert can(again, "concern.read", town.south)
    assert AuditRow.objects.get(verb="posting.add").neighbourhood == town.south.public_id


def test_an_ended_posting_ends_what_it_allowed_and_stays_on_record(cast, town, clock_at):
    theirs = Posting.objects.get(staff=cast.bram)
    posting.end_posting(posting=theirs, on=MONDAY, by=cast.faye.actor())
    clock_at.forward(days=1)
    again = type(cast.bram).objects.get(pk=cast.bram.pk)
    assert not can(again, "concern.read")
    assert again.postings.count() == 1


@pytest.mark.parametrize(
    ("name", "role", "where", "sentence"),
    [
        ("hana", "officer", "north", "overseer holds no other role"),
        ("bram", "overseer", None, "overseer holds no other role"),
        ("bram", "standards", None, "not in a neighbourhood team"),
        ("bram", "officer", "north", "there already"),
        ("esi", "analyst", "north", "whole agency"),
        ("faye", "officer", None, "choose one"),
        ("faye", "king", None, "no such role"),
    ],
)
def test_postings_that_cannot_be(cast, town, name, role, where, sentence, clock_at):
    with pytest.raises(Refused, match=sentence):
        posting.post(
            staff=getattr(cast, name), role=role, from_on=MONDAY, by=cast.faye.actor(),
            neighbourhood=getattr(town, where) if where else None,
        )  # fmt: skip


def test_the_last_administrator_stays(cast, clock_at):
    with pytest.raises(Refused, match="last administrator"):
        posting.end_posting(
            posting=Posting.objects.get(staff=cast.faye), on=MONDAY, by=cast.faye.actor()
        )


def test_leave_hands_what_bram_owns_to_dana_and_back(cast, clock_at):
    absences.add_absence(
        staff=cast.bram, cover=cast.dana, from_on=MONDAY, to_on=MONDAY, by=cast.faye.actor()
    )
    assert acting_for(cast.bram) == cast.dana
    clock_at.forward(days=1)
    assert acting_for(cast.bram) == cast.bram


def test_a_cover_works_in_the_same_neighbourhood_and_is_there(cast, clock_at):
    days = {"from_on": MONDAY, "to_on": MONDAY, "by": cast.faye.actor()}
    with pytest.raises(Refused, match="same neighbourhood"):
        absences.add_absence(staff=cast.bram, cover=cast.chidi, **days)
    absences.add_absence(staff=cast.bram, cover=cast.dana, **days)
    with pytest.raises(Refused, match="cover is away"):
        absences.add_absence(staff=cast.dana, cover=cast.bram, **days)
    with pytest.raises(Refused, match="overlap"):
        absences.add_absence(staff=cast.bram, cover=cast.dana, **days)


def photo_with_a_place() -> io.BytesIO:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (41.0, 54.0, 0.0)}  # GPS
    exif[0x010F] = "Bram's phone"
    file = io.BytesIO()
    Image.new("RGB", (900, 700), "green").save(file, "JPEG", exif=exif)
    file.seek(0)
    return file


def make_card(cast, **more):
    values = {"shown_name": "Officer Bram", "languages": "", "come_and_talk": "Library, Tuesdays"}
    return cards.edit_card(staff=cast.bram, by=cast.bram.actor(), **(values | more))


def test_a_card_is_shown_only_with_consent_and_only_what_was_filled_in(cast, town, clock_at):
    make_card(cast)
    assert queries.public_cards(town.north) == []
    cards.give_consent(staff=cast.bram, by=cast.bram.actor())
    (shown,) = queries.public_cards(town.north)
    assert (shown.name, shown.languages, shown.has_photo) == ("Officer Bram", "", False)
    assert queries.public_cards(town.south) == []


def test_many_cards_cost_one_query_and_who_leads_stands_last_and_once(
    cast, town, django_assert_num_queries
):
    Posting.objects.create(
        staff=cast.dana, role="officer", neighbourhood=town.north, from_on=date(2015, 1, 1)
    )
    for member in (cast.dana, cast.bram):
        cards.edit_card(
            staff=member, shown_name=member.display_name, languages="", come_and_talk="",
            by=member.actor(),
        )  # fmt: skip
        cards.give_consent(staff=member, by=member.actor())
    with django_assert_num_queries(1):
        shown = queries.public_cards(town.north)
    assert [card.role for card in shown] == ["officer", "supervisor"]


def test_consent_to_an_empty_card_shows_nothing(cast, town, clock_at):
    cards.give_consent(staff=cast.bram, by=cast.bram.actor())
    assert queries.public_cards(town.north) == []


def test_withdrawing_asks_no_reason_and_erases_what_was_shown(
    cast, town, clock_at, django_capture_on_commit_callbacks
):
    card = make_card(cast, photo=photo_with_a_place(), come_and_talk_in={"es": "Los martes"})
    cards.give_consent(staff=cast.bram, by=cast.bram.actor())
    file = photos.path_of(card.photo)
    assert file.exists()
    with django_capture_on_commit_callbacks(execute=True):
        cards.withdraw(staff=cast.bram, by=cast.bram.actor())
    assert queries.public_cards(town.north) == []
    left = OfficerCard.objects.get(staff=cast.bram)
    assert (left.shown_name, left.come_and_talk, left.photo) == ("", "", "")
    assert left.come_and_talk_in == {}
    assert not file.exists()
    assert Erasure.objects.get().key == cast.bram.public_id


def test_the_photo_is_drawn_anew_and_says_nothing_of_the_phone(cast):
    card = make_card(cast, photo=photo_with_a_place())
    with Image.open(photos.path_of(card.photo)) as kept:
        assert not kept.getexif()
        assert max(kept.size) <= cards.PHOTO_PX
    assert b"phone" not in photos.path_of(card.photo).read_bytes()


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"\xff\xd8\xff\xe0broken"])
def test_what_is_no_photo_is_refused_with_a_sentence(cast, content):
    with pytest.raises(Refused, match="not a photo"):
        make_card(cast, photo=io.BytesIO(content))


def test_a_photo_is_served_only_while_it_is_shown(client, cast, town):
    card = make_card(cast, photo=photo_with_a_place())
    address = f"/officers/{card.public_id}/photo.jpg"
    assert client.get(address).status_code == 404
    cards.give_consent(staff=cast.bram, by=cast.bram.actor())
    assert b"".join(client.get(address).streaming_content).startswith(b"\xff\xd8")


def test_a_card_goes_thirty_days_after_the_last_posting(cast, clock_at):
    make_card(cast)
    rule = retention.RETENTION[0]
    from commonground.common import clock

    assert retention.expired(rule, clock.now()) == []
    posting.end_posting(
        posting=Posting.objects.get(staff=cast.bram), on=MONDAY, by=cast.faye.actor()
    )
    clock_at.forward(days=2)
    assert retention.expired(rule, clock.now()) == [cast.bram.public_id]
    assert retention.erase(rule, cast.bram.public_id) == 1
    assert retention.erase(rule, cast.bram.public_id) == 0
    assert retention.expired(rule, clock.now()) == []


def test_the_export_of_a_member_of_staff_holds_account_postings_and_card(cast):
    from commonground.common.retention import Subject

    make_card(cast)
    found = retention.export(Subject(staff=cast.bram.public_id))
    assert [r.title for r in found] == ["Account", "Posting", "Officer card"]
    assert retention.export(Subject(email="somebody@example.org")) == []
