"""The public form, misused: forged, repeated, without tokens, without an end."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonground.concerns import receipts
from commonground.concerns.form_keys import new_key
from commonground.concerns.models import Concern

from .form import URL, go_on, hidden, shown_receipt, walk

pytestmark = pytest.mark.django_db


def test_without_a_csrf_token_nothing_is_saved(shipped):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(URL, {"step": "words", "words": "x", "category": "traffic",
                               "neighbourhood": "northside"})  # fmt: skip
    assert answer.status_code == 403 and not Concern.objects.exists()


def test_the_csrf_cookie_is_enough_for_someone_without_a_session(shipped, clock_at):
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(URL)
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page.content.decode()).group(1)
    page = strict.post(URL, hidden(page) | {"neighbourhood": "northside",
                                            "csrfmiddlewaretoken": token})  # fmt: skip
    assert page.status_code == 200


def test_many_submissions_from_one_network_must_wait(amal, settings):
    settings.SUBMISSIONS_PER_HOUR = 2
    assert [walk(amal).status_code for _ in range(3)] == [200, 200, 429]
    assert Concern.objects.count() == 2


def test_html_in_carried_fields_is_never_markup(amal):
    bad = '"><script>alert(1)</script>'
    page = amal.post(URL, {"step": "place", "neighbourhood": "northside", "place": bad,
                           "words": bad, "joined_to": bad})  # fmt: skip
    assert page.status_code == 200 and b"<script>alert" not in page.content


def test_a_null_byte_is_never_asked_of_the_database(amal, shipped):
    """Refused in an address, asked about in a field of this step, dropped from a carried one."""
    split = {"neighbourhood": "north\x00side"}
    assert amal.get(URL, split).status_code == 400
    assert amal.post(URL, {"step": "place"} | split).status_code == 422
    page = amal.post(URL, {"step": "category", "category": "traffic"} | split)
    assert page.status_code == 200 and b"Northside" in page.content


@pytest.mark.parametrize("value", ["nan", "inf", "1e400", "91,0", "x", "-500"])
def test_a_forged_point_is_no_point(amal, value):
    form = {"step": "words", "neighbourhood": "northside", "category": "traffic", "words": "x",
            "latitude": value, "longitude": value, "key": new_key()}  # fmt: skip
    page = amal.post(URL, form)
    assert page.status_code in (200, 422)
    assert not Concern.objects.exclude(latitude=None).exists()


def test_each_step_needs_few_queries(amal, raised, django_assert_max_num_queries):
    for number in range(12):
        raised(words=f"Words {number}", staff_title=f"Title {number}")
    start = amal.get(URL)
    with django_assert_max_num_queries(8):
        page = go_on(amal, start, neighbourhood="northside")
    with django_assert_max_num_queries(10):
        page = go_on(amal, page, joined_to="")
    with django_assert_max_num_queries(6):
        go_on(amal, page, category="traffic")


def test_the_page_of_the_tick_does_not_try_receipts_without_an_end(amal, settings):
    settings.WRONG_RECEIPTS_PER_10_MINUTES = 3
    receipt = shown_receipt(walk(amal))
    for _ in range(3):
        amal.post("/concerns/new/kept/", {"receipt": receipts.new_receipt()})
    late = amal.post("/concerns/new/kept/", {"receipt": receipt})
    assert receipt not in late.content.decode()
    assert amal.post("/follow/", {"receipt": receipt}).status_code == 429


@pytest.mark.parametrize("touch", [{"map.x": "5"}, {"map.x": "9" * 400, "map.y": "3"}])
def test_a_touch_that_no_browser_sends_is_asked_again(amal, touch):
    page = amal.post(URL, {"step": "place", "neighbourhood": "northside"} | touch)
    assert page.status_code == 422


def test_files_that_are_no_photos_cannot_be_sent_without_an_end(amal, settings):
    settings.SUBMISSIONS_PER_HOUR = 2
    form = {"step": "words", "neighbourhood": "northside", "category": "traffic", "words": "x"}
    sent = [
        amal.post(URL, form | {"photo": SimpleUploadedFile("x.jpg", b"<svg onload=x>")})
        for _ in range(3)
    ]
    assert [page.status_code for page in sent] == [422, 422, 429]
    assert not Concern.objects.exists()
