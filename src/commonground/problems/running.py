"""The registered analysis, run by itself when its data are in, and kept whatever it shows."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from commonground import __version__
from commonground.analysis.errors import Unusable
from commonground.common import audit, clock
from commonground.common.actors import Actor

from . import check_words, measuring
from .announcing import tell_found
from .choices import Choices
from .counting import Counts, count
from .models import Correction, Registration, Result
from .planning import compared, firsts, plain, sides
from .registering import canonical, choices_of, hashed, versions_before

if TYPE_CHECKING:
    from commonground.analysis.effects.results import Check  # its package loads SciPy

Row = TypeVar("Row")
RUNNER = Actor.system("evaluations")


def run_due() -> int:
    """Each registration whose day has come and that has no result; how many."""
    rows = Registration.objects.filter(due_on__lte=clock.today(), results=None)
    return _run([(one, {}) for one in rows.select_related("problem__neighbourhood")])


def is_wanted() -> bool:
    return _corrections().exists()


def run_corrections() -> int:
    """Each correction that was asked for: the registered analysis again, whatever it shows."""
    return _run(
        [
            (one.result.registration, {"corrects": one.result, "why": one.why})
            for one in _corrections().select_related("result__registration__problem__neighbourhood")
        ]
    )


def _corrections() -> QuerySet[Correction]:
    return Correction.objects.filter(result__corrected_by=None).order_by("id")


def _run(wanted: list[tuple[Registration, dict]]) -> int:
    each(wanted, lambda one: keep(registration=one[0], document=analysed(one[0]), **one[1]))
    return len(wanted)


def each(rows: Iterable[Row], work_out: Callable[[Row], object]) -> None:
    """One that fails keeps no other from its result; what went wrong is raised at the end."""
    failed: list[Exception] = []
    for one in rows:
        try:
            work_out(one)
        except Exception as problem:
            problem.add_note(f"evaluation {one}")
            failed.append(problem)
    if failed:
        raise ExceptionGroup("analyses without a result", failed)


@transaction.atomic
def keep(
    *, registration: Registration, document: dict, corrects: Result | None = None, why: str = ""
) -> Result:
    text = canonical(document)
    made = Result.objects.create(
        registration=registration, document=text, sha256=hashed(text), code_version=__version__,
        corrects=corrects, why=why,
    )  # fmt: skip
    audit.record(
        by=RUNNER, verb="evaluation.result", noun="evaluation", noun_id=registration.public_id,
        neighbourhood=registration.problem.neighbourhood.public_id, sha256=made.sha256,
    )  # fmt: skip
    tell_found(made)
    return made


def analysed(registration: Registration) -> dict:
    """The registered estimator on the registered areas and days, and on those next to them."""
    chosen, found = choices_of(registration), json.loads(registration.document)["found"]
    counted = count(chosen, since=chosen.since, periods=chosen.periods)
    areas = compared(chosen, found["comparison"], found["order"])
    first = firsts(chosen, areas, found["order"])
    with_it = np.isfinite(first)
    outcome = counted.of(areas) if not set(areas) - set(counted.areas) else None
    effect = effect_of_counts(found["estimator"], areas, outcome, first, counted.gaps)
    example = registration.is_example
    measures = measuring.found(chosen, *sides(chosen, areas), example=example)
    from commonground.analysis.effects.looks import times  # its package loads SciPy

    chance = times(versions_before(registration))
    _correct(effect, measures, chance)
    return plain(
        {
            "registration": registration.sha256,
            "known_by": clock.today().isoformat(),
            "rows": counted.rows,
            "unmatched": sorted({*areas} - {*counted.areas}),
            "effect": effect,
            "measures": measures,
            "p_times": chance,
            "next_to_it": _next_to_it(chosen, found, counted, areas),
            "start": chosen.before,
            "paths": _paths(outcome, with_it),
        }
    )


def _correct(effect: dict, measures: list[dict], chance: int) -> None:
    """Each outcome's p-value, as one of all that were registered (Holm), and once more where the
    window was changed (`analysis.effects.looks`)."""
    from commonground.analysis.effects.several import holm

    all_effects = [effect, *(one["effect"] for one in measures)]
    corrected = holm([one.get("p_value") for one in all_effects])
    for one, p in zip(all_effects, corrected, strict=True):
        one["p_corrected"] = None if p is None else min(1.0, p * chance)


def _paths(outcome: np.ndarray | None, with_it: np.ndarray) -> dict | None:
    """Mean reports an area and period, where it was done and where not."""
    if outcome is None or with_it.all():
        return None
    return {
        "with": outcome[with_it].mean(0).tolist(),
        "without": outcome[~with_it].mean(0).tolist(),
    }


def _next_to_it(chosen: Choices, found: dict, counted: Counts, areas: list[str]) -> dict | None:
    """The same for the areas next to it: did it move there, or spread?"""
    buffer = [area for area in chosen.buffer if area in counted.areas]
    if not buffer or found["order"] or set(areas) - set(counted.areas):
        return None
    others = [area for area in areas if area not in chosen.areas]
    first = np.array([float(chosen.before)] * len(buffer) + [np.inf] * len(others))
    near = counted.of([*buffer, *others])
    return effect_of_counts(found["estimator"], [*buffer, *others], near, first, counted.gaps)


def effect_of_counts(
    registered: dict, areas: list[str], outcome: np.ndarray | None, first: np.ndarray,
    gaps: "tuple[Check, ...]",
) -> dict:  # fmt: skip
    """The estimate with its checks, or the sentence that says why there is none."""
    if outcome is None:
        return {"cannot": gettext_noop("A registered area is no longer among ours.")}
    if not outcome.sum():
        return {"cannot": gettext_noop("There were no such reports in these areas and days.")}
    from commonground.analysis.effects.methods import Estimator, effect_of  # loads SciPy
    from commonground.analysis.effects.panel import make_panel

    periods = np.arange(1, outcome.shape[1] + 1)
    try:
        panel = make_panel(
            np.repeat(areas, len(periods)), np.tile(periods, len(areas)), outcome.ravel(),
            np.repeat(first + 1, len(periods)),
        )  # fmt: skip
        made = effect_of(panel, Estimator(**registered))
        effect = check_words.kept(asdict(replace(made, checks=(*made.checks, *gaps))))
    except Unusable as sentence:
        return {"cannot": str(sentence)}
    before = outcome[np.isfinite(first)]
    starts = first[np.isfinite(first)].astype(int)
    level = np.mean([row[:start].mean() for row, start in zip(before, starts, strict=True)])
    return effect | {"before": float(level)}
