"""From a problem to the plan that is registered before anything is done, to its public result."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from commonground.common import clock
from commonground.problems import planning, running, states, working
from commonground.problems.models import Problem, Registration, Result
from tests.rooms.incidents.conftest import desk, home  # noqa: F401
from tests.rooms.problems.conftest import WITH_IT, areas, many_places  # noqa: F401

from .conftest import PHONE
from .test_everybody import RULES
from .walking import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PERIOD, BEFORE, AFTER = 28, 12, 6
FELL_TO = 0.3  # of what was usual


@pytest.fixture
def start(clock_at) -> date:
    """To come, also for the server, whose clock no test holds."""
    clock_at.set(datetime.now(UTC))
    return clock.today() + timedelta(days=10)


@pytest.fixture
def reports(desk, many_places, start):  # noqa: F811
    """Thefts around every second day in each place; from the start on fewer in six of them."""
    chance, lines = Random(7), []
    days = range(-BEFORE * PERIOD - 30, AFTER * PERIOD)
    for area in areas():
        at = area.geometry.centroid
        for on in (start + timedelta(days=day) for day in days):
            share = FELL_TO if area.source_id in WITH_IT and on >= start else 1
            if chance.random() < 0.57 * share:
                place = f"{area.source_id},{at.y:.5f},{at.x:.5f}"
                lines.append(f"{len(lines)},{on} 12:00,THEFT,x,false,{place}")
    with clock.held_at(clock.start_of(start + timedelta(days=AFTER * PERIOD + 30))):
        desk.take(*lines)


def bram_starts(page: Page, base: str) -> Problem:
    page.goto(f"{base}/team/problems/")
    page.get_by_role("link", name="Start on a problem").click()
    page.get_by_label("The problem in a few words").fill("Thefts by the station")
    page.get_by_label("What keeps coming back, and for whom?").fill("Bicycles, every week.")
    page.get_by_label("What would change our mind?").fill("If it falls elsewhere as much.")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("link", name="What was reported here, when and where").click()
    page.go_back()
    page.get_by_label("What did you find or do?").fill("Racks that do not lock.")
    page.get_by_role("button", name="Go on to this step").click()
    page.get_by_text("Racks that do not lock.").wait_for()
    return Problem.objects.get()


def dana_registers(page: Page, base: str, problem: Problem, start: date, chosen: list[str]) -> None:
    page.goto(f"{base}/team/problems/{problem.public_id}/")
    page.get_by_role("link", name="Plan the comparison").click()
    page.locator("select[name=streams]").select_option("crimes.theft")
    page.locator("select[name=areas]").select_option(chosen)
    page.fill("input[name=comparisons]", "8")
    page.fill("input[name=start_on]", start.isoformat())
    page.fill("input[name=lag_days]", "7")
    page.fill("input[name=worth_percent]", "-50")
    page.fill("input[name=approved_by]", "The commander")
    for name in ("harmed", "told", "stop_rule"):
        page.fill(f"textarea[name={name}]", "Nobody that we see.")
    page.get_by_role("button", name="Work out what can be learnt").click()
    print(page.locator("main").inner_text())
    page.get_by_text("Kept. What can be learnt is being worked out.").wait_for()
    planning.work_out_all()
    page.reload()
    page.get_by_role("heading", name="What can be learnt here").wait_for()
    page.get_by_role("button", name="Register").click()
    page.get_by_text("Registered. Its page is public and stays.").wait_for()


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {n['html'][:160]}" for v in found for n in v["nodes"]]


def test_a_problem_is_judged_as_it_was_registered_and_everybody_reads_it(
    live_server, opened, cast, reports, many_places, start, monkeypatch  # noqa: F811
):  # fmt: skip
    monkeypatch.setattr(planning, "SECONDS", 1.0)
    bram = opened(viewport=PHONE, java_script_enabled=False)
    sign_in(bram, live_server.url, "bram")
    problem = bram_starts(bram, live_server.url)
    dana = opened(viewport=PHONE, java_script_enabled=False)
    sign_in(dana, live_server.url, "dana")
    chosen = [place.public_id for place in many_places if place.source_id in WITH_IT]
    dana_registers(dana, live_server.url, problem, start, chosen)
    registration = Registration.objects.get()

    amal = opened(viewport=PHONE, java_script_enabled=False)
    amal.goto(f"{live_server.url}/problems/")
    amal.locator(f"a[href='/results/{registration.public_id}/']").first.click()
    amal.get_by_text("The result is not in yet.").first.wait_for()

    with clock.held_at(clock.start_of(start)):
        working.go_on(problem=problem, to=states.RESPOND, words="New racks.", by=cast.bram)
    with clock.held_at(clock.start_of(registration.due_on)):
        assert running.run_due() == 1
    amal.reload()
    words = amal.locator("main").inner_text().replace("\u00a0", " ")
    assert "There were fewer reports than the comparison leads us to expect." in words
    assert "95 %)" in words
    assert "cannot tell more trust from more trouble" in words
    assert Result.objects.get().sha256 in words
    assert registration.sha256 in words
    assert amal.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for scheme in ("light", "dark"):
        page = opened(viewport=PHONE, color_scheme=scheme)
        page.goto(f"{live_server.url}/results/{registration.public_id}/")
        assert faults(page) == []
