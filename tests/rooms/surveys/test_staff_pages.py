"""Esi runs surveys; Bram and Chidi read figures of groups; nobody reads what one person said."""

import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commonground.common import deployment
from commonground.common import pdf as sheets
from commonground.common.models import AuditRow
from commonground.surveys import inviting, letters
from commonground.surveys.models import Mode, Survey

from .conftest import BY, CLOSES, OPENS, code, figures, fill, frame_file, made

FORM = {"opens_on": str(OPENS), "closes_on": str(CLOSES)}


@pytest.fixture
def esi(client, cast, survey):
    client.force_login(cast.esi)
    return client


def url(name: str, survey: Survey, *more: str) -> str:
    return reverse(f"team-survey{name}", args=[survey.public_id, *more])


def words(page) -> str:
    return page.content.decode()


def test_esi_makes_a_survey_draws_addresses_and_prints_their_letters(
    client, cast, town, clock_at, tmp_path
):
    client.force_login(cast.esi)
    page = client.post(
        reverse("team-survey-new"), {**FORM, "instrument": "short.1", "mode": Mode.ADDRESSES}
    )
    survey = Survey.objects.get()
    assert page.url == url("", survey)
    file = SimpleUploadedFile("frame.csv", frame_file(tmp_path).read_bytes())
    sent = {"frame": file, "seed": 3, "per_stratum": 10}
    assert "ready to print" in words(client.post(url("-draw", survey), sent, follow=True))
    assert survey.invitations.count() == 20
    pdf = client.get(url("-letters", survey), {"file": "1"})
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def test_a_letter_has_its_address_its_code_and_what_becomes_of_it(survey):
    some = survey.invitations.all()[:2]
    set_words = []

    def typeset(source: bytes, inputs: dict[str, str]) -> bytes:
        set_words.append(json.loads(inputs["words"]))
        return sheets.sheet(source, inputs)

    pdf = letters.letters(survey, some, typeset=typeset)
    (told,) = set_words
    assert [letter["code"].replace(" ", "") for letter in told["letters"]] == [*map(code, some)]
    assert told["letters"][0]["address"] == some[0].address
    assert "No officer sees what one person answered" in told["promise"]
    assert told["others"] == "Puede responder en español."
    assert pdf.count(b"/Type/Page/") == 2 or pdf.count(b"/Type/Page\n") == 2


def test_a_double_tap_makes_one_survey_and_its_slips_once(client, cast, town, clock_at):
    client.force_login(cast.esi)
    form = {**FORM, "instrument": "short.1", "mode": Mode.SLIPS, "key": "K1"}
    wrong = {**form, "closes_on": str(OPENS - timedelta(days=1))}
    assert client.post(reverse("team-survey-new"), wrong).status_code == 422
    for _tap in range(2):
        assert client.post(reverse("team-survey-new"), form).status_code == 302
    survey = Survey.objects.get()
    for _tap in range(2):
        client.post(url("-slips", survey), {"count": "7", "key": "K2"})
    assert survey.invitations.count() == 7


def test_who_took_codes_out_to_print_is_on_record(esi, cast, survey):
    esi.get(url("-letters", survey))
    row = AuditRow.objects.get(verb="survey.letters")
    assert row.actor_id == cast.esi.public_id and row.detail == {"count": 200}


def test_what_a_form_says_wrong_is_told_and_kept(esi, survey):
    wrong = {**FORM, "closes_on": "2026-02-01", "instrument": "short.1", "mode": Mode.ADDRESSES}
    page = esi.post(reverse("team-survey-new"), wrong)
    assert page.status_code == 422 and "closes on or after" in words(page)
    sent = {"frame": SimpleUploadedFile("f.csv", b"a,b\n"), "seed": 3}
    page = esi.post(url("-draw", made()), sent)
    assert page.status_code == 422 and "how many of each stratum" in words(page)
    slips = made("staff-pulse.1", Mode.SLIPS)
    assert esi.post(url("-slips", slips), {"count": "0"}).status_code == 422


def test_bad_input_to_each_button_is_one_sentence(esi, survey):
    for name, sentence in (
        ("-invite", "another way"),
        ("-remind", "Wait a week"),
        ("-slips", "another way"),
        ("-draw", "drawn once"),
    ):
        assert sentence in words(esi.post(url(name, survey), follow=True))
    sent = {"frame": io.BytesIO(b"\xff\xfe"), "seed": 3, "per_stratum": 10}
    assert "save it as CSV" in words(esi.post(url("-draw", made()), sent, follow=True))
    for file in ("0x", "999", "-1"):
        assert esi.get(url("-letters", survey), {"file": file}).status_code in (200, 404)


def test_the_page_of_fieldwork_shows_counts_and_no_answer(esi, survey):
    fill(survey, "Northside", 12, {"good-job.1": "1", "one-thing.1": "Nobody walks."})
    page = words(esi.get(url("", survey)))
    assert "12 of 200 codes were used" in page
    assert "Very poor" not in page and "Nobody walks" not in page and "Road" not in page


def test_results_wait_for_the_last_day(client, cast, survey):
    fill(survey, "Northside", 40, {"good-job.1": "5"})
    client.force_login(cast.bram)
    page = words(client.get(url("-results", survey)))
    assert "Figures come after 29 March" in page
    assert "100" not in page.partition("<main")[2]  # its head holds random letters


@pytest.fixture
def closed(survey, clock_at):
    for stratum in ("Northside", "Southside"):
        fill(survey, stratum, 45, {"good-job.1": "5", "safe-ten.1": "7"})
        fill(survey, stratum, 20, {"good-job.1": "2", "safe-ten.1": "2"})
    clock_at.forward(days=28)
    figures(survey)
    return survey


def test_bram_reads_his_neighbourhood_and_everybody_and_no_other_s(client, cast, closed):
    client.force_login(cast.bram)
    page = words(client.get(url("-results", closed)))
    assert "<summary>Northside</summary>" in page and "<h2>Everybody asked</h2>" in page
    assert "<summary>Southside</summary>" not in page
    assert "130 answers" in page and "Too few answers to say." in page
    client.force_login(cast.chidi)
    page = words(client.get(url("-results", closed)))
    assert "<summary>Southside</summary>" in page and "<summary>Northside</summary>" not in page


@pytest.mark.parametrize("name", ["bram", "chidi", "dana", "hana", "gus", "faye"])
def test_only_esi_takes_rows_out(client, cast, closed, name):
    client.force_login(getattr(cast, name))
    assert client.get(url("-rows", closed, "csv")).status_code == 403


@pytest.mark.parametrize("name", ["bram", "chidi", "dana", "hana", "gus"])
def test_a_stranger_to_fieldwork_does_nothing_there(client, cast, survey, name):
    client.force_login(getattr(cast, name))
    for part in ("", "-letters"):
        assert client.get(url(part, survey)).status_code == 403
    for part in ("-draw", "-slips", "-invite", "-remind"):
        assert client.post(url(part, survey)).status_code == 403


def test_faye_who_may_run_a_survey_finds_it_again_and_no_link_that_is_closed_to_her(
    client, cast, closed
):
    client.force_login(cast.faye)
    for page in (client.get(reverse("team-surveys")), client.get(url("", closed))):
        assert page.status_code == 200
        assert url("-results", closed) not in words(page)
        assert reverse("team-scores") not in words(page)
    assert url("", closed) in words(client.get(reverse("team-surveys")))
    assert client.get(reverse("team-survey-plan")).status_code == 200


def test_gus_who_has_no_part_in_surveys_has_no_list_of_them(client, cast, survey):
    assert "/accounts/login/" in client.get(reverse("team-surveys")).url
    client.force_login(cast.gus)
    assert client.get(reverse("team-surveys")).status_code == 403


def test_nobody_is_asked_to_sign_in(client, survey):
    for part in ("", "-letters", "-results"):
        assert "/accounts/login/" in client.get(url(part, survey)).url


def test_esi_takes_the_rows_of_a_closed_survey(esi, closed):
    page = esi.get(url("-rows", closed, "csv"))
    assert page["Content-Type"].startswith("text/csv")
    assert len(words(page).splitlines()) == 131
    assert esi.get(url("-rows", closed, "json")).json()["mode"] == "addresses"
    assert esi.get(url("-rows", closed, "xml")).status_code == 404


def test_where_an_independent_body_asks_no_rows_leave_by_a_page(esi, closed, settings):
    file = deployment.path()
    before = file.read_text() if file.exists() else None
    file.write_text('survey_body = "The University"\n')
    deployment.forget()
    try:
        page = words(esi.get(url("-rows", closed, "csv"), follow=True))
        assert "The University runs the surveys here" in page
    finally:
        file.unlink() if before is None else file.write_text(before)


def test_who_chose_to_answer_is_marked_so(client, cast, town, clock_at):
    survey = made(mode=Mode.SUBSCRIBERS)
    clock_at.forward(days=28)
    figures(survey)
    client.force_login(cast.bram)
    page = words(client.get(url("-results", survey)))
    assert "with no margin of error" in page and "self-selected" in page


def test_the_list_takes_as_many_queries_with_many_surveys(
    client, cast, town, clock_at, django_assert_num_queries
):
    client.force_login(cast.bram)
    client.get(reverse("team-surveys"))
    counts = []
    for _n in range(2):
        made()
        with django_assert_num_queries(4) as asked:
            client.get(reverse("team-surveys"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_chose_to_answer_is_told_with_a_models_range_that_is_named_so(
    client, cast, town, clock_at
):
    survey = made(mode=Mode.SLIPS)
    inviting.make_slips(survey=survey, count=70, by=BY)
    fill(survey, "", 45, {"good-job.1": "5"})
    fill(survey, "", 25, {"good-job.1": "2"})
    clock_at.forward(days=28)
    figure = figures(survey)[0]
    client.force_login(cast.bram)
    page = words(client.get(url("-results", survey)))
    assert "a model&#x27;s range" in page and "margin of error" not in page.replace(
        "no margin of error", ""
    )
    assert "only if those who did not answer think like those who did" in page
    assert figure.low < 100 * 45 / 70 < figure.high
    assert (figure.method, figure.flags) == ("opt-in", ["interval-over-20-points"])


def test_reminders_are_offered_from_the_day_on_which_they_may_go(esi, survey, clock_at):
    clock_at.forward(days=6)
    told = words(esi.get(url("", survey)))
    assert "They can be reminded from 9 March on" in told and "Remind them</button>" not in told
    clock_at.forward(days=1)
    assert "Remind them</button>" in words(esi.get(url("", survey)))


def test_the_page_says_that_enough_comes_after_the_last_day(esi, survey, clock_at):
    clock_at.forward(days=26)
    fill(survey, "Northside", 20, {"good-job.1": "5"})
    told = words(esi.get(url("", survey)))
    assert "That is after the last day." in told and "after the last day</strong></td>" in told


def test_nobody_is_reminded_after_a_contact(client, cast, town, clock_at):
    survey = made("after-contact.1", Mode.CONTACTS)
    inviting.invite_after_contact(
        email="amal@example.org", neighbourhood=town.north, language="en", is_sensitive=False,
        about="ABCDEF234678",
    )  # fmt: skip
    clock_at.forward(days=8)
    client.force_login(cast.esi)
    told = words(client.get(url("", survey)))
    assert "1 codes were not used" not in told and "Remind them</button>" not in told
