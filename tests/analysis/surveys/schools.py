"""The samples of California schools and what R survey says of them."""

import csv
import json
from pathlib import Path

import numpy as np

from commonground.analysis.surveys import Design, Margin, make_design

HERE = Path(__file__).resolve().parents[2] / "reference" / "surveys"
R = json.loads((HERE / "expected.json").read_text())
STYPE = {"E": 4421, "H": 755, "M": 1018}
SCHWIDE = {"No": 1072, "Yes": 5122}


class Schools:
    """Columns of one of the samples, as texts or numbers (empty: nan)."""

    def __init__(self, name: str) -> None:
        with (HERE / f"{name}.csv").open() as file:
            self.rows = list(csv.DictReader(file))

    def __getitem__(self, name: str) -> np.ndarray:
        return np.array([row[name] for row in self.rows])

    def number(self, name: str) -> np.ndarray:
        return np.array([float(text or "nan") for text in self[name]])

    def margin(self, name: str, known: dict[str, float]) -> Margin:
        levels = list(known)
        codes = np.array([levels.index(text) for text in self[name]])
        return Margin(name, tuple(levels), np.array(list(known.values()), float), codes)


STRATIFIED, ONE_STAGE, TWO_STAGE = (Schools(f"api{name}") for name in ("strat", "clus1", "clus2"))


def stratified() -> Design:
    return make_design(
        200, weights=STRATIFIED.number("pw"), strata=STRATIFIED["stype"],
        populations=[STRATIFIED.number("fpc")],
    )  # fmt: skip


def one_stage() -> Design:
    return make_design(
        183, weights=ONE_STAGE.number("pw"), clusters=[ONE_STAGE["dnum"]],
        populations=[ONE_STAGE.number("fpc")],
    )  # fmt: skip


def two_stage() -> Design:
    return make_design(
        126, clusters=[TWO_STAGE["dnum"], TWO_STAGE["snum"]],
        populations=[TWO_STAGE.number("fpc1"), TWO_STAGE.number("fpc2")],
    )  # fmt: skip
