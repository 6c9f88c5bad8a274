"""Pictures of adults who agreed; none of an event that children attend, whatever the form says."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from commonground.common import photos
from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.engagement import retention
from commonground.engagement.models import EventKind, EventPhoto
from commonground.engagement.photos.showing import CONSENT_VERSION, MOST, add_photo, take_down
from commonground.engagement.planning import change_event, plan_event


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.HOME = tmp_path
    photos.folder().mkdir()


@pytest.fixture
def begun(meeting, clock_at):
    clock_at.forward(days=2)
    return meeting


def picture() -> BytesIO:
    """A JPEG that says where it was taken and with what."""
    image = Image.new("RGB", (40, 30), "green")
    exif = Image.Exif()
    exif[0x010F] = "CameraOfSomebody"
    exif.get_ifd(0x8825)[1] = "N"
    target = BytesIO()
    image.save(target, "JPEG", exif=exif)
    target.seek(0)
    return target


def add(event, by, all_agreed=True) -> EventPhoto:
    name = add_photo(
        event=event, upload=picture(), shows="Bulbs", all_agreed=all_agreed, by=by.actor()
    )
    return EventPhoto.objects.get(public_id=name)


def on_disk() -> list:
    return list(photos.folder().iterdir())


def test_a_picture_is_drawn_anew_and_keeps_the_words_that_were_agreed_to(begun, cast):
    row = add(begun, cast.bram)
    kept = photos.path_of(row.file_name).read_bytes()
    assert b"CameraOfSomebody" not in kept
    assert not dict(Image.open(BytesIO(kept)).getexif())
    assert row.consent_version == CONSENT_VERSION
    assert AuditRow.objects.get(verb="event.add_photo").detail["photo"] == row.public_id


def test_without_the_tick_nothing_is_kept(begun, cast):
    with pytest.raises(Refused, match="is an adult, was asked and agreed"):
        add(begun, cast.bram, all_agreed=False)
    assert on_disk() == []


@pytest.mark.parametrize("slug", ["sport", "garden", "school-visit"])
def test_the_verb_refuses_kinds_that_children_attend(plan, cast, clock_at, slug):
    event = plan_event(plan=plan(kind=EventKind.objects.get(slug=slug)), by=cast.bram.actor())
    clock_at.forward(days=2)
    with pytest.raises(Refused, match="Children attend"):
        add(event, cast.bram)
    assert on_disk() == [] and not EventPhoto.objects.exists()


def test_an_event_with_pictures_cannot_become_one_that_children_attend(begun, plan, cast):
    row = add(begun, cast.bram)
    sport = plan(kind=EventKind.objects.get(slug="sport"), starts_at=begun.starts_at, ends_at=None)
    with pytest.raises(Refused, match="Children attend"):
        change_event(event=begun, plan=sport, by=cast.bram.actor())
    take_down(photo=row, by=cast.bram.actor())
    change_event(event=begun, plan=sport, by=cast.bram.actor())


def test_a_kind_that_is_marked_later_hides_its_pictures_at_once(client, begun, cast):
    row = add(begun, cast.bram)
    url = reverse("event-photo", args=[begun.public_id, row.public_id])
    shown = client.get(url)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    EventKind.objects.filter(pk=begun.kind_id).update(children_attend=True)
    assert client.get(url).status_code == 404
    assert url not in client.get(reverse("event", args=[begun.public_id])).content.decode()


def test_before_it_begins_there_is_nothing_to_show(meeting, cast):
    with pytest.raises(Refused, match="once the event took place"):
        add(meeting, cast.bram)


def test_a_few_pictures_are_enough(begun, cast):
    for _number in range(MOST):
        add(begun, cast.bram)
    with pytest.raises(Refused, match="At most 6"):
        add(begun, cast.bram)
    assert len(on_disk()) == MOST


@pytest.mark.django_db(transaction=True)
def test_taken_down_it_is_gone_from_the_page_and_from_the_disk(client, begun, cast):
    row = add(begun, cast.bram)
    url = reverse("event-photo", args=[begun.public_id, row.public_id])
    for _twice in range(2):
        take_down(photo=row, by=cast.bram.actor())
    assert client.get(url).status_code == 404
    assert on_disk() == []
    assert AuditRow.objects.filter(verb="event.take_down_photo").count() == 1


def test_who_asks_while_it_is_taken_down_finds_nothing(client, begun, cast):
    row = add(begun, cast.bram)
    photos.remove(row.file_name)
    address = reverse("event-photo", args=[begun.public_id, row.public_id])
    assert client.get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_after_a_year_it_goes_by_itself_and_the_skeleton_stays(begun, cast, clock_at):
    row = add(begun, cast.bram)
    before = clock_at.moment + timedelta(days=1)
    assert retention.expired(retention.PHOTOS, before) == [row.public_id]
    assert retention.erase(retention.PHOTOS, row.public_id) == 1
    assert retention.erase(retention.PHOTOS, row.public_id) == 0
    assert on_disk() == []
    row.refresh_from_db()
    assert (row.file_name, row.shows, row.consent_version) == ("", "", CONSENT_VERSION)


def sent(**changes) -> dict:
    upload = SimpleUploadedFile("p.jpg", picture().read(), "image/jpeg")
    return {"upload": upload, "shows": "Bulbs", "all_agreed": "on"} | changes


def test_bram_puts_a_picture_on_the_page_and_takes_it_down(client, begun, cast):
    client.force_login(cast.bram)
    client.post(reverse("event-add-photo", args=[begun.public_id]), sent())
    row = EventPhoto.objects.get()
    page = client.get(reverse("event", args=[begun.public_id])).content.decode()
    assert 'alt="Bulbs"' in page and "If you are in it and want it gone" in page
    client.post(reverse("event-take-down", args=[begun.public_id, row.public_id]))
    page = client.get(reverse("event", args=[begun.public_id])).content.decode()
    assert "Bulbs" not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"all_agreed": ""}, "Tick that everybody"),
        ({"upload": ""}, "A photo: "),
        ({"upload": SimpleUploadedFile("p.jpg", b"not a picture")}, "not a photo that we can read"),
    ],
)
def test_a_picture_that_cannot_be_kept_says_why(client, begun, cast, changes, sentence):
    client.force_login(cast.bram)
    url = reverse("event-add-photo", args=[begun.public_id])
    page = client.post(url, sent(**changes), follow=True).content.decode()
    assert sentence in page
    assert on_disk() == []


def test_chidi_and_nobody_take_no_picture_down(client, begun, cast):
    row = add(begun, cast.bram)
    url = reverse("event-take-down", args=[begun.public_id, row.public_id])
    assert "/accounts/login/" in client.post(url).url
    client.force_login(cast.chidi)
    assert client.post(url).status_code == 403
    row.refresh_from_db()
    assert row.file_name


def test_the_night_after_its_kind_was_marked_a_picture_is_gone_from_the_disk(begun, cast, clock_at):
    row = add(begun, cast.bram)
    EventKind.objects.filter(pk=begun.kind_id).update(children_attend=True)
    due = retention.expired(retention.PHOTOS, clock_at.moment - timedelta(days=365))
    assert due == [row.public_id]
