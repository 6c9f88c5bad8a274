"""Who reads what of the surveys: officers their own area's figures, the analyst the doubts."""

import re
from datetime import date

import pytest
from django.urls import reverse

from commonground.common import clock, deployment
from commonground.insight.trust.storing import work_out_closed
from commonground.surveys.models import Mode

from .trusting import slips, wave

FIRST, SECOND = date(2025, 10, 6), date(2026, 1, 5)


@pytest.fixture
def two_waves(town, clock_at, tmp_path):
    wave(tmp_path, FIRST, good={"Northside": (60, 45), "Southside": (70, 35)})
    later = wave(tmp_path, SECOND, seed=8, good={"Northside": (60, 20), "Southside": (70, 36)})
    work_out_closed()
    return later


def words(page) -> str:
    return page.content.decode()


def page(client, staff, name: str, *args: str):
    client.force_login(staff)
    return client.get(reverse(name, args=args))


def test_bram_reads_his_neighbourhood_with_intervals_changes_and_what_they_can_show(
    client, cast, town, two_waves
):
    told = words(page(client, cast.bram, "trust-place", town.north.slug))
    assert "33&nbsp;%" in told or "33\u00a0%" in told
    assert "Since October 2025: 0 higher, 1 lower; of 1 we cannot tell." in told
    assert "\u221242 points (between" in told and ">lower<" in told
    assert "So many answers can show a change of" in told
    assert '<path class="curve"' not in told  # two waves: nothing to smooth
    assert told.count('class="whisker"') >= 2 and "<table>" in told


def test_bram_reads_the_agency_and_no_other_neighbourhood(client, cast, town, two_waves):
    told = words(page(client, cast.bram, "team-trust"))
    assert "300 were asked, 130 answered" in told and ">lower<" in told
    assert reverse("trust-place", args=[town.north.slug]) in told
    assert reverse("trust-place", args=[town.south.slug]) not in told
    assert client.get(reverse("trust-place", args=[town.south.slug])).status_code == 403


@pytest.mark.parametrize("name", ["bram", "chidi", "gus", "faye"])
def test_a_stranger_neither_compares_nor_doubts_nor_works_out(client, cast, two_waves, name):
    assert page(client, getattr(cast, name), "trust-fair").status_code == 403
    id = two_waves.public_id
    assert client.get(reverse("trust-diagnostics", args=[id])).status_code == 403
    assert client.get(reverse("trust-export", args=[id, "csv"])).status_code == 403
    assert client.post(reverse("trust-work-out", args=[id])).status_code == 403


@pytest.mark.parametrize("name", ["gus", "faye"])
def test_who_reads_no_surveys_reads_no_trust_page(client, cast, town, two_waves, name):
    assert page(client, getattr(cast, name), "team-trust").status_code == 403
    assert client.get(reverse("trust-place", args=[town.north.slug])).status_code == 403


def test_nobody_is_asked_to_sign_in(client, town, two_waves):
    id = two_waves.public_id
    for name, args in (
        ("team-trust", []), ("trust-fair", []), ("trust-place", [town.north.slug]),
        ("trust-diagnostics", [id]), ("trust-export", [id, "json"]), ("trust-work-out", [id]),
        ("team-survey-results", [id]),
    ):  # fmt: skip
        assert "/accounts/login/" in client.get(reverse(name, args=args)).url


def test_groups_and_areas_stand_in_order_of_names_and_alike_in_words(client, cast, two_waves):
    told = words(page(client, cast.dana, "trust-fair"))
    assert told.index("Northside") < told.index("Southside")
    assert "cannot be told apart from everybody" in told and "this is no ranking" in told


def test_who_is_told_apart_stands_first_with_the_gap_and_its_interval(client, cast, two_waves):
    told = words(page(client, cast.dana, "trust-fair")).partition("Told apart</h2>")[2]
    table = " ".join(re.sub(r"<[^>]+>", " ", told.partition("</table>")[0]).split())
    assert "Northside" in table and "lower than everybody" in table
    assert re.search(r"\u2212\d+ points \(between \u2212\d+ and \u2212\d+\)", table)
    assert "cannot be told apart" not in table


def test_where_nobody_is_told_apart_no_empty_table_stands(client, cast, town, clock_at, tmp_path):
    wave(tmp_path, FIRST, good={"Northside": (60, 30), "Southside": (70, 35)}, age="18-34")
    work_out_closed()
    told = words(page(client, cast.dana, "trust-fair"))
    assert "Told apart</h2>" not in told
    assert "No group and no area can be told apart from everybody." in told


def test_esi_reads_every_doubt_and_hana_too(client, cast, two_waves):
    for staff in (cast.esi, cast.hana):
        told = words(page(client, staff, "trust-diagnostics", two_waves.public_id))
        assert "Unequal weights alone leave as much as" in told
        assert "would reach 50" in told or "holds 50 already" in told
        assert "jackknife" in told and "Not compared: no reminder" in told
        assert "no census margins are loaded" in told and "seed 8" in told
    assert "Work the figures out again" not in told  # the overseer changes nothing


def test_esi_works_the_figures_out_again_and_every_page_says_so(client, cast, two_waves):
    client.force_login(cast.esi)
    url = reverse("trust-work-out", args=[two_waves.public_id])
    assert "Choose why the figures" in words(client.post(url, follow=True))
    assert "worked out and kept" in words(client.post(url, {"because": "method"}, follow=True))
    for name in ("team-trust", "public-trust"):
        assert "worked out again" in words(client.get(reverse(name)))


def test_the_pages_take_as_many_queries_with_many_waves(
    client, cast, town, tmp_path, two_waves, django_assert_max_num_queries
):
    client.force_login(cast.esi)
    for more in (0, 1):
        if more:
            with clock.held_at(clock.start_of(date(2026, 4, 1))):
                wave(
                    tmp_path, date(2026, 2, 9), good={"Northside": (40, 20), "Southside": (40, 20)}
                )
                work_out_closed()
        for name, args in (("team-trust", []), ("trust-place", [town.north.slug])):
            with django_assert_max_num_queries(21):
                client.get(reverse(name, args=args))
        with django_assert_max_num_queries(14):
            client.get(reverse("trust-fair"))


@pytest.mark.parametrize(("answers", "is_shown"), [(9, False), (10, True)])
def test_the_team_s_pulse_is_shown_from_ten_answers_on(
    client, cast, town, clock_at, answers, is_shown
):
    survey = slips(SECOND, "staff-pulse.1", Mode.SLIPS, {"staff-fair.1": "5"}, answers)
    work_out_closed()
    told = words(page(client, cast.bram, "team-survey-results", survey.public_id))
    assert (f"{answers} answers" in told) == is_shown
    assert "Too few answers to say." in told and "self-selected" in told
    assert "Fewer than 10 answers are not shown" in told
    assert "staff" not in words(page(client, cast.bram, "team-trust")).partition("<h1>")[2]


def test_where_an_independent_body_asks_the_police_see_figures_and_no_way_to_more(
    client, cast, town, two_waves
):
    file = deployment.path()
    before = file.read_text() if file.exists() else None
    file.write_text('survey_body = "The University"\n')
    deployment.forget()
    try:
        told = words(client.get(reverse("public-trust")))
        assert "The University asked, not the police." in told
        told = words(page(client, cast.bram, "team-trust"))
        assert "33" in told or "42" in told
        assert "How these figures were made" not in told and "Answers as" not in told
        for name in ("trust-diagnostics", "team-survey"):
            url = reverse(name, args=[two_waves.public_id])
            assert client.get(url).status_code == 403
    finally:
        file.unlink() if before is None else file.write_text(before)
        deployment.forget()
