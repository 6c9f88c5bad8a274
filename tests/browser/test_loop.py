"""The loop once, in a real browser: raised, answered, disputed, decided, acted, settled, shown."""

import pytest
from playwright.sync_api import Page

from commonground.concerns.categories import load_categories
from commonground.concerns.models import Concern

from .conftest import PHONE
from .walking import open_thread, raise_concern, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def city(live_server, cast):
    load_categories()
    return live_server.url


def open_concern(page: Page, base: str) -> None:
    page.goto(f"{base}/team/concerns/?state=all")
    page.locator("main a[href*='/team/concerns/']:not([href*='enter'])").filter(
        has_text="Noise at night"
    ).first.click()
    page.get_by_role("heading", name="The thread").wait_for()


def answer(page: Page, words: str, becomes: str = "") -> None:
    form = page.locator("form[action$='/answer/']")
    form.locator("textarea[name=words]").fill(words)
    if becomes:
        form.locator("select[name=becomes]").select_option(becomes)
    form.get_by_role("button", name="Send").click()
    page.get_by_text(words).first.wait_for()


def test_the_loop_from_a_worry_to_said_and_did(city, opened):
    amal = opened(viewport=PHONE)
    bram, dana = opened(), opened()

    receipt = raise_concern(amal, city, category="noise", words="Loud music until three.")

    sign_in(bram, city, "bram")
    open_concern(bram, city)
    assert "Loud music until three." in bram.inner_text("main")
    answer(bram, "I went there on Friday and spoke with them about the hours.", "action_taken")

    open_thread(amal, city, receipt)
    assert "I went there on Friday" in amal.inner_text("main")
    amal.locator("form:has(button[value=dispute]) textarea").fill("It was loud again on Saturday.")
    amal.get_by_role("button", name="No, it is not settled").click()
    amal.get_by_text("A supervisor will look at it").first.wait_for()

    sign_in(dana, city, "dana")
    dana.goto(f"{city}/team/disputes/")
    dana.get_by_role("link", name="Noise at night").click()
    assert "It was loud again on Saturday." in dana.inner_text("main")
    open_concern(dana, city)
    decide = dana.locator("form[action$='/decide/']")
    decide.locator("[name=decision][value=back_to_work], select[name=decision]").first.evaluate(
        "e => e.tagName === 'SELECT' ? e.value = 'back_to_work' : e.checked = true"
    )
    decide.locator("textarea").fill("You are right: we go there again this weekend.")
    decide.get_by_role("button", name="Decide").click()
    dana.get_by_text("In progress").first.wait_for()

    open_concern(bram, city)
    answer(bram, "We were there on both nights; the yard is quiet after ten.", "action_taken")
    bram.get_by_role("link", name="Write “you said, we did”").click()
    write_said_did(bram)

    open_thread(amal, city, receipt)
    assert "You are right: we go there again" in amal.inner_text("main")
    amal.get_by_role("button", name="Yes, it is settled").click()
    amal.get_by_role("heading", name="You told us that this is settled.").wait_for()
    assert Concern.objects.get().state == "settled"

    nobody = opened(viewport=PHONE)
    nobody.goto(f"{city}/neighbourhoods/northside/")
    shown = nobody.inner_text("main")
    assert "Music from a yard at night." in shown
    assert "We went there on four nights." in shown
    assert "1 of 1 say" in shown
    assert "Loud music until three." not in shown


def write_said_did(page: Page) -> None:
    form = page.locator("main form:has(textarea)").last
    form.locator("[name^=title]").first.fill("Quiet nights")
    form.locator("[name^=said]").first.fill("Music from a yard at night.")
    form.locator("[name^=did]").first.fill("We went there on four nights.")
    if form.locator("input[name=done_on]").count():
        day = page.evaluate("new Date().toISOString().slice(0, 10)")
        form.locator("input[name=done_on]").fill(day)
    page.get_by_role("button", name="Keep it, and show its authors").click()
    page.get_by_role("button", name="Approve: everybody may read it").click()
    page.get_by_text("Public").first.wait_for()


def test_chidi_of_another_neighbourhood_cannot_open_the_thread(city, opened):
    amal, chidi = opened(viewport=PHONE), opened()
    raise_concern(amal, city, category="noise", words="Loud music until three.")
    sign_in(chidi, city, "chidi")
    answer = chidi.goto(f"{city}/team/concerns/{Concern.objects.get().public_id}/")
    assert answer.status in (403, 404)
    assert "Loud music" not in chidi.content()
