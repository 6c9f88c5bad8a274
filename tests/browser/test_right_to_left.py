"""Another language, written from right to left: nothing unmarked, nothing out of the page."""

import re
from html.parser import HTMLParser

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from commonground.common import clock
from commonground.common.actors import Actor
from commonground.concerns.categories import load_categories
from commonground.surveys import codes, inviting, planning
from commonground.surveys.models import Mode

from . import pseudo
from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLIC = (
    "/",
    "/neighbourhoods/",
    "/neighbourhoods/northside/",
    "/concerns/new/",
    "/follow/",
    "/events/",
    "/privacy/",
    "/subscribe/northside/",
    "/survey/",
    "/no-such-page/",
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


@pytest.fixture
def survey(town) -> str:
    """The address of a survey, with a code."""
    by, today = Actor.system("test"), clock.today()
    made = planning.make_survey(
        instrument="neighbourhood.1", mode=Mode.SLIPS, opens_on=today, closes_on=today, by=by
    )
    inviting.make_slips(survey=made, count=1, by=by)
    return f"/survey/{codes.code_of(made.invitations.get().public_id)}/"


def test_the_questions_run_from_right_to_left_and_say_which_words_are_english(
    live_server, survey, pseudo_language, opened
):
    """Nobody translated the questions for this language: they are marked as English."""
    page = opened(viewport=PHONE, locale=pseudo.CODE)
    for path in ("", "?step=1", "?step=8", "?step=all", "stop/"):
        page.goto(live_server.url + survey + path)
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl", path
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        reader = Texts()
        reader.feed(page.content())
        english = set(page.locator("[lang=en]").all_inner_texts())
        marked = " ".join(english)
        unmarked = [t for t in reader.found if not DATA.search(t) and t not in marked]
        assert unmarked == [], path
        runs = page.locator("main span[lang=en]").evaluate_all("all => all.map(one => one.dir)")
        assert set(runs) == ({"ltr"} if path != "stop/" else set()), path
