"""What goes when its time is over, what stays, and what an access request shows."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from commonground.common import photos
from commonground.common.models import Erasure
from commonground.common.retention import Subject
from commonground.concerns import answering, noting, retention, settling
from commonground.concerns.models import Address, Concern, StateChange, Words

from .conftest import AMAL, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def ended(raised, cast):
    concern, _ = raised(words="Racing", place_words="12 Oak", email="amal@example.org",
                        photo=picture(), staff_title="Racing on the avenue")  # fmt: skip
    noting.note(concern=concern, words="The city says spring.", by=cast.bram)
    answering.answer(concern=concern, words="Not ours to do.", by=cast.bram, becomes="referred")
    settling.dispute(concern=concern, words="It is yours.", by=AMAL)
    settling.settle(concern=concern, by=AMAL)
    return Concern.objects.get(pk=concern.pk)


def rule(store):
    return next(r for r in retention.RETENTION if r.store == store)


@pytest.mark.parametrize("store", [r.store for r in retention.RETENTION])
def test_each_store_is_emptied_once_and_then_leaves_the_list(ended, clock_at, store):
    moment = clock_at.moment + timedelta(minutes=1)
    key = ended.public_id
    assert retention.expired(rule(store), clock_at.moment - timedelta(days=1)) == []
    assert retention.expired(rule(store), moment) == [key]
    assert retention.erase(rule(store), key) > 0
    assert retention.erase(rule(store), key) == 0
    assert retention.expired(rule(store), moment) == []


def test_the_skeleton_stays(ended):
    file = photos.folder() / ended.photos.get().file_name
    for one in retention.RETENTION:
        retention.erase(one, ended.public_id)
    left = Concern.objects.get(pk=ended.pk)
    assert (left.latitude, left.staff_title) == (None, "") and left.cell and left.category
    assert StateChange.objects.filter(concern=left).count() == 4
    assert not Words.objects.exclude(text="").exists() and not file.exists()
    assert not Address.objects.exists()


def test_an_open_concern_is_never_emptied(raised, clock_at):
    raised(email="amal@example.org")
    far = clock_at.moment + timedelta(days=9999)
    assert all(retention.expired(r, far) == [] for r in retention.RETENTION)


def test_an_unknown_id_is_harmless(shipped):
    assert all(retention.erase(r, "NOSUCHCONCER") == 0 for r in retention.RETENTION)


def test_an_address_taken_back_goes_into_the_ledger(raised):
    concern, _ = raised(email="amal@example.org")
    settling.forget_email(concern=concern, by=AMAL)
    row = Erasure.objects.get()
    assert (row.store, row.key, row.why) == (retention.ADDRESSES, concern.public_id, "asked")


def test_an_access_request_shows_everything_of_the_concern(ended, raised):
    raised(words="Another's words")
    by_id = retention.export(Subject(concern=ended.public_id))
    assert retention.export(Subject(email="AMAL@example.org")) == by_id
    told = " ".join(r.words for r in by_id)
    for words in ("Racing", "12 Oak", "The city says spring.", "Not ours", "It is yours."):
        assert words in told
    assert "Another's" not in told and retention.export(Subject(staff="x")) == []


def test_every_model_of_the_room_is_in_the_table():
    named = {r.model for r in retention.RETENTION} | set(retention.NOT_PERSONAL)
    with_text = {
        f"concerns.{model.__name__}"
        for model in apps.get_app_config("concerns").get_models()
        if any(isinstance(f, models.CharField | models.TextField | models.FloatField)
               for f in model._meta.fields)
    }  # fmt: skip
    assert with_text <= named
