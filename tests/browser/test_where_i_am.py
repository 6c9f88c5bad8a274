"""Use where I am: a button for who allows it, and a form that does not need it."""

import pytest
from playwright.sync_api import expect

from commonground.concerns.categories import load_categories
from commonground.concerns.models import Concern
from tests.cast import NORTH_POINT

from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = {"latitude": NORTH_POINT[0], "longitude": NORTH_POINT[1]}
NOWHERE = {"latitude": 10.0, "longitude": 10.0}


@pytest.fixture
def form(live_server, cast, opened):
    load_categories()

    def open_form(**options):
        page = opened(viewport=PHONE, **options)
        page.goto(f"{live_server.url}/concerns/new/")
        return page

    return open_form


def use_where_i_am(page):
    page.get_by_role("button", name="Use where I am").click()
    return page.get_by_role("status")


def test_amal_uses_where_she_is_and_nothing_is_sent_before_she_presses_next(form):
    page = form(geolocation=HERE, permissions=["geolocation"])
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    expect(use_where_i_am(page)).to_contain_text("Found")
    assert [url for url in sent if "/static/" not in url] == []
    assert page.input_value("[name=latitude]") == "41.9050"
    page.get_by_role("button", name="Next").click()
    page.locator("input[name=category][value=noise]").check()
    page.get_by_role("button", name="Next").click()
    page.fill("[name=words]", "Bins overflow.")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="We have it").wait_for()
    concern = Concern.objects.select_related("neighbourhood", "place_words").get()
    assert concern.neighbourhood.slug == "northside"
    assert (concern.latitude, concern.place_words.text) == (41.905, "Where I am as I write this")


def test_other_words_are_another_place_and_the_point_goes(form):
    page = form(geolocation=HERE, permissions=["geolocation"])
    expect(use_where_i_am(page)).to_contain_text("Found")
    page.fill("[name=place]", "By the old mill")
    expect(page.get_by_role("status")).to_be_empty()
    page.get_by_role("button", name="Next").click()
    assert "We do not know this address" in page.inner_text("main")


def test_where_it_is_not_allowed_it_says_what_to_do_instead(form):
    page = form(permissions=[])
    expect(use_where_i_am(page)).to_contain_text("Write the place instead")
    page.select_option("[name=neighbourhood]", "northside")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("heading", name="What is it about?").wait_for()


def test_a_place_that_is_not_ours_is_said(form):
    page = form(geolocation=NOWHERE, permissions=["geolocation"])
    expect(use_where_i_am(page)).to_contain_text("Found")
    page.get_by_role("button", name="Next").click()
    assert "outside our neighbourhoods" in page.inner_text("main")


def test_without_script_there_is_no_button_and_the_form_works(form):
    page = form(java_script_enabled=False)
    expect(page.get_by_role("button", name="Use where I am")).to_have_count(0)
    page.select_option("[name=neighbourhood]", "northside")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("heading", name="What is it about?").wait_for()
