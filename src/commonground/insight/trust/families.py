"""All figures of a closed survey: of everybody, of each area, of each group, and of the groups
within areas; behind their gates, and tested in families. Rows that are not kept yet."""

import numpy as np

from commonground.analysis.discovery import adjusted
from commonground.surveys.frames import values_of
from commonground.surveys.models import Survey

from . import gating
from .crossing import within_areas
from .estimating import Part, areas, figure, groups, measured, scale_of, set_gaps
from .gating import Made
from .models import TrustEstimate
from .weighing import Weighed


def estimates(survey: Survey, found: Weighed) -> list[TrustEstimate]:
    parts = [
        Part(np.ones(len(found.held.rows), dtype=bool)),
        *areas(found),
        *groups(survey, found),
    ]
    rows: list[TrustEstimate] = []
    for item in measured(survey):
        values = values_of(item, found.held.rows)
        made = [figure(survey, found, item, values, part) for part in parts]
        set_gaps(found, made, scale_of(item))
        _hide_parts(made, survey.asks.least)
        rows += [one.row for one in made]
        if found.design is not None:  # whoever liked to answer is not compared by group
            rows += within_areas(survey, found, item, values, parts, made)
    set_q(rows)
    return rows


def _hide_parts(made: list[Made], least: int) -> None:
    """Areas together are everybody; so are the answers to each question about oneself, and who
    skipped it."""
    whole, areas = made[0], [one for one in made if one.row.neighbourhood is not None]
    for name in sorted({one.row.group.split("=")[0] for one in made if one.row.group}):
        own = [one for one in made if one.row.group.split("=")[0] == name]
        gating.hide_what_is_left(own, least, gating.silent_in(whole, own))
    if areas:
        gating.hide_what_is_left(areas, least, gating.silent_in(whole, areas))


def set_q(rows: list[TrustEstimate]) -> None:
    """Areas are one family of tests, groups another, groups within areas a third: each of all
    questions together."""
    families: dict[tuple[bool, bool], list[TrustEstimate]] = {}
    for row in rows:
        if row.q is not None:
            families.setdefault((row.neighbourhood is None, not row.group), []).append(row)
    for family in families.values():
        for row, q in zip(family, adjusted([row.q for row in family]), strict=True):
            row.q = float(q)
