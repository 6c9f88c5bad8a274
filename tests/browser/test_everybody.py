"""WCAG 2.2 AA by axe-core, keyboard, zoom, forced colours, and the names that are read aloud."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from commonground.concerns.categories import load_categories
from commonground.concerns.models import Concern
from commonground.engagement.coverage.adding_up import WEEK, last_whole_week
from commonground.engagement.coverage.models import CoverageRun, CoverageWeek
from commonground.engagement.invitations.models import Invitation
from commonground.engagement.kinds import load_kinds
from commonground.engagement.models import Contact

from .conftest import DESK, PHONE
from .walking import open_thread, receipt_on, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLIC = (
    "/", "/neighbourhoods/", "/neighbourhoods/northside/", "/concerns/new/", "/follow/",
    "/events/", "/privacy/", "/subscribe/northside/", "/accounts/login/", "/no-such-page/",
    "/neighbourhoods/northside/talk/", "/invite-us/", "/what-works/",
    "/invite-us/?neighbourhood=northside&kind=call&next=1",
    "/invite-us/?neighbourhood=northside&kind=event&next=1",
)
TEAM = (
    "/team/", "/team/concerns/", "/team/alerts/", "/team/events/", "/team/log/",
    "/team/tasks/", "/team/said-did/", "/team/priorities/", "/team/briefing/northside/",
    "/team/events/new/", "/team/events/new/?kind=walkabout", "/team/invitations/",
    "/team/coverage/northside/", "/team/network/northside/", "/team/network/northside/gaps/",
    "/team/network/northside/new/", "/team/plan/", "/team/calendar/", "/team/strategies/",
    "/team/card/",
)
LEADS = ("/team/", "/team/coverage/", "/team/plan/", "/team/roster/", "/team/roster/usual/")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


ZOOMED = {"width": 320, "height": 256}  # 1280 by 1024 at 400 %


@pytest.fixture
def city(live_server, cast):
    load_categories()
    load_kinds()
    return live_server.url


@pytest.fixture
def presence(town):
    """A year of weeks, so that the coverage pages draw their pictures."""
    last = last_whole_week()
    for place, visits in ((town.north, 1), (town.south, 6)):
        CoverageWeek.objects.bulk_create(
            CoverageWeek(
                neighbourhood=place, week=last - back * WEEK, contacts=visits,
                contact_minutes=20 * visits, calls=30, imported_visits=0, enforcement=2, unknown=1,
            )
            for back in range(52)
        )  # fmt: skip
    CoverageRun.objects.create(first_week=last - 51 * WEEK, last_week=last)


def faults(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{page.url}: {v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages_have_no_fault_that_axe_finds(city, opened, scheme):
    page = opened(viewport=PHONE, color_scheme=scheme)
    wrong = []
    for path in PUBLIC:
        page.goto(city + path)
        wrong += faults(page)
    assert wrong == []


def test_each_step_of_the_form_and_the_thread_have_no_fault_that_axe_finds(city, opened):
    page, wrong = opened(viewport=PHONE), []
    page.goto(f"{city}/concerns/new/")
    page.get_by_role("button", name="Next", exact=True).click()  # nothing chosen: the errors
    wrong += faults(page)
    page.locator("select[name=neighbourhood]").select_option(label="Northside")
    page.get_by_role("button", name="Next", exact=True).click()
    wrong += faults(page)
    page.locator("input[name=category][value=noise]").check()
    page.get_by_role("button", name="Next", exact=True).click()
    wrong += faults(page)
    page.fill("textarea[name=words]", "Shouting at night.")
    page.get_by_role("button", name="Send", exact=True).click()
    wrong += faults(page)
    open_thread(page, city, receipt_on(page))
    wrong += faults(page)
    assert wrong == []


def test_team_pages_have_no_fault_that_axe_finds(city, opened):
    page = opened(viewport=DESK)
    sign_in(page, city, "bram")
    wrong = []
    for path in TEAM:
        page.goto(city + path)
        wrong += faults(page)
    assert wrong == []


def test_pages_of_who_leads_have_no_fault_that_axe_finds(city, opened, presence):
    page = opened(viewport=PHONE, color_scheme="dark")
    sign_in(page, city, "dana")
    wrong = []
    for path in LEADS:
        page.goto(city + path)
        wrong += faults(page)
    assert wrong == []


def test_nothing_runs_out_of_the_page_at_400_percent_zoom(city, opened, presence):
    page = opened(viewport=ZOOMED)
    for path in PUBLIC:
        check_width(page, city + path)
    sign_in(page, city, "dana")
    for path in LEADS:
        check_width(page, city + path)


def check_width(page, address: str) -> None:
    page.goto(address)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= ZOOMED["width"], f"{address} is {wide} px wide"


def test_somebody_asks_for_a_text_message_with_the_keyboard_alone(city, opened):
    page = opened()
    page.goto(f"{city}/invite-us/?neighbourhood=northside")
    press_until(page, "input[name=kind]")
    page.keyboard.press("ArrowUp")  # round to the last one
    press_until(page, "button:not(.plain)", "Next")
    enter(page)
    press_until(page, "textarea[name=words]")
    page.keyboard.type("The crossing. Mornings.")
    press_until(page, "input[name=reach]")
    page.keyboard.press("ArrowDown")
    press_until(page, "input[name=phone]")
    page.keyboard.type("+1 312 555 0100")
    press_until(page, "button:not(.plain)", "Send")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="We have it").wait_for()
    asked = Invitation.objects.get()
    assert (asked.kind, asked.reach, asked.phone) == ("call", "text", "+1 312 555 0100")


def test_a_chat_is_logged_with_the_keyboard_alone(city, opened):
    page = opened()
    sign_in(page, city, "bram")
    page.goto(f"{city}/team/log/")
    press_until(page, "button", "Chat")
    page.keyboard.press("Enter")
    page.get_by_text("Logged: Chat").wait_for()
    assert Contact.objects.get().kind == "chat"


def test_a_concern_is_raised_with_the_keyboard_alone(city, opened):
    page = opened()
    page.goto(f"{city}/concerns/new/?neighbourhood=northside")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    press_until(page, "select[name=neighbourhood]")
    page.keyboard.type("North")
    press_until(page, "button:not(.plain)", "Next")
    enter(page)
    press_until(page, "input[name=category]")
    page.keyboard.press("Space")
    press_until(page, "button:not(.plain)", "Next")
    enter(page)
    press_until(page, "textarea[name=words]")
    page.keyboard.type("Typed without a mouse.")
    press_until(page, "button:not(.plain)", "Send")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="We have it").wait_for()
    assert Concern.objects.count() == 1


def enter(page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press_until(page, selector: str, text: str = "", most: int = 60) -> None:
    """Tab until the focus stands on what is meant, and is seen to stand there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focus = f"e => e && e.matches({selector!r}) && e.innerText.includes({text!r})"
        if page.evaluate(f"({focus})(document.activeElement)"):
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert ring != "none", f"no focus ring on {selector}"
            return
    raise AssertionError(f"the keyboard never reached {selector} {text}")


def test_controls_keep_their_edges_in_forced_colours(city, opened):
    page = opened(forced_colors="active")
    page.goto(f"{city}/concerns/new/")
    for name in ("Next", "Point at it on a map"):
        button = page.get_by_role("button", name=name, exact=True)
        width = button.evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)")
        assert width >= 1, f"the button {name} has no edge"


def test_a_screen_reader_hears_the_names_and_the_landmarks(city, opened):
    page = opened()
    page.goto(f"{city}/concerns/new/")
    heard = page.locator("body").aria_snapshot()
    for words in (
        "- main", "- banner", "- contentinfo", 'heading "Where is it?" [level=1]',
        'textbox "Where is it?"', 'combobox "Neighbourhood"', 'button "Next"', "911",
    ):
        assert words in heard, f"not heard: {words}"


def test_each_public_page_has_one_heading_of_the_first_rank_and_a_language(city, opened):
    page = opened()
    for path in PUBLIC:
        page.goto(city + path)
        assert page.locator("h1").count() == 1, path
        assert page.locator("html").get_attribute("lang") == "en", path


def test_a_thread_that_was_raised_with_a_photo_shows_it_to_its_author_only(city, opened):
    from io import BytesIO

    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (40, 40), "green").save(picture, "PNG")
    page = opened()
    page.goto(f"{city}/concerns/new/?neighbourhood=northside")
    page.locator("select[name=neighbourhood]").select_option(label="Northside")
    page.get_by_role("button", name="Next", exact=True).click()
    page.locator("input[name=category][value=damage]").check()
    page.get_by_role("button", name="Next", exact=True).click()
    page.fill("textarea[name=words]", "A broken window.")
    page.locator("input[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    page.get_by_role("button", name="Send", exact=True).click()
    open_thread(page, city, receipt_on(page))
    assert page.get_by_role("button", name="See your photo").count() == 1
