"""The commands of the week's plan, as scripts use them."""

import json

import pytest

from commonground.cli import main


@pytest.fixture
def instance(tmp_path, capsys):
    main(["plan-example", "--officers", "4", "--neighbourhoods", "3", "--events", "2"])
    file = tmp_path / "instance.json"
    file.write_text(capsys.readouterr().out)
    return file


def test_a_plan_that_is_made_is_a_plan_that_passes_the_check(instance, tmp_path, capsys):
    assert main(["plan", str(instance), "--seconds", "5", "--json"]) == 0
    plan = tmp_path / "plan.json"
    plan.write_text(capsys.readouterr().out)
    assert set(json.loads(plan.read_text())) >= {"status", "objective", "bound", "gap", "unmet"}
    assert main(["plan-check", str(instance), str(plan)]) == 0


def test_a_plan_with_one_assignment_twice_is_rejected(instance, tmp_path, capsys):
    main(["plan", str(instance), "--seconds", "5", "--json"])
    made = json.loads(capsys.readouterr().out)
    made["assignments"].append(made["assignments"][0])
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(made))
    assert main(["plan-check", str(instance), str(plan)]) == 1


def test_a_file_that_is_not_json_is_told_in_a_sentence(tmp_path, capsys):
    file = tmp_path / "instance.json"
    file.write_text("{")
    assert main(["plan", str(file)]) == 2
    assert "is not a JSON file" in capsys.readouterr().err
