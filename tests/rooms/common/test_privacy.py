"""What would tell who was here, and when."""

import io
import logging
import threading
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import transaction
from PIL import Image

from commonground.common import clock, ledger, photos
from commonground.common.logs import NoPersonalData
from commonground.common.models import Erasure
from commonground.project import serving


def said(message, *args, **more) -> str:
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, message, args, None)
    vars(record).update(more)
    NoPersonalData().filter(record)
    return record.getMessage()


def test_a_log_line_holds_the_pattern_of_a_path_and_not_the_path():
    path = "/unsubscribe/SECRETTOKEN/"
    route = SimpleNamespace(route="unsubscribe/<str:token>/")
    request = SimpleNamespace(path=path, resolver_match=route)
    line = said("%s: %s", "Internal Server Error", path, request=request)
    assert "SECRET" not in line and "unsubscribe/<str:token>/" in line


def test_a_path_that_leads_nowhere_is_not_logged_either():
    request = SimpleNamespace(path="/x/SECRET/", resolver_match=None)
    assert "SECRET" not in said("%s: %s", "Bad", "/x/SECRET/", request=request)


def test_the_web_server_s_own_words_hold_no_path():
    assert said("Exception while serving /survey/SECRET/") == "Exception while serving [a page]"


def test_no_file_that_somebody_sends_is_so_large_that_it_lies_on_disk():
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE >= serving.MAX_BODY


def test_a_phone_forgets_with_its_browser_that_it_was_here():
    assert settings.CSRF_COOKIE_AGE is None


@pytest.mark.django_db
def test_the_ledger_keeps_the_hour_of_a_wish_and_not_the_moment(clock_at, tmp_path, settings):
    settings.HOME = tmp_path
    with transaction.atomic():
        ledger.note(store="Store", keys=["K7"], why="asked")
    at = Erasure.objects.get().at
    assert at == clock.hour() and next(ledger.lines()).at == at.isoformat()


def test_photos_unfold_one_after_the_other_and_small(tmp_path, settings, monkeypatch):
    """Eight people at once with 60 million pixels each would take all memory."""
    settings.HOME = tmp_path
    photos.folder().mkdir()
    at_once, most, bare = [], [], photos._bare

    def watched(picture, longest_px):
        at_once.append(1)
        most.append(len(at_once))
        found = bare(picture, longest_px)
        at_once.pop()
        return found

    monkeypatch.setattr(photos, "_bare", watched)
    file = io.BytesIO()
    Image.new("RGB", (1500, 900), "green").save(file, "PNG")
    threads = [
        threading.Thread(target=photos.keep, args=(io.BytesIO(file.getvalue()),),
                         kwargs={"longest_px": 300})
        for _ in range(4)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 4
    for kept in photos.folder().iterdir():
        with Image.open(kept) as picture:
            assert picture.size == (300, 180)
