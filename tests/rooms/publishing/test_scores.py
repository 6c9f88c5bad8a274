"""Figures that others published: taken in from a file, told with what their source does not say."""

from datetime import date

import numpy as np
import pytest
from django.urls import reverse

from commonground.cli import main
from commonground.publishing.models import PublishedScore
from commonground.publishing.score_series import noise_of, published_series

HEAD = "area,measure,name,first_day,last_day,value,answers,neighbourhoods\n"
LINE = "District 1,trust,Trusting the police,2025-11-01,2025-11-30,61.5,,N1\n"


@pytest.fixture
def file(tmp_path):
    def made(text: str):
        path = tmp_path / "scores.csv"
        path.write_text(text)
        return str(path)

    return made


def load(path: str) -> int:
    return main(["scores", path, "--source", "Another survey, open licence"])


def months(count: int, areas: int, noise: float = 3.0) -> None:
    random = np.random.default_rng(3)
    days = [date(2020 + n // 12, n % 12 + 1, 1) for n in range(count)]
    PublishedScore.objects.bulk_create(
        PublishedScore(
            area=f"District {area}", measure="trust", name={"en": "Trusting the police"},
            period_from=first, period_to=first.replace(day=28), source="Another survey",
            value=60 + random.normal(0, noise),
        )
        for first in days
        for area in range(areas)
    )  # fmt: skip


def words(page) -> str:
    return page.content.decode()


def test_a_file_is_taken_in_and_its_silence_told(town, clock_at, file, capsys):
    assert load(file(HEAD + LINE)) == 0
    assert "1 figures (Another survey, open licence); 1 of them without" in capsys.readouterr().out
    row = PublishedScore.objects.get()
    assert (row.value, row.answer_count, row.area) == (61.5, None, "District 1")
    assert list(row.neighbourhoods.all()) == [town.north]
    assert load(file(HEAD + LINE.replace("61.5,,", "62,400,"))) == 0
    row.refresh_from_db()
    assert (row.value, row.answer_count) == (62, 400)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("area,value\n", "needs the columns area, measure, name"),
        (HEAD, "no line below its head"),
        (HEAD + LINE.replace("61.5", "161"), "Line 2 has '161' as value"),
        (HEAD + LINE.replace("61.5", "nan"), "Line 2 has 'nan' as value"),
        (HEAD + LINE.replace("2025-11-30", "30.11.2025"), "give a day as 2017-11-30"),
        (HEAD + LINE.replace("2025-11-30", "2025-10-30"), "ends before it begins"),
        (HEAD + LINE.replace(",,N1", ",-3,N1"), "'-3' answers"),
        (HEAD + LINE.replace("N1", "N1 X9"), "no neighbourhood 'X9'"),
        (HEAD + LINE.replace("District 1", ""), "nothing in the column area"),
        (HEAD + LINE.replace("trust", "tr ust"), "letters, numbers and dashes"),
        (HEAD + LINE.replace("District 1", "D" * 81), "more than 80 letters"),
        (HEAD + LINE.strip() + ",more\n", "more values than the head"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(town, clock_at, file, capsys, text, said):
    assert load(file(text)) == 2
    assert said in capsys.readouterr().err
    assert not PublishedScore.objects.exists()


def test_noise_is_told_from_the_ups_and_downs_of_all_areas(town, clock_at):
    months(60, 10)
    found = noise_of("trust")
    assert found.change == pytest.approx(1.96 * 3 * 2**0.5, rel=0.1)
    assert found.figure == pytest.approx(1.96 * 3, rel=0.2)
    assert found.taken_back > 85
    (series,) = published_series("District 4")
    assert len(series.marks) == 36 and series.noise == found


def test_few_months_or_areas_leave_the_noise_untold(town, clock_at):
    months(23, 10)
    assert noise_of("trust") is None
    PublishedScore.objects.all().delete()
    months(30, 4)
    assert noise_of("trust") is None


def test_bram_reads_what_is_noise_and_that_there_is_no_n(
    town, client, cast, clock_at, django_assert_num_queries
):
    months(60, 10)
    client.force_login(cast.bram)
    client.get(reverse("team-scores"))
    with django_assert_num_queries(6):
        page = words(client.get(reverse("team-scores"), {"area": "District 3"}))
    assert "gives no number of answers and no margin" in page
    assert "points from one figure to the next is noise" in page
    assert "Trusting the police, District 3" in page and 'role="img"' in page
    assert client.get(reverse("team-scores"), {"area": "Nowhere"}).status_code == 404


def test_one_month_says_that_no_change_can_be_read(town, client, cast, clock_at, file):
    load(file(HEAD + LINE))
    client.force_login(cast.bram)
    page = words(client.get(reverse("team-scores")))
    assert "Do not read a change into them" in page
    assert 'role="img"' not in page  # one figure is told in words, not drawn


def test_without_figures_the_page_says_so_and_it_has_a_door(town, client, cast, clock_at):
    assert client.get(reverse("team-scores")).status_code == 302
    client.force_login(cast.gus)
    assert client.get(reverse("team-scores")).status_code == 403
    client.force_login(cast.bram)
    assert "No figures of others are on record" in words(client.get(reverse("team-scores")))
