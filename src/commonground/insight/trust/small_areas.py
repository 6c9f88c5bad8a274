"""Figures of areas with few answers, drawn towards areas like them, and how much is borrowed.

With fewer than ten answers of its own an area is told from the others alone, so that nothing can be
learned of those few. Covariates are census shares, never what police do.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable
from commonground.analysis.smallareas import AreaFigures, Everybody, drawn_together
from commonground.analysis.surveys.gates import LEAST_SHOWN, WIDE, WIDEST
from commonground.places.models import CensusMargin, Neighbourhood
from commonground.surveys.frames import values_of
from commonground.surveys.instruments import CHOICE, Item
from commonground.surveys.models import Survey

from .estimating import measured, scale_of
from .models import LEAST_EVER, Method, TrustEstimate
from .weighing import Weighed

LEAST_AREAS = 5
AREAS_A_COVARIATE = 10
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Borrowed:
    rows: list[TrustEstimate]
    told: list[dict[str, object]]  # for the analyst: a model a question


def borrowing(survey: Survey, found: Weighed, kept: list[TrustEstimate]) -> Borrowed:
    """`kept` : the figures of the design. Nothing where nobody was drawn by chance, where
    everybody's figure is hidden, or with fewer than five areas."""
    names = sorted(set(found.held.places.tolist()) - {""})
    places = list(Neighbourhood.objects.filter(public_id__in=names).order_by("name", "id"))
    whole = {
        row.item: row for row in kept if row.neighbourhood is None and not row.group and row.se
    }
    made = Borrowed([], [])
    if found.design is None or len(places) < LEAST_AREAS:
        return made
    labels, covariates = _covariates(places)
    for item in measured(survey):
        if item.id in whole:
            _add(made, item, whole[item.id], found, places, labels, covariates)
    return made


def _add(
    made: Borrowed, item: Item, whole: TrustEstimate, found: Weighed,
    places: list[Neighbourhood], labels: list[str], covariates: Floats,
) -> None:  # fmt: skip
    for names, x in ((labels, covariates), ([], covariates[:, :1])):
        try:
            drawn = _drawn(item, whole, found, places, x)
        except (Unusable, np.linalg.LinAlgError):
            continue
        made.rows.extend(_rows(item, drawn, places))
        made.told.append({
            "item": item.id, "sigma2_u": drawn.model.sigma2_u, "covariates": names,
            "areas": int(np.sum(drawn.n >= LEAST_EVER)),
        })  # fmt: skip
        return


def _drawn(
    item: Item, whole: TrustEstimate, found: Weighed, places: list[Neighbourhood], x: Floats
) -> AreaFigures:
    codes = {place.public_id: m for m, place in enumerate(places)}
    area = np.array([codes.get(name, -1) for name in found.held.places], dtype=np.intp)
    everybody = Everybody(whole.se / scale_of(item), whole.deff or 1.0, whole.n)
    return drawn_together(
        values_of(item, found.held.rows), found.weights, area, x, everybody,
        is_share=item.kind == CHOICE, least=LEAST_EVER,
    )  # fmt: skip


def _rows(item: Item, drawn: AreaFigures, places: list[Neighbourhood]) -> list[TrustEstimate]:
    unit = scale_of(item)
    wide = drawn.high - drawn.low > WIDEST
    return [
        TrustEstimate(
            item=item.id, neighbourhood=place, method=Method.FAY_HERRIOT,
            estimate=unit * float(drawn.estimate[m]), low=unit * float(drawn.low[m]),
            high=unit * float(drawn.high[m]), se=unit * float(drawn.se[m]),
            n=int(drawn.n[m]) if drawn.n[m] >= LEAST_SHOWN else None,
            borrowed=float(drawn.borrowed[m]),
            flags=[WIDE] if item.kind == CHOICE and wide[m] else [],
        )
        for m, place in enumerate(places)
    ]  # fmt: skip


def _covariates(places: list[Neighbourhood]) -> tuple[list[str], Floats]:
    """Census shares known of every area, one for each ten areas; the last answer of a question
    says nothing that the others do not."""
    shares: dict[str, dict[int, float]] = {}
    for row in CensusMargin.objects.filter(neighbourhood__in=places).order_by("group"):
        if row.residents:
            shares.setdefault(row.group, {})[row.neighbourhood_id] = row.count / row.residents
    whole = [name for name, held in shares.items() if len(held) == len(places)]
    last = {name.split("=")[0]: name for name in whole if "=" in name}
    labels = [name for name in whole if name not in last.values()]
    labels = labels[: len(places) // AREAS_A_COVARIATE]
    columns = [[shares[name][place.pk] for place in places] for name in labels]
    return labels, np.array([[1.0] * len(places), *columns]).T
