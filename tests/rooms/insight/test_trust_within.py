"""Groups within areas: told where thirty answered, beside their own area, never by what is left."""

import json
import random
from collections import defaultdict
from datetime import date, timedelta

import numpy as np
import pytest
from django.urls import reverse

from commonground.analysis.surveys.gates import TOO_FEW
from commonground.common import clock
from commonground.insight.trust.crossing import Table
from commonground.insight.trust.fair_views import questions
from commonground.insight.trust.families import set_q
from commonground.insight.trust.gating import Made, hide_what_is_left
from commonground.insight.trust.models import TrustEstimate
from commonground.insight.trust.storing import work_out_closed
from commonground.places.models import Neighbourhood
from commonground.surveys import answering, planning
from commonground.surveys.models import Mode

from .trusting import BY, frame

OPENS = date(2026, 1, 5)
AGES = ("18-34", "35-59", "60+")


def asked(folder, said):
    """`said` : stratum -> (age, answers, of which so many find the police good)..."""
    with clock.held_at(clock.start_of(OPENS) + timedelta(hours=9)):
        survey = planning.make_survey(
            instrument="short.1", mode=Mode.ADDRESSES, opens_on=OPENS,
            closes_on=OPENS + timedelta(days=27), by=BY,
        )  # fmt: skip
        wanted = planning.Wanted(7, per_stratum=250)
        planning.draw(survey=survey, frame=frame(folder), wanted=wanted, by=BY)
        for stratum, ages in said.items():
            codes = iter(survey.invitations.filter(stratum=stratum))
            for age, n, yes in ages:
                for number in range(n):
                    given = {"good-job.1": "4" if number < yes else "2", "age.1": age}
                    answering.answer(invitation=next(codes), given=given)
    assert work_out_closed() == 1
    return survey.trust_runs.get()


@pytest.fixture
def run(town, clock_at, tmp_path):
    """In the north the old find the police good and the young do not; in the south all agree."""
    return asked(tmp_path, {
        "Northside": [("18-34", 60, 9), ("35-59", 60, 35), ("60+", 60, 56)],
        "Southside": [("18-34", 40, 20), ("35-59", 40, 20), ("60+", 40, 20)],
    })  # fmt: skip


def cells(run, place=None):
    rows = run.estimates.exclude(neighbourhood=None).exclude(group="").filter(item="good-job.1")
    return {row.group.partition("=")[2]: row for row in rows if place in (None, row.neighbourhood)}


def test_each_group_of_an_area_is_set_beside_everybody_there(run, town):
    told = cells(run, town.north)
    assert [round(told[age].estimate) for age in AGES] == [15, 58, 93]
    assert [told[age].n for age in AGES] == [60, 60, 60]
    everybody = run.estimates.get(
        item="good-job.1", neighbourhood=town.north, group="", method="korn-graubard"
    )
    for row in told.values():
        assert row.gap == pytest.approx(row.estimate - everybody.estimate)
        assert row.gap_low < row.gap < row.gap_high


def test_where_twelve_of_each_group_answered_nothing_of_groups_is_kept_and_the_page_says_so(
    client, cast, town, clock_at, tmp_path
):
    run = asked(tmp_path, {
        part: [(age, 12, 6) for age in AGES] for part in ("Northside", "Southside")
    })  # fmt: skip
    assert cells(run) == {}
    client.force_login(cast.dana)
    told = client.get(reverse("trust-fair")).content.decode()
    assert "too few answers to say. 30 of one group are needed in one area" in told


def test_the_only_other_area_of_a_group_is_never_what_is_left(town, clock_at, tmp_path):
    """Sixty in the north and 72 in all would tell of the twelve in the south."""
    run = asked(tmp_path, {
        "Northside": [(age, 60, 30) for age in AGES], "Southside": [(age, 12, 6) for age in AGES],
    })  # fmt: skip
    assert cells(run) == {}


def test_only_the_young_and_the_old_of_the_north_are_told_apart(run):
    good = next(q for q in questions(run) if q.item.id == "good-job.1")
    words = [(one.line.row.neighbourhood.name, one.word) for one in good.within]
    assert words[:3] == [("Northside", word) for word in ("lower", "alike", "higher")]
    assert words[3:] == [("Southside", "alike")] * 3 and good.within_apart == 2


def test_areas_groups_and_groups_within_areas_are_each_a_family_of_tests():
    p = [0.01, 0.02, 0.03]
    place = Neighbourhood(pk=1)
    families = [{"neighbourhood": place}, {"group": "age.1=60+"},
                {"neighbourhood": place, "group": "age.1=60+"}]  # fmt: skip
    rows = [TrustEstimate(q=q, **family) for q in p for family in families]
    set_q([*rows, TrustEstimate(q=None)])
    for family in range(3):  # Benjamini and Hochberg of three: each p times 3 / rank
        assert [row.q for row in rows[family::3]] == pytest.approx([0.03, 0.03, 0.03])


def test_the_page_tells_groups_within_areas_in_order_and_in_words(client, cast, run):
    client.force_login(cast.dana)
    told = client.get(reverse("trust-fair")).content.decode()
    assert "By group within areas: 2 told apart" in told
    assert "higher than everybody there" in told and "lower than everybody there" in told
    within = told[told.index("By group within areas: 2") :]
    assert within.index("18 to 34") < within.index("35 to 59") < within.index("60 ")
    assert within.index("Northside · 60") < within.index("Southside · 18")


def test_the_files_hold_groups_within_areas_and_the_public_file_does_not(client, cast, run):
    client.force_login(cast.esi)
    id = run.survey.public_id
    told = client.get(reverse("trust-export", args=[id, "json"])).json()
    both = [row for row in told["estimates"] if row["area"] and row["group"]]
    assert {row["group"] for row in both} == {f"age.1={age}" for age in AGES}
    lines = client.get(reverse("trust-export", args=[id, "csv"])).content.decode().splitlines()
    assert sum("side,age.1=" in line for line in lines) == len(both)
    public = json.loads(client.get(reverse("public-trust-json")).content)
    assert not any(row["area"] and row["group"] for row in public[0]["estimates"])


def test_one_group_too_small_in_an_area_hides_the_next_smallest_there(town, clock_at, tmp_path):
    run = asked(tmp_path, {
        "Northside": [("18-34", 45, 9), ("35-59", 60, 40), ("60+", 20, 10)],
        "Southside": [("18-34", 45, 6), ("35-59", 60, 6), ("60+", 60, 6)],
    })  # fmt: skip
    north, south = cells(run, town.north), cells(run, town.south)
    assert {age for age, row in north.items() if row.estimate is None} == {"18-34", "60+"}
    # of two areas one is never hidden alone: the other is what is left of the group
    assert {age for age, row in south.items() if row.estimate is None} == {"18-34", "60+"}
    assert all(row.flags == [TOO_FEW] for row in north.values() if row.estimate is None)


@pytest.mark.parametrize("seed", range(20))
def test_no_cell_is_hidden_alone_in_its_area_or_its_group(seed):
    chance = random.Random(seed)
    places = [Neighbourhood(pk=n) for n in range(5)]
    cells = [
        made(place, age, chance.choice((3, 12, 35, 60, 90))) for place in places for age in AGES
    ]
    lines = defaultdict(list)
    for cell in cells:
        lines[cell.row.neighbourhood, ""].append(cell.n)
        lines[None, cell.row.group].append(cell.n)
        lines[None, ""].append(cell.n)
    table = Table(cells, 30, {key: Made(TrustEstimate(), sum(n)) for key, n in lines.items()})
    table.hide_what_others_leave()
    hidden = np.array([one.row.estimate is None for one in cells]).reshape(5, 3)
    n = np.array([one.n for one in cells]).reshape(5, 3)
    for axis in (0, 1):
        many, left = hidden.sum(axis=axis), (n * hidden).sum(axis=axis)
        assert 1 not in many
        assert np.all((many == 0) | (left >= 30) | hidden.all(axis=axis))


def made(place, age, n):
    told = {"n": n, "estimate": 50.0} if n >= 30 else {}
    return Made(TrustEstimate(neighbourhood=place, group=f"age.1={age}", **told), n)


def test_two_areas_too_small_to_tell_are_not_what_is_left_of_everybody():
    """13 in two areas together would be what the total and the others leave."""
    cells = [made(Neighbourhood(pk=k), "60+", n) for k, n in enumerate((5, 8, 40, 70), 1)]
    hide_what_is_left(cells, 30)
    assert [one.row.n for one in cells] == [None, None, None, 70]


def test_two_areas_of_together_thirty_hide_no_third():
    cells = [made(Neighbourhood(pk=k), "60+", n) for k, n in enumerate((12, 25, 40, 70), 1)]
    hide_what_is_left(cells, 30)
    assert [one.row.n for one in cells] == [None, None, 40, 70]


def worked_out(whole, parts):
    """What anybody with a pencil makes of a total and its parts where all count alike."""
    n = whole.n - sum(row.n for row in parts)
    return n, (whole.estimate * whole.n - sum(row.estimate * row.n for row in parts)) / n


def test_the_answer_of_one_who_did_not_say_their_age_is_not_what_the_ages_leave(
    town, clock_at, tmp_path
):
    """121 in all less 40 of each age would be one person's answer, to the last digit."""
    run = asked(tmp_path, {
        "Northside": [("18-34", 40, 9), ("35-59", 40, 20), ("60+", 40, 30), ("", 1, 1)],
    })  # fmt: skip
    whole, *ages = run.estimates.filter(item="good-job.1", neighbourhood=None)
    told = [row for row in ages if row.group.startswith("age") and row.estimate is not None]
    assert len(told) == 2 and worked_out(whole, told)[0] == 41
    within = [row for row in cells(run, town.north).values() if row.estimate is not None]
    north = run.estimates.get(
        item="good-job.1", neighbourhood=town.north, group="", method="korn-graubard"
    )
    assert worked_out(north, within or told)[0] >= 41


def test_one_who_is_silent_hides_the_smallest_part_and_thirty_who_are_hide_none():
    for silent, shown in ((0, 3), (1, 2), (29, 2), (30, 3)):
        cells = [made(Neighbourhood(pk=1), f"{k}", n) for k, n in enumerate((40, 50, 60))]
        hide_what_is_left(cells, 30, silent)
        assert sum(one.row.n is not None for one in cells) == shown
