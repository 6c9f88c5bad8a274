"""How answers are weighed, who is missing among them, and what an area borrows."""

from datetime import date, timedelta

import numpy as np
import pytest

from commonground.common import clock
from commonground.insight.trust.models import TrustChange, TrustEstimate, TrustLevel
from commonground.insight.trust.storing import work_out, work_out_closed
from commonground.places.models import BoundaryVersion, CensusMargin
from commonground.surveys import answering, framing, inviting, planning
from commonground.surveys.models import Mode

from .trusting import BY, beats, wave

OPENS = date(2026, 1, 5)
AGES = {"18-34": 0.5, "35-59": 0.3, "60+": 0.2}


def census(*places) -> None:
    for place in places:
        for value, share in AGES.items():
            CensusMargin.objects.create(
                neighbourhood=place, group=f"age={value}", count=round(4000 * share),
                residents=4000, source="Census", year=2020,
            )  # fmt: skip


def test_where_the_census_is_loaded_weights_meet_it_and_the_run_says_so(town, clock_at, tmp_path):
    census(town.north, town.south)
    survey = wave(tmp_path, OPENS, good={"Northside": (60, 45), "Southside": (70, 35)})
    run = work_out(survey=survey, because="closed", by=BY)
    assert run.weighting == "raked"
    told = run.diagnostics
    assert told["weights"]["off"] < 1e-8 and told["source"] == "Census, 2020"
    assert {line["value"]: line["lives"] for line in told["margins"]} == AGES
    answered = {line["value"]: line["answered"] for line in told["margins"]}
    assert sum(answered.values()) == pytest.approx(1) and answered["60+"] != 0.2
    first = told["replicates"][0]
    assert first["how"] == "bootstrap"
    assert first["replicate"] == pytest.approx(first["linear"], rel=0.25)


def test_a_census_that_cannot_be_met_leaves_the_design_and_says_why(town, clock_at, tmp_path):
    """Nobody who answered is under 60, and half of the residents are."""
    census(town.north, town.south)
    good = {"Northside": (60, 45), "Southside": (70, 35)}
    survey = wave(tmp_path, OPENS, good=good, age="60+")
    run = work_out(survey=survey, because="closed", by=BY)
    assert run.weighting == "design"
    assert "Nobody who answered has age" in run.diagnostics["weights"]["problem"]


def test_half_a_census_is_none(town, clock_at, tmp_path):
    census(town.north)
    survey = wave(tmp_path, OPENS, good={"Northside": (60, 45), "Southside": (70, 35)})
    run = work_out(survey=survey, because="closed", by=BY)
    assert run.weighting == "design" and run.diagnostics["margins"] == []


def test_had_the_silent_been_ten_points_less_trusting_everybody_would_be_so_much(
    town, clock_at, tmp_path
):
    survey = wave(tmp_path, OPENS, good={"Northside": (60, 45), "Southside": (60, 45)})
    run = work_out(survey=survey, because="closed", by=BY)
    told = next(t for t in run.diagnostics["sensitivity"] if t["item"] == "good-job.1")
    where = told["gaps"].index(-10.0)
    assert told["estimate"][where] == pytest.approx(75 - 0.6 * 10)  # 120 of 300 answered
    # the interval reaches one half where its lower end, moved, is there
    low = run.estimates.get(item="good-job.1", neighbourhood=None, group="").low
    assert told["tipping"] == pytest.approx((50 - low) / 0.6)


def test_late_answers_are_set_beside_early_ones(town, clock_at, tmp_path):
    survey = wave(tmp_path, OPENS, good={"Northside": (40, 30), "Southside": (40, 30)})
    with clock.held_at(clock.start_of(OPENS + timedelta(days=14)) + timedelta(hours=9)):
        inviting.remind(survey=survey, by=BY)
        for stratum in ("Northside", "Southside"):
            for row in survey.invitations.filter(stratum=stratum, is_used=False)[:30]:
                answering.answer(invitation=row, given={"good-job.1": "2"})
    survey.refresh_from_db()
    run = work_out(survey=survey, because="closed", by=BY)
    told = run.diagnostics["follow_up"][0]
    assert (told["n_early"], told["n_late"]) == (80, 60)
    assert (told["early"], told["late"]) == (pytest.approx(75), pytest.approx(0))
    assert told["high"] < 0


@pytest.fixture
def six(db, clock_at, tmp_path):
    """Six beats asked: 40 answers each, of the last 14 and of the one before it 4."""
    places = beats(6)
    file = tmp_path / "frame.csv"
    lines = [
        f"{p.source_id}-{n},Home {n},{p.name},{p.source_id}" for p in places for n in range(90)
    ]
    file.write_text("id,address,stratum,neighbourhood\n" + "\n".join(lines))
    with clock.held_at(clock.start_of(OPENS) + timedelta(hours=9)):
        survey = planning.make_survey(
            instrument="short.1", mode=Mode.ADDRESSES, opens_on=OPENS,
            closes_on=OPENS + timedelta(days=20), by=BY,
        )  # fmt: skip
        wanted = planning.Wanted(3, per_stratum=60)
        planning.draw(survey=survey, frame=framing.read(file), wanted=wanted, by=BY)
        for place, n in zip(places, (40, 40, 40, 40, 4, 14), strict=True):
            rows = survey.invitations.filter(neighbourhood=place)[:n]
            for number, row in enumerate(rows):
                is_good = number < n * (0.3 + 0.1 * (place.pk % 4))
                answering.answer(invitation=row, given={"good-job.1": "4" if is_good else "2"})
    work_out_closed()
    return places, survey.trust_runs.get()


def test_an_area_with_few_answers_borrows_more_and_one_with_four_everything(six):
    places, run = six
    rows = run.estimates.filter(method="fay-herriot", item="good-job.1")
    by_place = {row.neighbourhood: row for row in rows}
    assert len(by_place) == 6
    own, few, some = by_place[places[0]], by_place[places[4]], by_place[places[5]]
    assert own.borrowed < some.borrowed < few.borrowed == 1
    assert few.n is None and some.n is None and own.n == 40
    assert few.high - few.low >= own.high - own.low
    assert all(0 <= row.low < row.estimate < row.high <= 100 for row in by_place.values())


def test_the_four_answers_change_nothing_of_their_area_s_figure(six):
    """Whatever they said: an area of under ten is told from the others alone."""
    places, run = six
    told = run.diagnostics["small_areas"][0]
    assert told["areas"] == 5 and told["covariates"] == []
    values = [row.estimate for row in run.estimates.filter(method="fay-herriot", item="good-job.1")]
    assert min(values) <= values[4] <= max(values)


def test_another_boundary_breaks_the_line_of_that_area_alone(town, clock_at, tmp_path):
    wave(tmp_path, date(2025, 10, 6), good={"Northside": (60, 45), "Southside": (70, 35)})
    old = BoundaryVersion.objects.get(neighbourhood=town.north)
    day = date(2025, 12, 1)
    BoundaryVersion.objects.filter(pk=old.pk).update(valid_to=day)
    BoundaryVersion.objects.create(
        neighbourhood=town.north, valid_from=day, geometry=old.geometry, area_km2=old.area_km2
    )
    wave(tmp_path, OPENS, seed=8, good={"Northside": (60, 45), "Southside": (70, 35)})
    work_out_closed()
    rows = TrustChange.objects.filter(item="good-job.1")
    found = {row.neighbourhood: row.broken_by for row in rows}
    assert found == {None: "", town.north: "boundaries", town.south: ""}


def test_a_smoothed_line_lies_between_its_dots_and_is_surer_than_they_are(town, clock_at, tmp_path):
    for n, yes in enumerate((45, 25, 45)):
        wave(
            tmp_path, date(2025, 4, 7) + timedelta(days=91 * n), seed=n,
            good={"Northside": (60, yes), "Southside": (60, yes)},
        )  # fmt: skip
    work_out_closed()
    levels = TrustLevel.objects.filter(slug="good-job", neighbourhood=None).order_by("on")
    dots = TrustEstimate.objects.filter(item="good-job.1", neighbourhood=None, group="")
    assert [row.on for row in levels] == sorted({row.on for row in levels}) and len(levels) == 3
    assert np.ptp([row.level for row in levels]) < np.ptp([row.estimate for row in dots])
    widths = [row.high - row.low for row in levels]
    assert max(widths) < max(row.high - row.low for row in dots)
