"""Checks that several estimators share."""

import numpy as np

from commonground.analysis.errors import Unusable

from .panel import Panel
from .results import Check
from .saying import said

SMALL_COHORT = 5
FEW_TREATED = 6


def from_the_second(panel: Panel) -> tuple[Panel, tuple[Check, ...]]:
    """The panel without units treated in its first period: nothing is known before it."""
    early = panel.first < 1
    many = int(early.sum())
    if not many or many == panel.n:
        return panel, ()
    if many == 1:
        text = said("1 unit treated in the first period left out: nothing is known of before.")
    else:
        text = said(
            "{many} units treated in the first period left out: nothing is known of before.",
            many=f"{many:,}",
        )
    return panel.kept(~early), (Check("treated-at-once", None, text),)


def treated_at_once(panel: Panel) -> tuple[Check, ...]:
    """Units treated from the first period on: a regression keeps them, as if they were controls."""
    if not (many := int((panel.first < 1).sum())):
        return ()
    if many == 1:
        text = said("1 unit treated in the first period already: others are compared with it too.")
    else:
        text = said(
            "{many} units treated in the first period already: others are compared with them too.",
            many=f"{many:,}",
        )
    return (Check("treated-at-once", False, text),)


def small_cohorts(panel: Panel) -> Check:
    """Standard errors of a cohort come from the spread of its own units (or of clusters, where
    units share them): one has none."""
    own = len(np.unique(panel.cluster)) == panel.n
    sizes = [len(np.unique(panel.cluster[panel.first == g])) for g in panel.cohorts if g >= 1]
    smallest = min(sizes, default=0)
    small = sum(size < SMALL_COHORT for size in sizes)
    values = {
        "small": str(small), "all": str(len(sizes)), "least": str(SMALL_COHORT),
        "smallest": f"{smallest:,}",
    }  # fmt: skip
    if not small and sizes:
        text = (
            said("Each cohort has {smallest} units or more.", **values) if own
            else said("Each cohort has {smallest} clusters or more.", **values)
        )  # fmt: skip
        return Check("cohort-sizes", True, text)
    if own:
        text = said(
            "{small} of {all} cohorts (the controls among them) have under {least} units, the "
            "smallest {smallest}: the standard errors are too small to rely on.",
            **values,
        )
    else:
        text = said(
            "{small} of {all} cohorts (the controls among them) have under {least} clusters, the "
            "smallest {smallest}: the standard errors are too small to rely on.",
            **values,
        )
    return Check("cohort-sizes", False, text)


def refuse_one_cluster(panel: Panel) -> None:
    """Raises Unusable."""
    if panel.n > 1 and len(np.unique(panel.cluster)) < 2:
        raise Unusable("All units are in one cluster: nothing tells how much clusters differ.")


def few_treated(panel: Panel) -> Check:
    """With few treated clusters, clustered standard errors are far too small (MacKinnon & Webb)."""
    inside = np.isfinite(panel.first)
    treated = len(np.unique(panel.cluster[inside]))
    others = len(np.unique(panel.cluster[~inside]))
    if min(treated, others) >= FEW_TREATED:
        text = said("{treated} clusters are treated in the end.", treated=f"{treated:,}")
        return Check("treated-clusters", True, text)
    text = said(
        "Of {all} clusters {treated} are treated and {others} never: with fewer than {few} of "
        "either, the standard error is too small and the p-value unreliable. Set one treated place "
        "against a synthetic control.",
        all=f"{treated + others:,}", treated=f"{treated:,}", others=f"{others:,}",
        few=str(FEW_TREATED),
    )  # fmt: skip
    return Check("treated-clusters", False, text)
