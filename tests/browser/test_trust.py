"""From the code on a letter, typed on a phone without script, to what everybody reads."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from commonground.common import clock
from commonground.common.actors import Actor
from commonground.insight.trust import storing
from commonground.surveys import answering, codes, framing, planning, views
from commonground.surveys.models import Mode, Response

from .conftest import PHONE
from .test_everybody import RULES
from .walking import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BY = Actor.system("test")
GOOD, BAD = {"good-job.1": "4"}, {"good-job.1": "2"}


@pytest.fixture
def survey(town, tmp_path):
    """Asked by letter, with 70 answers of 160; Amal's letter lies unopened."""
    views.FAILED.forget()
    today = clock.today()
    made = planning.make_survey(
        instrument="short.1", mode=Mode.ADDRESSES, opens_on=today,
        closes_on=today + timedelta(days=6), by=BY,
    )  # fmt: skip
    file = tmp_path / "frame.csv"
    homes = [f"{p}{n:03},{n} Elm Road,{p},{p}1" for p in "NS" for n in range(100)]
    file.write_text("id,address,stratum,neighbourhood\n" + "\n".join(homes))
    wanted = planning.Wanted(5, per_stratum=80)
    planning.draw(survey=made, frame=framing.read(file), wanted=wanted, by=BY)
    for stratum in "NS":
        rows = made.invitations.filter(stratum=stratum)[:35]
        for number, row in enumerate(rows):
            answering.answer(invitation=row, given=GOOD if number < 21 else BAD)
    return made


def faults(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url}: {v['id']}: {n['html'][:160]}" for v in found for n in v["nodes"]]


def amal_answers(page, address: str, code: str) -> None:
    page.goto(f"{address}/survey/")
    page.get_by_label("The code on your letter").fill(codes.grouped(code).lower())
    page.get_by_role("button", name="Go to the questions").click()
    page.get_by_role("link", name="All on one page").click()
    page.get_by_role("group", name="Taking everything into account").get_by_label("Good").check()
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_selector("text=We have your answers")


def test_a_code_typed_on_a_phone_without_script_ends_in_a_figure_that_everybody_reads(
    live_server, opened, survey, town
):
    letter = survey.invitations.filter(stratum="N", is_used=False).first()
    amal_answers(
        opened(viewport=PHONE, java_script_enabled=False), live_server.url,
        codes.code_of(letter.public_id),
    )  # fmt: skip
    assert Response.objects.count() == 71
    with clock.held_at(clock.start_of(survey.closes_on + timedelta(days=1))):
        assert storing.work_out_closed() == 1
    page = opened(viewport=PHONE, java_script_enabled=False)
    page.goto(f"{live_server.url}/neighbourhoods/{town.north.slug}/")
    panel = page.get_by_role("region", name="What people here say about us")
    assert "61 %" in panel.inner_text().replace("\u00a0", " ")  # 22 of 36
    assert "Too few answers to say." in panel.inner_text()  # the other questions
    panel.get_by_role("link", name="All questions, and how they changed").click()
    text = page.locator("main").inner_text()
    assert "36 answers" in text and "160 were asked in all places together, 71 answered" in text
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_trust_has_a_fault_that_axe_finds(
    live_server, opened, cast, survey, town, scheme
):
    with clock.held_at(clock.start_of(survey.closes_on + timedelta(days=1))):
        storing.work_out_closed()
    page = opened(viewport=PHONE, color_scheme=scheme)
    sign_in(page, live_server.url, "esi")
    wrong = []
    for path in (
        "/trust/", f"/neighbourhoods/{town.north.slug}/trust/", "/team/trust/",
        f"/team/trust/at/{town.north.slug}/", "/team/trust/by-group-and-area/",
        f"/team/surveys/{survey.public_id}/made/", f"/team/surveys/{survey.public_id}/results/",
    ):  # fmt: skip
        page.goto(live_server.url + path)
        wrong += faults(page)
    assert wrong == []
