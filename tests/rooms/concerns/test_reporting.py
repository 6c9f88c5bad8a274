"""What is kept when somebody tells us something, and what never is."""

import io

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from commonground.common import photos
from commonground.common.errors import Refused
from commonground.concerns import flagging, queries, reporting
from commonground.concerns.frames import Unprompted, unprompted
from commonground.concerns.models import Concern, Message, Photo, Words
from commonground.concerns.reporting import report
from commonground.messaging.models import OutboxMessage
from tests.cast import NORTH_POINT

from .conftest import AMAL, picture

pytestmark = pytest.mark.django_db


def test_the_point_decides_the_neighbourhood_and_its_version(raised, town):
    concern, _ = raised()
    assert concern.neighbourhood == town.north
    assert concern.boundary_version == town.north.boundaries.get()


def test_a_point_outside_is_refused(raised):
    with pytest.raises(Refused, match="outside"):
        raised(latitude=10.0, longitude=10.0)


def test_the_target_counts_working_days(raised):
    assert str(raised()[0].target_on) == "2026-03-30"  # 20 working days after Monday 2 March


@pytest.mark.parametrize("words", ["", "  \n", "x" * 5001])
def test_no_words_or_too_many_are_refused(raised, words):
    with pytest.raises(Refused):
        raised(words=words)


def test_the_same_key_gives_the_same_concern_and_never_its_receipt(raised):
    one, receipt = raised(idempotency_key="a client's key")
    two, again = raised(idempotency_key="a client's key", words="Other words")
    assert one == two and receipt and again == ""
    assert "a client" not in Concern.objects.get().idempotency_key


def test_two_at_the_same_moment_are_one(raised, monkeypatch):
    one, _ = raised(idempotency_key="k")
    seen = iter([None, one])
    monkeypatch.setattr(reporting, "kept_before", lambda key: next(seen))
    assert raised(idempotency_key="k", photo=picture())[0] == one
    assert not list(photos.folder().glob("*.jpg")) or Photo.objects.count() == 0


def test_when_the_row_fails_the_photo_goes_too(raised, monkeypatch):
    before = set(photos.folder().iterdir())
    monkeypatch.setattr(reporting, "_attach", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        raised(photo=picture())
    assert set(photos.folder().iterdir()) == before and not Concern.objects.exists()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif_is_gone_and_the_picture_is_upright_and_small(raised, kind):
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "SecretPhone", 6  # maker; turned by 90 degrees
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    concern, _ = raised(photo=picture((3000, 1500), kind, exif=exif))
    content = (photos.folder() / concern.photos.get().file_name).read_bytes()
    with Image.open(io.BytesIO(content)) as kept:
        assert kept.format == "JPEG" and not kept.getexif() and kept.size == (1000, 2000)
    assert b"SecretPhone" not in content and b"Exif" not in content


def test_a_picture_that_is_huge_inside_is_refused(raised, monkeypatch):
    monkeypatch.setattr(photos, "MAX_PIXELS", 1000)
    with pytest.raises(Refused, match="too many pixels"):
        raised(photo=picture((100, 100)))


def test_a_file_over_10_mb_is_refused(raised):
    with pytest.raises(Refused, match="10 MB"):
        raised(photo=io.BytesIO(b"\xff" * (photos.MAX_BYTES + 1)))


def test_words_stand_in_rows_of_their_own(raised):
    concern, _ = raised(words="Racing", place_words="12 Oak Street")
    assert Words.objects.count() == 2
    told = str(Concern.objects.filter(pk=concern.pk).values().get())
    assert "Racing" not in told and "Oak" not in told


def test_erased_words_cannot_hold_text(raised, clock_at):
    words = Message.objects.get(concern=raised()[0]).words
    words.erased_at = clock_at.moment
    with pytest.raises(IntegrityError), transaction.atomic():
        words.save()


def test_a_joined_concern_stands_with_the_first_one(raised):
    first, _ = raised()
    second, _ = raised(joined_to=first)
    third, _ = raised(joined_to=second)
    assert third.joined_to == first


# sensitive


@pytest.mark.parametrize("words", [
    "He hits me when he drinks.", "I am SCARED to go home", "Mi marido me pega",
    "alguien quiere matarme", "A man with a gun", "she was raped",
])  # fmt: skip
def test_words_of_danger_go_to_the_duty_list_with_an_alarm(raised, cast, words):
    cast.bram.email = "bram@example.org"
    cast.bram.save()
    concern, _ = raised(words=words)
    assert (concern.sensitive, concern.sensitive_because) == (True, "words")
    alarm = OutboxMessage.objects.get()
    assert alarm.to == "bram@example.org" and "duty list" in alarm.subject.lower()
    for secret in (*words.split(), concern.public_id):
        assert len(secret) < 4 or secret.lower() not in alarm.body.lower()


@pytest.mark.parametrize("words", ["The gunmetal gate is broken", "A begonia patch", "Bombay st."])
def test_words_are_compared_whole(words):
    assert not flagging.sounds_sensitive(words)


def test_a_sensitive_concern_is_in_no_list_scan_or_message(raised, cast, shipped, town, clock_at):
    concern, _ = raised(category=shipped.hate, email="amal@example.org", staff_title="X")
    day = clock_at.day
    assert len(unprompted(day, day)) == 0
    assert queries.nearby(town.north) == []
    assert queries.counts(town.north, day, day).received == 0
    from commonground.concerns.answering import answer

    answer(concern=concern, words="We are with you. Call us.", by=cast.bram)
    assert not OutboxMessage.objects.filter(to="amal@example.org").exists()


def test_staff_flag_take_and_clear(raised, cast, shipped):
    concern, _ = raised()
    flagging.flag_sensitive(concern=concern, by=cast.bram)
    taken = flagging.take_duty(concern=concern, by=cast.dana)
    assert taken.duty_taken_by == cast.dana
    assert not flagging.clear_flag(concern=concern, by=cast.dana).sensitive
    hate, _ = raised(category=shipped.hate)
    with pytest.raises(Refused, match="always sensitive"):
        flagging.clear_flag(concern=hate, by=cast.dana)


def test_conduct_alarms_the_standards_reader_and_not_the_team(raised, cast, shipped):
    for staff in (cast.bram, cast.gus):
        staff.email = f"{staff.username}@example.org"
        staff.save()
    raised(category=shipped.police_conduct, words="The officer said he would kill me")
    assert [m.to for m in OutboxMessage.objects.all()] == ["gus@example.org"]


# the scan


def test_only_unprompted_ordinary_real_concerns_with_a_point_reach_the_scan(
    raised, shipped, town, clock_at
):
    raised()
    raised(came_by="asked_for", source="event")
    raised(category=shipped.hate)
    raised(category=shipped.police_conduct)
    raised(example=True)
    raised(neighbourhood=town.north)
    day = clock_at.day
    found = unprompted(day, day)
    assert isinstance(found, Unprompted) and len(found) == 1
    assert (found.latitude[0], found.longitude[0]) == NORTH_POINT
    assert found.category.tolist() == ["traffic"] and str(found.day[0]) == "2026-03-02"
    assert not {"owner", "words", "public_id", "concern"} & set(vars(found))


def test_the_scan_s_day_is_the_local_civil_day(raised, clock_at, settings):
    settings.TIME_ZONE = "America/Chicago"
    from datetime import UTC, date, datetime

    clock_at.set(datetime(2026, 3, 8, 4, 0, tzinfo=UTC))  # the evening before the clocks change
    raised()
    assert len(unprompted(date(2026, 3, 7), date(2026, 3, 7))) == 1
    assert len(unprompted(date(2026, 3, 8), date(2026, 3, 8))) == 0


def test_a_cell_is_told_only_where_enough_people_live(raised, town):
    concern, _ = raised()
    assert queries.cell_is_coarse(town.north, concern.cell)
    town.north.population = 40
    assert not queries.cell_is_coarse(town.north, concern.cell)
    assert [n.is_close for n in queries.nearby(town.north, concern.cell)] == [False]


def test_staff_enter_a_concern_with_its_source(shipped, cast, town, clock_at):
    concern, receipt = report(category=shipped.noise, words="Told by phone", source="phone",
                              neighbourhood=town.north, by=cast.bram.actor())  # fmt: skip
    assert concern.source == "phone" and len(receipt) == 16
    assert concern.changes.get().by_id == cast.bram.public_id
    assert report.__name__ and AMAL.id == ""


def test_a_concern_about_police_conduct_is_never_joined_to_one_that_the_team_reads(raised, shipped):
    """Going back in the form and choosing another category carries the joined one along."""
    first, _ = raised()
    about_us, _ = raised(category=shipped.police_conduct, joined_to=first)
    assert about_us.about_conduct and about_us.joined_to is None
    assert not first.joined.exists()
