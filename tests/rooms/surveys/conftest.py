"""A survey of Northside and Southside by letter, and its codes."""

import random
from datetime import date
from pathlib import Path

import pytest

from commonground.common.actors import Actor
from commonground.insight.trust.models import TrustEstimate
from commonground.insight.trust.storing import work_out
from commonground.surveys import answering, codes, framing, planning, views
from commonground.surveys.models import Invitation, Mode, Survey

BY = Actor.system("test")
OPENS, CLOSES = date(2026, 3, 2), date(2026, 3, 29)


@pytest.fixture(autouse=True)
def fresh_limits():
    views.FAILED.forget()


def frame_file(folder: Path, homes: int = 300, *, blocks: int = 10, shuffled: int | None = None):
    """`homes` addresses in each of the two, in `blocks` clusters of the same size."""
    lines = [
        f"{place}{n:04},{n} {name} Road,{name},{place}1,b{n % blocks}"
        for place, name in (("N", "Northside"), ("S", "Southside"))
        for n in range(homes)
    ]
    if shuffled is not None:
        random.Random(shuffled).shuffle(lines)
    file = folder / "frame.csv"
    file.write_text("id,address,stratum,neighbourhood,cluster\n" + "\n".join(lines) + "\n")
    return file


def made(instrument: str = "short.1", mode: str = Mode.ADDRESSES, **more) -> Survey:
    return planning.make_survey(
        instrument=instrument, mode=mode, opens_on=OPENS, closes_on=CLOSES, by=BY, **more
    )


@pytest.fixture
def survey(town, clock_at, tmp_path) -> Survey:
    """100 addresses of each of Northside and Southside, drawn of 300."""
    row = made("neighbourhood.1", target_per_stratum=40)
    frame = framing.read(frame_file(tmp_path))
    planning.draw(survey=row, frame=frame, wanted=planning.Wanted(7, per_stratum=100), by=BY)
    row.refresh_from_db()
    return row


def code(invitation: Invitation) -> str:
    return codes.code_of(invitation.public_id)


def fill(survey: Survey, stratum: str, count: int, given: dict[str, str]) -> None:
    for row in survey.invitations.filter(stratum=stratum, is_used=False)[:count]:
        answering.answer(invitation=row, given=given)


def figures(survey: Survey, place=None) -> list[TrustEstimate]:
    """What a closed survey says, as it is kept: a row a question."""
    run = survey.trust_runs.first() or work_out(survey=survey, because="closed", by=BY)
    return list(run.estimates.filter(neighbourhood=place, group="").exclude(method="fay-herriot"))
