"""Columns of a CSV file as texts, numbers and covariates; what is wrong with a cell in words."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analyse.sheets import Database, Sheet, execute
from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Texts = NDArray[np.str_]
Members = NDArray[np.bool_]

MOST_LEVELS = 100
LARGEST = 1e100  # squares of more are no numbers any more
NO_ANSWER = ("", ".", "NA", "N/A", "NaN", "nan", "NULL", "null")


@dataclass(frozen=True)
class Columns:
    """Each column is read when it is asked for."""

    opened: Database
    file: Sheet

    def texts(self, name: str) -> Texts:
        column = self.file.column(name)
        sql = f"SELECT COALESCE(TRIM({column}), '') v FROM {self.file.sql}"
        return np.asarray(execute(self.opened, sql, self.file).fetchnumpy()["v"], dtype=str)

    def filled(self, name: str) -> Texts:
        """No cell empty. Raises Unusable."""
        texts = self.texts(name)
        self._refuse(name, texts == "", "a name or number")
        return texts

    def named(self, name: str) -> Texts:
        """No cell empty or with what most programs write for nothing. Raises Unusable."""
        texts = self.texts(name)
        self._refuse(name, np.isin(texts, NO_ANSWER), "a name or number")
        return texts

    def numbers(self, name: str, *, empty: Members | bool = False) -> Floats:
        """Every cell a number; where it may be `empty`, nan for an empty one. Raises Unusable."""
        made = self.values(name)
        wrong = ~(np.abs(made) <= LARGEST)
        if wrong.any():  # most files have none, and texts cost more than numbers
            self._refuse(name, wrong & ~((self.texts(name) == "") & empty), "a number")
        return made

    def values(self, name: str) -> Floats:
        """Numbers; nan for a cell that is none."""
        column = self.file.column(name)
        sql = f"SELECT TRY_CAST(TRIM({column}) AS DOUBLE) v FROM {self.file.sql}"
        found = execute(self.opened, sql, self.file).fetchnumpy()["v"]
        return np.asarray(np.ma.filled(found.astype(np.float64), np.nan))

    def but(self, name: str, skipped: Members, hint: str = "") -> Floats:
        """Every cell a number but the skipped ones, which are 0. Raises Unusable."""
        made = self.values(name)
        made[skipped] = 0.0
        self._refuse(name, ~(np.abs(made) <= LARGEST), "a number", hint)
        return made

    def covariate(self, name: str) -> tuple[Floats, list[str]]:
        """((n, k), names): a column of numbers, or one of each level but the first."""
        texts, made = self.filled(name), self.values(name)
        nothing = np.isin(texts, NO_ANSWER)
        if np.isfinite(made[~nothing]).all():
            self._refuse(name, nothing, "a number")
        if np.all(np.isfinite(made)):
            return made[:, None], [name]
        levels = sorted(set(texts.tolist()))
        if len(levels) > MOST_LEVELS:
            raise Unusable(f"Column “{name}” has {len(levels)} different words: too many.")
        block = (texts[:, None] == np.array(levels[1:])).astype(np.float64)
        return block.reshape(len(texts), -1), [f"{name}={level}" for level in levels[1:]]

    def answered(self, name: str, missing: frozenset[str]) -> Members:
        """Which cells are answers. Raises Unusable for one that most programs write where there is
        none, and that `missing` does not name. A number is missing however it is written:
        spreadsheets make -9.0 of -9."""
        texts, hint = self.texts(name), "; --missing names what stands for no answer"
        gone = np.isin(texts, ["", *missing] if missing else [])
        self._refuse(name, np.isin(texts, NO_ANSWER) & ~gone, "an answer", hint)
        codes = [code for code in map(number, missing) if np.isfinite(code)]
        return ~(gone | np.isin(self.values(name), codes)) if codes else ~gone

    def _refuse(self, name: str, wrong: Members, wanted: str, hint: str = "") -> None:
        rows = np.flatnonzero(wrong)
        if len(rows):
            raise self.file.wrong_cell(self.opened, name, int(rows[0]), wanted, hint)


def number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
