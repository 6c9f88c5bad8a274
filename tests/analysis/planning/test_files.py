"""Files in and out are as their schemas say; what is wrong in one is a sentence with its place."""

import json
from copy import deepcopy

import pytest

from commonground.cli import main

from .schema import faults, schema


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An instance and its plan, as the commands print them."""
    folder = tmp_path_factory.mktemp("week")
    return {"folder": folder} | _printed(folder)


def _printed(folder):
    from contextlib import redirect_stdout
    from io import StringIO

    told = {}
    instance, plan = folder / "instance.json", folder / "plan.json"
    sizes = ["--officers", "8", "--neighbourhoods", "12", "--events", "6", "--seed", "2"]
    for file, command in (
        (instance, ["plan-example", *sizes]),
        (plan, ["plan", str(instance), "--seconds", "3", "--json"]),
    ):
        out = StringIO()
        with redirect_stdout(out):
            assert main(command) == 0
        file.write_text(out.getvalue())
        told[file.stem] = json.loads(out.getvalue())
    return told


def ran(capsys, *command):
    status = main([str(part) for part in command])
    return status, capsys.readouterr()


def busiest(made):
    """Who has most tasks."""
    tasks = [a["officer"] for a in made["plan"]["assignments"] if a["task"]]
    return max(sorted(set(tasks)), key=tasks.count)


@pytest.mark.parametrize("name", ["instance", "plan"])
def test_what_the_commands_print_is_as_the_schema_says(made, name):
    assert list(faults(made[name], schema(name), schema(name))) == []


def test_the_schema_sees_what_is_wrong(made):
    for name in ("instance", "plan"):
        broken = made[name] | {"format": 2, "week": 5}
        assert len(list(faults(broken, schema(name), schema(name)))) == 2


def test_a_repair_is_as_the_schema_says_and_keeps_every_rule(made, capsys):
    folder, who = made["folder"], busiest(made)
    status, told = ran(
        capsys, "plan", folder / "instance.json", "--keep", folder / "plan.json",
        "--without", who, "--json",
    )  # fmt: skip
    assert status == 0
    document = json.loads(told.out)
    assert list(faults(document, schema("plan"), schema("plan"))) == []
    assert document["repair"]["freed"] and document["bound"] is None
    assert not any(a["officer"] == who for a in document["assignments"])
    (folder / "repaired.json").write_text(told.out)
    assert main(["plan-check", str(folder / "instance.json"), str(folder / "repaired.json")]) == 0


def test_a_repair_may_be_of_an_afternoon(made, capsys):
    folder = made["folder"]
    slot = next(a for a in made["plan"]["assignments"] if a["task"])
    when = f"{slot['start']}-{slot['end'][11:]}"
    status, told = ran(
        capsys, "plan", folder / "instance.json", "--keep", folder / "plan.json",
        "--without", f"{slot['officer']}@{when}",
    )  # fmt: skip
    assert status == 0 and "Freed: " in told.out


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ("nobody", "nobody"), ("officer-001@", "--without needs"),
        ("officer-001@someday", "no day"), ("officer-001@mondayT14:00-13:00", "after"),
        ("officer-001@mondayT25:00-26:00", "no time"), ("officer-001@2030-01-01", "no day"),
    ],
)  # fmt: skip
def test_who_is_taken_off_is_told_where_it_cannot_be_read(made, capsys, without, words):
    folder = made["folder"]
    status, told = ran(
        capsys, "plan", folder / "instance.json", "--keep", folder / "plan.json",
        "--without", without,
    )  # fmt: skip
    assert status == 2 and words in told.err and told.err.count("\n") == 1


def test_three_quarters_stay_near_the_plan_where_one_officer_is_away(tmp_path, capsys):
    week, plan, fewer = (tmp_path / name for name in ("week.json", "plan.json", "fewer.json"))
    sizes = ["--officers", "20", "--neighbourhoods", "40", "--events", "10", "--seed", "2"]
    week.write_text(ran(capsys, "plan-example", *sizes)[1].out)
    plan.write_text(ran(capsys, "plan", week, "--seconds", "3", "--json")[1].out)
    changed, made = json.loads(week.read_text()), json.loads(plan.read_text())
    who = changed["officers"].pop(3)["id"]
    fewer.write_text(json.dumps(changed))
    status, told = ran(capsys, "plan", fewer, "--near", plan, "--seconds", "3", "--json")
    assert status == 0
    before = [a for a in made["assignments"] if a["officer"] != who]
    names = ("officer", "task", "neighbourhood", "start")
    now = {tuple(a[n] for n in names) for a in json.loads(told.out)["assignments"]}
    stay = sum(tuple(a[n] for n in names) in now for a in before)
    assert stay >= 0.75 * len(before), (stay, len(before))


def wrong(document, path, value):
    """The document with a value somewhere; `...` takes it away."""
    made = deepcopy(document)
    at = made
    for step in path[:-1]:
        at = at[step]
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return made


def deep():
    made: list = []
    for _ in range(50):
        made = [made]
    return made


NAN, HUGE = float("nan"), 10**400
WRONG = [
    (("officers",), 5, "officers"), (("officers",), ..., "officers"),
    (("officers", 0), "amber", "officers[0]"), (("officers", 0, "id"), 7, "officers[0]"),
    (("officers", 1, "id"), "officer-001", "officer-001 twice"),
    (("officers", 0, "homes"), ["nowhere"], "nowhere"),
    (("officers", 0, "homes"), [[]], "homes"), (("officers", 0, "kind"), "boss", "kind"),
    (("officers", 0, "alone"), 1, "alone"), (("officers", 0, "languages"), "en", "languages"),
    (("officers", 0, "languages"), [5], "languages"),
    (("officers", 0, "shifts", 0, "end"), "2026-11-20T10:00", "shifts[0] of officers[0]"),
    (("officers", 0, "shifts", 0, "start"), "0001-01-01T00:00", "near the week"),
    (("officers", 0, "shifts", 0, "start"), "soon", "start"),
    (("tasks", 0, "minutes"), -60, "tasks[0]"), (("tasks", 0, "minutes"), HUGE, "tasks[0]"),
    (("tasks", 0, "minutes"), 60.5, "tasks[0]"), (("tasks", 0, "minutes"), True, "tasks[0]"),
    (("tasks", 0, "weight"), NAN, "weight"), (("tasks", 0, "crew"), 0, "crew"),
    (("tasks", 0, "sworn"), 99, "sworn"), (("tasks", 0, "due"), "2026-11-01T00:00", "due"),
    (("tasks", 0, "neighbourhood"), None, "neighbourhood"),
    (("tasks", 0, "neighbourhood"), deep(), "neighbourhood"),
    (("tasks", 1, "id"), "event-1", "event-1 twice"),
    (("tasks", 0, "lone_until"), 20, "lone_until"),
    (("neighbourhoods", 0, "owed_hours"), NAN, "owed_hours"),
    (("neighbourhoods", 0, "owed_hours"), HUGE, "owed_hours"),
    (("neighbourhoods", 0, "owed_hours"), -1, "owed_hours"),
    (("neighbourhoods", 0, "minimum_hours"), float("inf"), "minimum_hours"),
    (("travel_minutes",), [[0]], "travel_minutes"), (("travel_minutes", 0, 1), -1, "travel"),
    (("travel_minutes", 0, 1), NAN, "travel"), (("travel_minutes", 0, 1), True, "travel"),
    (("vehicles",), ["van-1", "van-1"], "van-1 twice"), (("vehicles",), [{}], "vehicles"),
    (("week",), "2026-11-24", "Monday"), (("week",), "9999-12-27", "week"),
    (("format",), "1", "format"), (("rules",), [], "rules"),
    (("rules", "visit_minutes"), 0, "visit_minutes"),
    (("rules", "lone_until"), "8pm", "lone_until"),
    (("pins",), [{}], "pins[0]"), (("previous",), 3, "previous"),
    (("pinned",), [], "The file has pinned, which no plan knows: did you mean pins?"),
    (("colour",), "blue", "The file has colour, which no plan knows: it may have format, week"),
    (("rules", "rest"), 60, "rules has rest, which"),
    (("officers", 0, "language"), ["pl"], "officers[0] has language"),
    (("officers", 0, "shifts", 0, "stop"), "x", "shifts[0] of officers[0] has stop"),
    (("tasks", 0, "wieght"), 5, "did you mean weight?"),
    (("neighbourhoods", 0, "minimum"), 2, "did you mean minimum_hours?"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "words"), WRONG)
def test_what_is_wrong_in_an_instance_is_one_sentence_with_its_place(
    made, tmp_path, capsys, path, value, words
):
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(wrong(made["instance"], path, value)))
    status, told = ran(capsys, "plan", file, "--seconds", "1")
    assert status == 2 and words in told.err and told.err.count("\n") == 1


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "5", "{", "[" * 100_000, '{"format": 1}', '{"week": NaN}', "\x00"],
    ids=["empty", "list", "null", "number", "cut", "deep", "bare", "nan", "nul"],
)
def test_a_file_that_is_no_instance_is_told(tmp_path, capsys, text):
    file = tmp_path / "wrong.json"
    file.write_text(text)
    status, told = ran(capsys, "plan", file)
    assert status == 2 and str(file) in told.err and told.err.count("\n") == 1


def test_a_file_that_is_not_there_is_told(tmp_path, capsys):
    status, told = ran(capsys, "plan", tmp_path / "none.json")
    assert status == 2 and "No such file" in told.err


PLANS = [
    (("assignments",), ..., "assignments"), (("assignments",), {}, "assignments"),
    (("assignments", 0), 3, "assignments[0]"),
    (("assignments", 0, "officer"), "ghost", "ghost"), (("assignments", 0, "task"), "tea", "tea"),
    (("assignments", 0, "neighbourhood"), "moon", "moon"),
    (("assignments", 0, "vehicle"), "tank", "tank"),
    (("assignments", 0, "end"), "2026-11-23T00:00", "assignments[0]"),
    (("assignments", 0, "start"), 9, "assignments[0]"), (("week",), "2026-11-30", "week"),
    (("assignment",), [], "did you mean assignments?"),
    (("assignments", 0, "car"), "van-1", "assignments[0] has car"),
    (("stages", 0, "worth"), 1, "stages[0] has worth"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "words"), PLANS)
def test_what_is_wrong_in_a_plans_file_is_one_sentence_with_its_place(
    made, tmp_path, capsys, path, value, words
):
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(wrong(made["plan"], path, value)))
    status, told = ran(capsys, "plan-check", made["folder"] / "instance.json", file)
    assert status == 2 and words in told.err and told.err.count("\n") == 1


def test_keep_needs_without(made, capsys):
    folder = made["folder"]
    status, told = ran(capsys, "plan", folder / "instance.json", "--keep", folder / "plan.json")
    assert status == 2 and "--without" in told.err
