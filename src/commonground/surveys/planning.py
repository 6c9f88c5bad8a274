"""Making a survey, and drawing whom to ask.

A survey's `design`, once drawn: how ("stratified" or "two-stage"), seed, frame (the hash of the
list), strata {name: {addresses, drawn, clusters, clusters_drawn}}, areas {id: addresses on the
list}, weights (one for each weight class), and for two stages clusters {number: {addresses,
drawn}}. No address is in it.
"""

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from commonground.analysis.errors import Unusable
from commonground.analysis.surveys.sampling import Sample, draw_stratified, draw_two_stage
from commonground.common import audit
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.ids import new_public_id
from commonground.places.models import Neighbourhood

from . import codes, instruments
from .framing import Frame, Home
from .models import Invitation, Mode, Survey

LONGEST_DAYS = 365
LEAST_TOGETHER = 10  # addresses of one stratum or cluster: fewer would point at a home
MOST_LETTERS = 50_000
MOST_WANTED = 100_000  # answers of one part of town
AUDIENCE = {
    Mode.ADDRESSES: {"residents"},
    Mode.SUBSCRIBERS: {"residents"},
    Mode.CONTACTS: {"contacts"},
    Mode.SLIPS: {"residents", "staff"},
}


@transaction.atomic
def make_survey(
    *,
    instrument: str,
    mode: str,
    opens_on: date,
    closes_on: date,
    by: Actor,
    target_per_stratum: int | None = None,
    is_example: bool = False,
) -> Survey:
    check_can_make(instrument, mode, opens_on, closes_on)
    if target_per_stratum is not None and not 1 <= target_per_stratum <= MOST_WANTED:
        raise Refused(f"Want between 1 and {MOST_WANTED:,} answers of each part of town.")
    survey = Survey.objects.create(
        instrument=instrument,
        mode=mode,
        opens_on=opens_on,
        closes_on=closes_on,
        target_per_stratum=target_per_stratum,
        is_example=is_example,
    )
    audit.record(
        by=by,
        verb="survey.make",
        noun="survey",
        noun_id=survey.public_id,
        instrument=instrument,
        mode=mode,
    )
    return survey


def check_can_make(instrument: str, mode: str, opens_on: date, closes_on: date) -> None:
    if mode not in Mode.values:
        raise Refused(f"A survey is asked by one of: {', '.join(Mode.values)}.")
    if instruments.instrument(instrument).audience not in AUDIENCE[Mode(mode)]:
        raise Refused(_("These questions are not for the people who are asked in this way."))
    if not opens_on <= closes_on <= opens_on + timedelta(days=LONGEST_DAYS):
        raise Refused(_("A survey closes on or after the day it opens, and within a year."))


@dataclass(frozen=True)
class Wanted:
    """How to draw: so many of each stratum, or of each of some clusters in each stratum."""

    seed: int
    per_stratum: int | None = None
    clusters_per_stratum: int | None = None
    per_cluster: int | None = None

    @property
    def has_two_stages(self) -> bool:
        return self.clusters_per_stratum is not None


def sample(frame: Frame, wanted: Wanted) -> Sample:
    """Refused where the frame cannot give it, or where so few would point at a home."""
    together = wanted.per_cluster if wanted.has_two_stages else wanted.per_stratum
    if (together or 0) < LEAST_TOGETHER:
        raise Refused(
            f"Draw at least {LEAST_TOGETHER} addresses of each stratum or cluster: with fewer, an "
            "answer would point at a home."
        )
    strata = np.array([home.stratum for home in frame.homes])
    try:
        if not wanted.has_two_stages:
            return draw_stratified(strata, wanted.per_stratum or 0, wanted.seed)
        clusters = np.array([home.cluster for home in frame.homes])
        if (clusters == "").any():
            raise Refused("Two stages need a cluster for each address: fill the column cluster.")
        return draw_two_stage(
            strata, clusters, wanted.clusters_per_stratum or 0, wanted.per_cluster or 0, wanted.seed
        )
    except Unusable as problem:
        raise Refused(str(problem)) from problem


@transaction.atomic
def draw(*, survey: Survey, frame: Frame, wanted: Wanted, by: Actor) -> int:
    """Keep the drawn addresses, each with a code of its own; how many."""
    Survey.objects.select_for_update().get(pk=survey.pk)
    check_can_draw(survey)
    drawn = sample(frame, wanted)
    if len(drawn.rows) > MOST_LETTERS:
        raise Refused(f"A survey has up to {MOST_LETTERS} letters: draw fewer.")
    homes = [frame.homes[row] for row in drawn.rows]
    numbers = _numbers(homes) if wanted.has_two_stages else {}
    weights = sorted(set(np.round(drawn.weights, 6).tolist()))
    survey.design = design_of(frame, wanted, drawn, homes, numbers, weights)
    survey.save(update_fields=["design"])
    _invite(survey, homes, drawn, numbers, weights)
    audit.record(
        by=by,
        verb="survey.draw",
        noun="survey",
        noun_id=survey.public_id,
        seed=wanted.seed,
        count=len(homes),
    )
    return len(homes)


def check_can_draw(survey: Survey) -> None:
    if survey.mode != Mode.ADDRESSES or survey.design or survey.invitations.exists():
        raise Refused(_("Addresses are drawn once, for a survey by letter."))
    if survey.is_closed:
        raise Refused(_("These questions are closed."))


def _numbers(homes: list[Home]) -> dict[tuple[str, str], int]:
    """A number for each cluster in an order that nobody can know."""
    names = sorted({(home.stratum, home.cluster) for home in homes})
    secrets.SystemRandom().shuffle(names)
    return {name: number for number, name in enumerate(names, start=1)}


def design_of(
    frame: Frame,
    wanted: Wanted,
    drawn: Sample,
    homes: list[Home],
    numbers: dict[tuple[str, str], int],
    weights: list[float],
) -> dict[str, object]:
    all_homes, asked = Counter(h.stratum for h in frame.homes), Counter(h.stratum for h in homes)
    found: dict[str, object] = {
        "how": "two-stage" if wanted.has_two_stages else "stratified",
        "seed": wanted.seed,
        "frame": frame.print,
        "weights": weights,
        "strata": {name: {"addresses": all_homes[name], "drawn": asked[name]} for name in asked},
        "areas": dict(sorted(Counter(h.neighbourhood for h in frame.homes).items())),
    }
    if wanted.has_two_stages:
        _add_clusters(found, frame, homes, numbers)
    return found


def _add_clusters(
    found: dict, frame: Frame, homes: list[Home], numbers: dict[tuple[str, str], int]
) -> None:
    sizes = Counter((h.stratum, h.cluster) for h in frame.homes)
    asked = Counter((h.stratum, h.cluster) for h in homes)
    for name, told in found["strata"].items():
        told["clusters"] = sum(stratum == name for stratum, _cluster in sizes)
        told["clusters_drawn"] = sum(stratum == name for stratum, _cluster in numbers)
    found["clusters"] = {
        str(number): {"addresses": sizes[key], "drawn": asked[key]}
        for key, number in sorted(numbers.items(), key=lambda pair: pair[1])
    }


def _invite(
    survey: Survey,
    homes: list[Home],
    drawn: Sample,
    numbers: dict[tuple[str, str], int],
    weights: list[float],
) -> None:
    places = {place.source_id: place for place in Neighbourhood.objects.all()}
    strange = next((h.neighbourhood for h in homes if h.neighbourhood not in places), None)
    if strange is not None:
        raise Refused(f"There is no neighbourhood {strange!r}: use the ids of your areas.")
    rows = [
        invitation(
            survey,
            neighbourhood=places[home.neighbourhood],
            stratum=home.stratum,
            cluster=numbers.get((home.stratum, home.cluster)),
            address=home.address,
            weight_class=weights.index(round(float(weight), 6)),
        )
        for home, weight in zip(homes, drawn.weights, strict=True)
    ]
    Invitation.objects.bulk_create(sorted(rows, key=lambda row: row.id), batch_size=500)


def invitation(survey: Survey, **values: object) -> Invitation:
    """A row with a new code, not kept yet."""
    public_id = new_public_id()
    return Invitation(
        survey=survey, public_id=public_id, digest=codes.digest(codes.code_of(public_id)), **values
    )
