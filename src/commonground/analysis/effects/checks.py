"""Checks that several estimators share."""

import numpy as np

from commonground.analysis.errors import Unusable

from .panel import Panel
from .results import Check

SMALL_COHORT = 5
FEW_TREATED = 6


def from_the_second(panel: Panel) -> tuple[Panel, tuple[Check, ...]]:
    """The panel without units treated in its first period: nothing is known before it."""
    early = panel.first < 1
    many = int(early.sum())
    if not many or many == panel.n:
        return panel, ()
    units = "1 unit" if many == 1 else f"{many:,} units"
    text = f"{units} treated in the first period left out: nothing is known of before."
    return panel.kept(~early), (Check("treated-at-once", None, text),)


def treated_at_once(panel: Panel) -> tuple[Check, ...]:
    """Units treated from the first period on: a regression keeps them, as if they were controls."""
    if not (many := int((panel.first < 1).sum())):
        return ()
    units = "1 unit" if many == 1 else f"{many:,} units"
    text = f"{units} treated in the first period already: others are compared with them too."
    return (Check("treated-at-once", False, text),)


def small_cohorts(panel: Panel) -> Check:
    """Standard errors of a cohort come from the spread of its own units (or of clusters, where
    units share them): one has none."""
    own = len(np.unique(panel.cluster)) == panel.n
    what = "units" if own else "clusters"
    sizes = [len(np.unique(panel.cluster[panel.first == g])) for g in panel.cohorts if g >= 1]
    smallest = min(sizes, default=0)
    if smallest >= SMALL_COHORT:
        return Check("cohort-sizes", True, f"Each cohort has {smallest:,} {what} or more.")
    small = sum(size < SMALL_COHORT for size in sizes)
    text = (
        f"{small} of {len(sizes)} cohorts (the controls among them) have under {SMALL_COHORT} "
        f"{what}, the smallest {smallest}: the standard errors are too small to rely on."
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
        return Check("treated-clusters", True, f"{treated:,} clusters are treated in the end.")
    text = (
        f"Of {treated + others:,} clusters {treated} are treated and {others} never: with fewer "
        f"than {FEW_TREATED} of either, the standard error is too small and the p-value "
        "unreliable. Set one treated place against a synthetic control."
    )
    return Check("treated-clusters", False, text)
