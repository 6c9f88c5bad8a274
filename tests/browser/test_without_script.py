"""An old phone without JavaScript: raise, keep the receipt, read, write, on 360 pixels."""

import pytest

from commonground.concerns.categories import load_categories
from commonground.concerns.models import Concern

from .conftest import PHONE
from .walking import open_thread, raise_concern

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def city(live_server, cast):
    load_categories()
    return live_server.url


def test_amal_raises_a_concern_on_an_old_phone_and_opens_it_by_receipt(city, opened):
    page = opened(viewport=PHONE, java_script_enabled=False)
    receipt = raise_concern(page, city, category="noise", words="Shouting <b>at night</b>.")
    assert Concern.objects.count() == 1
    page.locator("#kept").check()
    page.get_by_role("button", name="Done").click()
    page.get_by_role("heading", name="Thank you for telling us").wait_for()
    open_thread(page, city, receipt)
    assert "Shouting <b>at night</b>." in page.inner_text("main")
    page.fill("textarea[name=words] >> nth=-1", "It happened again.")
    page.get_by_role("button", name="Send", exact=True).click()
    assert "It happened again." in page.inner_text("main")


def test_leaving_works_without_script(city, opened):
    page = opened(viewport=PHONE, java_script_enabled=False)
    page.goto(f"{city}/follow/")
    target = page.get_by_text("Leave this page").first.get_attribute("href")
    assert target and not target.startswith("/")


def test_sending_twice_keeps_one_concern(city, opened):
    page = opened(java_script_enabled=False)
    raise_concern(page, city, category="noise", words="Shouting at night.")
    page.reload()  # the browser sends the form again
    assert Concern.objects.count() == 1
