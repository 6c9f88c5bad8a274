"""Another language, written from right to left: nothing unmarked, nothing out of the page."""

import re
from html.parser import HTMLParser

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from commonground.concerns.categories import load_categories

from . import pseudo
from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLIC = (
    "/", "/neighbourhoods/", "/neighbourhoods/northside/", "/concerns/new/", "/follow/",
    "/events/", "/privacy/", "/subscribe/northside/", "/no-such-page/",
)
# names, numbers and what an agency writes of itself are nobody's to translate
DATA = re.compile(r"Northside|Southside|Commonground|Your police|English|⟦|⟧")


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory):
    return pseudo.write_catalogue(tmp_path_factory.mktemp("locale"))


@pytest.fixture
def pseudo_language(settings, catalogue):
    settings.LOCALE_PATHS = [catalogue]
    settings.LANGUAGES = [("en", "English"), (pseudo.CODE, "⟦Pseudo⟧")]
    forget()
    yield
    forget()


def forget() -> None:
    trans_real._translations = {}
    trans_real.get_languages.cache_clear()
    translation.activate("en")


class Texts(HTMLParser):
    """The words of a page that a person reads, without scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.skip, self.found = 0, []

    def handle_starttag(self, tag, attrs):
        self.skip += tag in ("script", "style", "svg")
        given = dict(attrs)
        self.found += [given[a] for a in ("aria-label", "alt", "placeholder") if given.get(a)]

    def handle_endtag(self, tag):
        self.skip -= tag in ("script", "style", "svg")

    def handle_data(self, data):
        if not self.skip and re.search(r"[A-Za-z]{2}", data):
            self.found.append(" ".join(data.split()))


@pytest.fixture
def lists(cast):
    load_categories()


@pytest.mark.parametrize("path", PUBLIC)
def test_every_word_on_public_pages_is_marked_for_translation(lists, pseudo_language, client, path):
    answer = client.get(path, headers={"accept-language": pseudo.CODE})
    reader = Texts()
    reader.feed(answer.content.decode())
    unmarked = [t for t in reader.found if not DATA.search(t)]
    assert unmarked == []
    assert 'dir="rtl"' in answer.content.decode()


def test_the_pages_run_from_right_to_left_and_stay_inside_a_phone(
    live_server, lists, pseudo_language, opened
):
    page = opened(viewport=PHONE, locale=pseudo.CODE)
    for path in PUBLIC:
        page.goto(live_server.url + path)
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl", path
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        title = page.locator("h1").bounding_box()
        assert title["x"] + title["width"] > PHONE["width"] / 2, path
