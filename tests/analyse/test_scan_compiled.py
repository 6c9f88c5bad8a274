"""`analyse scan` compiles all that a scan runs before its time is taken."""

import sys

import pytest

from commonground.analyse import models

from .running import WHERE, answer, town


def compiled() -> dict[str, int]:
    """Kernel -> how many types of numbers it has been compiled for."""
    return {
        f"{name}.{of}": len(kernel.signatures)
        for name, module in list(sys.modules.items()) if name.startswith("commonground.analysis")
        for of, kernel in list(vars(module).items()) if hasattr(kernel, "signatures")
    }  # fmt: skip


MODELS = {
    "permutation": ["--replications", 9],
    "by weekday": ["--day-of-week", "--replications", 9],
    "retrospective": ["--retrospective", "--replications", 9],
    "poisson": ["--replications", 70, "--model", "poisson", "--population", "people.csv"],
    "bernoulli": ["--replications", 70, "--model", "bernoulli", "--controls", "n"],
    "temporal": [
        "--replications",
        70,
        "--model",
        "bernoulli",
        "--controls",
        "n",
        "--purely-temporal",
    ],
}


@pytest.mark.parametrize("each", [1, 110], ids=["16 bits", "32 bits"])
@pytest.mark.parametrize("model", MODELS)
def test_all_that_a_scan_runs_is_compiled_before_it(model, each, tmp_path, capsys, monkeypatch):
    """`compile` is measured apart: no kernel may meet a new type of number in `scan`."""
    header, *rows = town(tmp_path / "town.csv", cases=300).read_text().splitlines()
    counted = "".join(f"{row},{each}\n" for row in rows)
    (tmp_path / "town.csv").write_text(f"{header},n\n{counted}")
    people = "".join(f"p{i},1000\n" for i in {row.split(",")[0][1:] for row in rows})
    (tmp_path / "people.csv").write_text(f"location,population\n{people}")
    monkeypatch.chdir(tmp_path)
    after_each, real = [], models.scan

    def noted(*arguments):
        found = real(*arguments)
        after_each.append(compiled())
        return found

    monkeypatch.setattr(models, "scan", noted)
    answer(capsys, "scan", "town.csv", *WHERE, "--count", "n", "--max-days", 9, *MODELS[model])
    assert len(after_each) == (2 if each == 1 else 3)
    assert after_each[-1] == after_each[-2] and sum(after_each[-1].values()) > 3
