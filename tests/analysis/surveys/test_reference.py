"""Estimates equal those of R survey 4.1-1 on its samples of California schools."""

import numpy as np
import pytest

from commonground.analysis.surveys import (
    difference,
    estimate_mean,
    estimate_ratio,
    estimate_total,
    jackknife,
    make_design,
    poststratify,
    rake,
    replicate_covariance,
)

from .schools import (
    ONE_STAGE,
    SCHWIDE,
    STRATIFIED,
    STYPE,
    TWO_STAGE,
    R,
    one_stage,
    stratified,
    two_stage,
)

MARGINS = [ONE_STAGE.margin("stype", STYPE), ONE_STAGE.margin("sch.wide", SCHWIDE)]


def same(made, name, part=slice(None)):
    told = [made.estimate, made.se, made.deff]
    wanted = R[name][part]
    assert told[: len(wanted)] == pytest.approx(wanted, rel=1e-9)


def raked():
    design = one_stage()
    return design.calibrated(*rake(design.weights, MARGINS))


def test_the_stratified_sample():
    design = stratified()
    same(estimate_mean(design, STRATIFIED.number("api00")), "strat_mean")
    same(estimate_total(design, STRATIFIED.number("enroll")), "strat_total")
    ratio = estimate_ratio(design, STRATIFIED.number("api.stu"), STRATIFIED.number("enroll"))
    same(ratio, "strat_ratio")


@pytest.mark.parametrize(("group", "part"), [("No", slice(0, 3)), ("Yes", slice(3, 6))])
def test_groups_of_the_stratified_sample(group, part):
    members = STRATIFIED["sch.wide"] == group
    same(estimate_mean(stratified(), STRATIFIED.number("api00"), members=members), "strat_by", part)


def test_clusters_in_one_stage():
    design = one_stage()
    same(estimate_mean(design, ONE_STAGE.number("api00")), "one_mean")
    for i, group in enumerate("EHM"):
        made = estimate_total(
            design, ONE_STAGE.number("enroll"), members=ONE_STAGE["stype"] == group
        )
        same(made, "one_total_by", slice(3 * i, 3 * i + 3))


def test_clusters_in_two_stages():
    design = two_stage()
    same(estimate_mean(design, TWO_STAGE.number("api00")), "two_mean")
    for i, group in enumerate("EHM"):
        made = estimate_mean(design, TWO_STAGE.number("api00"), members=TWO_STAGE["stype"] == group)
        same(made, "two_by", slice(3 * i, 3 * i + 3))


def test_missing_answers_are_a_group_that_is_left_out():
    enrolled = TWO_STAGE.number("enroll")
    known = np.isfinite(enrolled)
    made = estimate_total(two_stage(), np.where(known, enrolled, 0.0), members=known)
    same(made, "two_total_missing", slice(0, 2))


def test_without_population_sizes_the_first_stage_counts_as_with_replacement():
    design = make_design(
        126, weights=TWO_STAGE.number("pw"), clusters=[TWO_STAGE["dnum"], TWO_STAGE["snum"]]
    )
    same(estimate_mean(design, TWO_STAGE.number("api00")), "apart_mean")


def test_post_stratified():
    design = one_stage()
    met = design.calibrated(*poststratify(design.weights, MARGINS[0]))
    same(estimate_mean(met, ONE_STAGE.number("api00")), "post_mean")


def test_raked_to_convergence():
    design = raked()
    ends = [design.weights.min(), design.weights.max()]
    assert ends == pytest.approx(R["raked_weights"], rel=1e-8)
    same(estimate_mean(design, ONE_STAGE.number("api00")), "raked_mean")
    same(estimate_total(design, ONE_STAGE.number("enroll")), "raked_total")
    for i, group in enumerate(("No", "Yes")):
        members = ONE_STAGE["comp.imp"] == group
        made = estimate_mean(design, ONE_STAGE.number("api00"), members=members)
        same(made, "raked_by", slice(3 * i, 3 * i + 3))


def test_the_jackknife():
    for design, data, name in (
        (one_stage(), ONE_STAGE, "jackknife"),
        (stratified(), STRATIFIED, "jackknife_strata"),
    ):
        values = data.number("api00")
        variance = replicate_covariance(jackknife(design), lambda w, y=values: w @ y / w.sum())
        assert variance[0, 0] ** 0.5 == pytest.approx(R[name][1], rel=1e-9)


def test_a_share_between_0_and_1():
    design = one_stage()
    logit = estimate_mean(design, (ONE_STAGE["sch.wide"] == "Yes") * 1.0, proportion="logit")
    assert [logit.low, logit.high] == pytest.approx(R["share_logit"], rel=1e-7)
    beta = estimate_mean(design, (ONE_STAGE["stype"] == "H") * 1.0, proportion="korn-graubard")
    assert [beta.low, beta.high] == pytest.approx(R["share_beta"], rel=1e-9)


def test_two_groups_of_the_same_clusters_are_not_independent():
    design, values = one_stage(), ONE_STAGE.number("api00")
    groups = [
        estimate_mean(design, values, members=ONE_STAGE["comp.imp"] == group)
        for group in ("No", "Yes")
    ]
    gap, se, _, _ = difference(design, *groups)
    assert [gap, se] == pytest.approx(R["difference"], rel=1e-9)
    assert se < np.hypot(groups[0].se, groups[1].se)
