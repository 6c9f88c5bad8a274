"""What a planned evaluation could learn: comparison areas by fit, the draw, and the power.

Worked out apart from the pages, by a job: it loads SciPy and tries the plan some hundred times.
"""

from dataclasses import asdict
from typing import Any

import numpy as np
from django.db import transaction

from commonground.analysis.errors import Unusable
from commonground.common import clock
from commonground.common.errors import Refused
from commonground.earlywarning import queries as alerts
from commonground.places.models import Neighbourhood
from commonground.tasks import queries as tasks

from . import measuring
from .choices import BY_LOT, CERTAIN, Choices, is_recommended
from .counting import Counts, history
from .models import Draft

EVALUATIONS, SECONDS = 200, 20.0
# Not "trends": those pick places with next to no reports, whose paths hardly move, and then one in
# ten comparisons of nothing finds something (docs/methods/effects.md)
BY = "levels"


def is_wanted() -> bool:
    return Draft.objects.filter(found__isnull=True, refusal="").exists()


def work_out_all(evaluations: int = EVALUATIONS) -> None:
    for draft in Draft.objects.filter(found__isnull=True, refusal="").select_related("problem"):
        try:
            chosen, seed = Choices.of(draft.choices), draft.problem.public_id
            example = draft.problem.is_example
            found = work_out(chosen, seed=seed, evaluations=evaluations, example=example)
            refusal = ""
        except (Unusable, Refused) as sentence:
            found, refusal = None, str(sentence)[:400]
        _keep(draft, found, refusal)


@transaction.atomic
def _keep(draft: Draft, found: dict | None, refusal: str) -> None:
    """Unless somebody has changed the plan meanwhile."""
    now = Draft.objects.select_for_update().filter(pk=draft.pk, planned_at=draft.planned_at)
    now.update(found=found, refusal=refusal)


def work_out(
    chosen: Choices, *, seed: str, evaluations: int = EVALUATIONS, example: bool = False
) -> dict:
    """Everything that the registration adds to what was chosen, as JSON.

    seed : of the draw. It is the problem's number, so that no plan is drawn twice.
    evaluations : tries of the plan on the past, from which its power is known. example : of a
    made-up problem, whose surveys are made up too.
    """
    from commonground.analysis.effects.methods import Estimator  # loads SciPy

    past = history(chosen)
    order = _draw(chosen, seed) if chosen.method == BY_LOT else None
    fit = None if order else compare(chosen, past)
    others = sum(match["chosen"] for match in fit["matches"]) if fit else 0
    chances = _power(chosen, past, fit, order, evaluations)
    by = Estimator(chosen.method, inference="design" if order else "sampling")
    return {
        "estimator": asdict(by), "recommended": is_recommended(chosen, others), "comparison": fit,
        "order": order, "power": chances, "rows": [list(row) for row in past.rows],
        "measures": measuring.to_be_seen(
            chosen, *sides(chosen, compared(chosen, fit, order)), example=example
        ) if chosen.measures else [],
        "worked_out_on": clock.today().isoformat(),
    }  # fmt: skip


def owed(areas: tuple[str, ...]) -> list[str]:
    """Areas with a promise or an alert that is open: chance may not make these wait."""
    places = Neighbourhood.objects.filter(public_id__in=areas)
    waiting = {task.neighbourhood.public_id for task in tasks.due(places).promises()}
    for alert in alerts.of(places).waiting():
        waiting |= {place.public_id for place in alert.neighbourhoods.all()}
    return sorted(waiting & set(areas))


def _draw(chosen: Choices, seed: str) -> dict:
    from commonground.analysis.effects.stepped import draw_order

    return plain(asdict(draw_order(chosen.areas, chosen.steps, seed=seed, owed=owed(chosen.areas))))


def compare(chosen: Choices, past: Counts) -> dict:
    from commonground.analysis.effects.comparing import nearest

    pool = chosen.pool or [a for a in past.areas if a not in {*chosen.areas, *chosen.buffer}]
    return plain(
        asdict(
            nearest(
                past.outcome,
                past.areas,
                start=past.outcome.shape[1],
                treated=chosen.areas,
                pool=pool,
                many=min(chosen.comparisons, len(pool)),
                by=BY,
            )
        )
    )


def firsts(chosen: Choices, areas: list[str], order: dict | None) -> np.ndarray:
    """(n,) period of the window in which each area starts, inf for never."""
    if order is None:
        return np.array([chosen.before if a in chosen.areas else np.inf for a in areas])
    step_of = {area: i for i, step in enumerate(order["steps"]) for area in step}
    return np.array([float(chosen.before + step_of[a] * chosen.step_periods) for a in areas])


def compared(chosen: Choices, fit: dict | None, order: dict | None) -> list[str]:
    """The areas of the panel: those with it and those compared with; by lot, those drawn."""
    if order is not None:
        return [area for step in order["steps"] for area in step]
    assert fit is not None
    return [*chosen.areas, *(m["unit"] for m in fit["matches"] if m["chosen"])]


def sides(chosen: Choices, areas: list[str]) -> tuple[list[str], list[str]]:
    """Of the panel's areas: those with it, those compared with."""
    others = [area for area in areas if area not in chosen.areas]
    return [area for area in areas if area in chosen.areas], others


def _power(
    chosen: Choices, past: Counts, fit: dict | None, order: dict | None, evaluations: int
) -> dict:
    from commonground.analysis.effects.methods import Estimator
    from commonground.analysis.effects.power import Planned, power

    areas = compared(chosen, fit, order)
    plan = Planned(past.of(areas), firsts(chosen, areas, order), chosen.periods)
    by = Estimator(chosen.method, inference="design" if order else "sampling")
    made = power(
        plan, by, worth=chosen.worth, evaluations=evaluations, cpu_limit=SECONDS,
        level=CERTAIN / (1 + len(chosen.measures)),  # of the smallest p-value of all outcomes
    )  # fmt: skip
    return plain(asdict(made))


def plain(value: Any) -> Any:
    """JSON has no nan: what is not known is null."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value
