"""Figures of areas with few answers, drawn towards areas like them, and how much is borrowed.

An area's sampling variance is that of its answers, as far as their own unequal weights leave them
(Kish), with the spread and the clusters' effect of all: its own would be as uncertain as its
figure. With fewer than ten answers of its own an area
is told from the others alone, so that nothing can be learned of those few. Covariates are census
shares, never what police do.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from commonground.analysis.errors import Unusable
from commonground.analysis.smallareas import AreaModel, Scale, fay_herriot
from commonground.analysis.surveys.estimates import kish_size
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
class Direct:
    """(m,) own figure of each area, nan with fewer than ten answers; its variance; its answers."""

    value: Floats
    variance: Floats
    n: NDArray[np.intp]


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
    direct = _direct(item, whole, found, places)
    for names, x in ((labels, covariates), ([], covariates[:, :1])):
        try:
            model = fay_herriot(direct.value, direct.variance, x)
        except (Unusable, np.linalg.LinAlgError):
            continue
        made.rows.extend(_rows(item, model, direct, places))
        made.told.append({
            "item": item.id, "sigma2_u": model.sigma2_u, "covariates": names,
            "areas": int(np.isfinite(direct.value).sum()), "df": model.df,
        })  # fmt: skip
        return


def _direct(
    item: Item, whole: TrustEstimate, found: Weighed, places: list[Neighbourhood]
) -> Direct:
    values, names = values_of(item, found.held.rows), found.held.places
    insides = [(names == place.public_id) & ~np.isnan(values) for place in places]
    n = np.array([int(inside.sum()) for inside in insides])
    with np.errstate(invalid="ignore", divide="ignore"):
        own = np.array([
            np.sum(found.weights[i] * values[i]) / np.sum(found.weights[i]) for i in insides
        ])  # fmt: skip
    own = np.where(n >= LEAST_EVER, own, np.nan)
    simple = np.array([max(kish_size(found.weights[inside]), 1.0) for inside in insides])
    deff = whole.deff or 1.0
    effective = simple / max(1.0, deff * kish_size(found.weights[~np.isnan(values)]) / whole.n)
    if item.kind == CHOICE:
        return Direct(np.arcsin(np.sqrt(own)), 1 / (4 * effective), n)
    return Direct(own, whole.se**2 * whole.n / deff / effective, n)


def _rows(
    item: Item, model: AreaModel, direct: Direct, places: list[Neighbourhood]
) -> list[TrustEstimate]:
    scale = Scale("arcsine" if item.kind == CHOICE else "identity")
    t = float(stdtrit(model.df, 0.975))
    ends = scale.back(model.estimate, model.mse, t)
    se = model.se * np.abs(scale.slope(model.estimate))
    unit = scale_of(item)
    return [
        TrustEstimate(
            item=item.id, neighbourhood=place, method=Method.FAY_HERRIOT, df=model.df,
            estimate=unit * float(ends[0][m]), low=unit * float(ends[1][m]),
            high=unit * float(ends[2][m]), se=unit * float(se[m]),
            n=int(direct.n[m]) if direct.n[m] >= LEAST_SHOWN else None,
            borrowed=float(model.shrinkage[m]),
            flags=[WIDE] if item.kind == CHOICE and ends[2][m] - ends[1][m] > WIDEST else [],
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
