"""The week's plan changed by hand in a real browser: a form, the mouse, the keyboard, a fixed part
that planning again leaves alone."""

from datetime import date, datetime, time, timedelta

import pytest
from playwright.sync_api import Page

from commonground.common import clock
from commonground.plans import solving
from commonground.plans.models import WeekPlan
from commonground.plans.rostering import say_usual_week
from tests.cast import person

from .conftest import PHONE
from .walking import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def week(live_server, cast, town, monkeypatch) -> date:
    """Bram and Ines have nothing to do but two visits, in the week after this."""
    monkeypatch.setattr(solving, "FEW_SECONDS", 1)
    ines = person("Ines", "officer", town.north)
    say_usual_week(
        staff=[cast.bram, ines], weekdays=range(7), starts=time(8), ends=time(16), by=cast.dana
    )
    first = solving.monday(clock.today()) + timedelta(weeks=1)
    solving.ask_for_plan(week=first, places=[town.north], by=cast.dana)
    solving.work_off()
    return first


def slots(plan: WeekPlan) -> dict[str, dict]:
    return {slot["id"]: slot for slot in plan.latest.slots}


def cell(page: Page, slot: dict, days: int):
    """The cell of the same officer, on another day of the week."""
    day = datetime.fromisoformat(slot["start"]).date()
    monday = day.toordinal() - day.weekday()
    to = date.fromordinal(monday + (day.weekday() + days) % 7)
    at = f"td[data-officer='{slot['officer']}'][data-day='{to}']"
    return to, page.locator(at)


def test_a_visit_is_moved_dragged_and_fixed_and_planning_again_leaves_it(week, live_server, opened):
    plan, address = WeekPlan.objects.get(), f"{live_server.url}/team/plan/week/{week}/"
    first, second = slots(plan).values()

    phone = opened(viewport=PHONE, java_script_enabled=False)  # the form, on a phone
    sign_in(phone, live_server.url, "dana")
    phone.goto(address)
    phone.locator(f".week-days a[href*='{first['id']}']").click()
    phone.fill("input[name=at]", "20:00")
    phone.get_by_role("button", name="Change it").click()
    phone.get_by_text("It is outside of a shift.").first.wait_for()
    phone.fill("input[name=at]", "13:30")
    phone.get_by_role("button", name="Change it").click()
    phone.get_by_text("Changed. Publish the plan").wait_for()
    assert slots(plan)[first["id"]]["start"].endswith("T13:30")

    desk = opened()  # the mouse
    sign_in(desk, live_server.url, "dana")
    desk.goto(address)
    to, target = cell(desk, second, 2)
    with desk.expect_navigation():
        desk.locator(f".week-grid [data-slot='{second['id']}']").drag_to(target)
    assert slots(plan)[second["id"]]["start"][:10] == to.isoformat()

    moved = slots(plan)[first["id"]]  # the keyboard
    step = "ArrowRight" if datetime.fromisoformat(moved["start"]).weekday() < 6 else "ArrowLeft"
    to, _target = cell(desk, moved, 1 if step == "ArrowRight" else -1)
    desk.locator(f".week-grid [data-slot='{first['id']}']").focus()
    desk.keyboard.press("m")
    desk.keyboard.press(step)
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    assert slots(plan)[first["id"]]["start"] == f"{to}T13:30"

    desk.locator(f".week-grid [data-slot='{first['id']}']").click()
    desk.get_by_role("button", name="Fix it: planning again leaves it").click()
    desk.get_by_role("button", name="Plan again, with few changes").click()
    desk.get_by_role("heading", name="The week is being planned").wait_for()
    solving.work_off()
    desk.goto(address)
    kept = slots(plan)[first["id"]]
    assert kept["pinned"] and kept["start"] == f"{to}T13:30"
    desk.get_by_role("button", name="Publish").click()
    desk.get_by_text("Published.").wait_for()
