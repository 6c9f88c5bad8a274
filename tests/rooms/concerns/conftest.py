"""Amal raises concerns; she has no account and appears nowhere by name."""

import io
import re
import time
from types import SimpleNamespace

import pytest
from django.test import Client
from PIL import Image

from commonground.common.actors import Actor
from commonground.concerns import categories, ratelimit
from commonground.concerns.form_keys import new_key
from commonground.concerns.models import Category, Concern
from commonground.concerns.reporting import report
from commonground.people.middleware import SEEN
from tests.again import again
from tests.cast import NORTH_POINT

AMAL = Actor.resident()


@pytest.fixture(autouse=True)
def fresh_limits():
    for limit in (ratelimit.RECEIPTS, ratelimit.SUBMISSIONS):
        limit.forget()


@pytest.fixture
def shipped(town):
    """The categories we ship, by slug."""
    again(categories.load_categories)
    return SimpleNamespace(
        **{c.slug.replace("-", "_"): c for c in Category.objects.all()}
    )


@pytest.fixture
def raised(shipped, clock_at):
    """Amal raises a concern in Northside: `raised(words=..., ...)` -> (concern, receipt)."""

    def raise_one(words="Cars race down the avenue after ten at night.", **options):
        options.setdefault("category", shipped.traffic)
        if "neighbourhood" not in options:
            options.setdefault("latitude", NORTH_POINT[0])
            options.setdefault("longitude", NORTH_POINT[1])
        return report(words=words, by=options.pop("by", AMAL), **options)

    return raise_one


def picture(size=(60, 40), kind="JPEG", name="photo.jpg", exif=None) -> io.BytesIO:
    file = io.BytesIO()
    options = {"exif": exif} if exif else {}
    Image.new("RGB", size, (120, 160, 90)).save(file, kind, **options)
    file.seek(0)
    file.name = name
    return file


def signed_in(staff) -> Client:
    """As after a first page, which writes the session: the next ones only read it."""
    client = Client()
    client.force_login(staff)
    session = client.session
    session[SEEN] = time.time()
    session.save()
    return client


@pytest.fixture
def noise(db):
    return Category.objects.create(slug="noise", name={"en": "Noise at night"})


@pytest.fixture
def conduct_category(db):
    return Category.objects.create(
        slug="conduct", name={"en": "About police conduct"}, about_conduct=True
    )


@pytest.fixture
def from_amal(noise, town, clock_at):
    """Amal raises a concern: from_amal(words, ...)."""

    def raise_one(words="It is loud every night.", **more) -> Concern:
        values = {"category": noise, "neighbourhood": town.north, "by": Actor.resident()}
        return report(words=words, **(values | more))[0]

    return raise_one


@pytest.fixture
def amal(shipped, clock_at) -> Client:
    """Amal's browser: no account, no session."""
    return Client()


@pytest.fixture
def call(town, noise, clock_at):
    """What Bram types while Amal is on the phone."""
    return {
        "neighbourhood": town.north.slug, "place": "", "category": "noise", "email": "",
        "words": "A bar plays music until four.", "source": "phone", "came_by": "unprompted",
        "language": "en", "key": new_key(),
    }  # fmt: skip


def read_aloud(page) -> str:
    return re.search(r'class="code"[^>]*>([^<]+)<', page.content.decode())[1]
