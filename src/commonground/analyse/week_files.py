"""Files of a week's plan: instances and plans as JSON, and the numbers of an option."""

import argparse
import json
from pathlib import Path
from typing import Any

from commonground.analysis.errors import Unusable
from commonground.analysis.planning.fields import refuse_unknown
from commonground.analysis.planning.instance import Assignment, Instance
from commonground.analysis.planning.reading import read_instance, read_plan

MOST_BYTES = 100_000_000


def load(name: str) -> Any:
    """What a JSON file holds. Raises Unusable with a sentence where it cannot be read."""
    file = Path(name)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise Unusable(f"{name} is larger than {MOST_BYTES // 1_000_000} MB.")
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise Unusable(f"{name} cannot be read: {problem.strerror}.") from None
    except (ValueError, RecursionError):
        raise Unusable(f"{name} is not a JSON file.") from None


def load_instance(name: str) -> Instance:
    made = load(name)
    try:
        instance = read_instance(made)
        refuse_unknown(made, "instance")
        return instance
    except Unusable as problem:
        raise Unusable(f"{name}: {problem}") from None


def plan_of(name: str, instance: Instance) -> list[Assignment]:
    """The assignments of a plan's file. Raises Unusable with the place of what is wrong."""
    return plan_in(load(name), name, instance)


def plan_in(made: Any, name: str, instance: Instance) -> list[Assignment]:
    """The assignments of what the file `name` holds."""
    try:
        plan = read_plan(made, instance)
        refuse_unknown(made, "plan")
        return plan
    except Unusable as problem:
        raise Unusable(f"{name}: {problem}") from None


def whole(args: argparse.Namespace, name: str, low: int, high: int) -> int:
    """An option that is a whole number; one sentence where it is none."""
    text = str(getattr(args, name))
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise Unusable(f"--{name} must be a whole number from {low} to {high}, not {text}.")
    return value
