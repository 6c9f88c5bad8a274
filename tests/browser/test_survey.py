"""Amal answers a letter on her phone: with the keyboard, without script, and read aloud."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from commonground.common import clock
from commonground.common.actors import Actor
from commonground.surveys import codes, inviting, planning, views
from commonground.surveys.models import Mode, Response

from .conftest import PHONE
from .test_everybody import RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def codes_of_slips(town) -> list[str]:
    views.FAILED.forget()
    by, today = Actor.system("test"), clock.today()
    survey = planning.make_survey(
        instrument="neighbourhood.1", mode=Mode.SLIPS, opens_on=today,
        closes_on=today + timedelta(days=9), by=by,
    )  # fmt: skip
    inviting.make_slips(survey=survey, count=4, by=by)
    return [codes.code_of(row.public_id) for row in survey.invitations.all()]


def faults(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url}: {v['id']}: {n['html'][:160]}" for v in found for n in v["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_a_survey_has_a_fault_that_axe_finds(
    live_server, opened, codes_of_slips, scheme
):
    page, wrong = opened(viewport=PHONE, color_scheme=scheme), []
    address = f"{live_server.url}/survey/"
    code = codes_of_slips[0]
    for path in ("", f"{code}/", f"{code}/?step=1", f"{code}/?step=8", f"{code}/?step=19",
                 f"{code}/?step=all", f"{code}/stop/"):  # fmt: skip
        page.goto(address + path)
        wrong += faults(page)
    page.goto(address)
    page.get_by_role("button", name="Go to the questions").click()  # nothing typed: the error
    wrong += faults(page)
    assert wrong == []


def test_the_keyboard_alone_answers_one_question_after_another(live_server, opened, codes_of_slips):
    page = opened(viewport=PHONE)
    page.goto(f"{live_server.url}/survey/")
    page.get_by_label("The code on your letter").focus()
    page.keyboard.type(codes.grouped(codes_of_slips[1]).lower())
    page.keyboard.press("Enter")
    page.get_by_role("link", name="One question at a time").focus()
    page.keyboard.press("Enter")
    first = page.get_by_role("group", name="Taking everything into account")
    first.get_by_label("Excellent").focus()
    page.keyboard.press("ArrowDown")  # "Good"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Question 2 of 21")
    page.get_by_role("button", name="Stop here and send what I answered").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=We have your answers")
    assert Response.objects.get().answers == {"good-job.1": "4"}


def test_a_survey_works_without_script_and_each_page_is_light(live_server, opened, codes_of_slips):
    page = opened(viewport=PHONE, java_script_enabled=False)
    sizes = []
    page.on("response", lambda answer: sizes.append((answer.url, len(answer.body()))))
    page.goto(f"{live_server.url}/survey/{codes_of_slips[2]}/?step=all")
    page.get_by_role("group", name="The police in this area listen").get_by_label(
        "Strongly agree"
    ).check()
    page.get_by_label("What is the one thing").fill("Walk more.")
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_selector("text=We have your answers")
    assert max(size for url, size in sizes if "/survey/" in url) < 50_000
    assert Response.objects.get().answers == {"listen.1": "5"}
