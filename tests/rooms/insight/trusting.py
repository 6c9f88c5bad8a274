"""Surveys for the trust pages: drawn, answered and closed by the room's own verbs."""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from shapely.geometry import box

from commonground.common import clock
from commonground.common.actors import Actor
from commonground.places.drawing import draw_boundaries
from commonground.places.models import Neighbourhood
from commonground.places.reading import Area, Reading
from commonground.surveys import answering, framing, inviting, planning
from commonground.surveys.models import Mode, Survey

BY = Actor.system("test")


STRATA = ("Northside", "Southside")


def frame(folder: Path, homes: int = 300, strata: Iterable[str] = STRATA) -> framing.Frame:
    lines = [
        f"{name[0]}{n:04},{n} {name} Road,{name},{name[0]}1"
        for name in strata
        for n in range(homes)
    ]
    file = folder / "frame.csv"
    file.write_text("id,address,stratum,neighbourhood\n" + "\n".join(lines) + "\n")
    return framing.read(file)


def wave(
    folder: Path, opens: date, *, good: dict[str, tuple[int, int]], instrument: str = "short.1",
    seed: int = 7, age: str | None = None,
) -> Survey:  # fmt: skip
    """`good` : stratum -> (answers, how many of them find the police good); these alone are asked.
    Closed, a month old."""
    with clock.held_at(clock.start_of(opens) + timedelta(hours=9)):
        survey = planning.make_survey(
            instrument=instrument, mode=Mode.ADDRESSES, opens_on=opens,
            closes_on=opens + timedelta(days=27), by=BY,
        )  # fmt: skip
        wanted = planning.Wanted(seed, per_stratum=150)
        planning.draw(survey=survey, frame=frame(folder, strata=good), wanted=wanted, by=BY)
        survey.refresh_from_db()
        chance = random.Random(seed)
        for stratum, (n, yes) in good.items():
            rows = survey.invitations.filter(stratum=stratum, is_used=False)[:n]
            for number, row in enumerate(rows):
                given = {"good-job.1": "4" if number < yes else "2", "listen.1": "5"}
                given["age.1"] = age or chance.choice(("18-34", "35-59", "60+"))
                answering.answer(invitation=row, given=given)
    return survey


def slips(opens: date, instrument: str, mode: str, given: dict[str, str], count: int) -> Survey:
    """Codes of nobody, each answered alike; closed after a week."""
    with clock.held_at(clock.start_of(opens) + timedelta(hours=9)):
        survey = planning.make_survey(
            instrument=instrument, mode=mode, opens_on=opens, closes_on=opens + timedelta(days=6),
            by=BY,
        )  # fmt: skip
        inviting.make_slips(survey=survey, count=count, by=BY)
        for row in survey.invitations.all():
            answering.answer(invitation=row, given=given)
    return survey


def beats(count: int) -> list[Neighbourhood]:
    """A row of beats of one district, 2401 and on."""
    areas = [
        Area(f"24{n:02}", f"Beat 24{n:02}", box(-88 + n / 10, 41, -87.9 + n / 10, 41.1))
        for n in range(1, count + 1)
    ]
    draw_boundaries(reading=Reading(areas=areas), valid_from=date(2013, 1, 1), by=BY)
    return list(Neighbourhood.objects.filter(source_id__startswith="24").order_by("source_id"))
