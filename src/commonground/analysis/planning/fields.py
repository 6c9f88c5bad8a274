"""Fields that no schema of ours has: a misspelt one would change a week without a word."""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from commonground.analysis.errors import Unusable
from commonground.analysis.planning.parts import Document

Found = Iterator[tuple[str, str, list[str]]]  # where an object stands, its field, those it may have


@cache
def _schema(name: str) -> Document:
    text = (files("commonground.analysis.planning") / f"{name}.schema.json").read_text("utf-8")
    made: Document = json.loads(text)
    return made


def refuse_unknown(made: object, name: str) -> None:
    """Raises Unusable with the first field that `name`.schema.json does not have.

    made : what a JSON file holds; what is wrong with it otherwise is told by who reads it.
    """
    root = _schema(name)
    for at, field, known in _unknown(made, root, root, "", ""):
        near = get_close_matches(field, known, n=1)
        meant = f"did you mean {near[0]}?" if near else f"it may have {', '.join(known)}."
        raise Unusable(f"{at or 'The file'} has {field[:50]}, which no plan knows: {meant}")


def _unknown(value: Any, rule: Document, root: Document, name: str, of: str) -> Found:
    """name, of : what the value is called, and the end of the words that say where it stands."""
    if "$ref" in rule:
        rule = root["$defs"][rule["$ref"].removeprefix("#/$defs/")]
    for one in rule.get("anyOf", []):
        yield from _unknown(value, one, root, name, of)
    if isinstance(value, dict) and "properties" in rule:
        yield from _of_object(value, rule["properties"], root, name + of)
    elif isinstance(value, list) and "items" in rule:
        for n, item in enumerate(value):
            if isinstance(item, dict):
                yield from _unknown(item, rule["items"], root, f"{name}[{n}]", of)


def _of_object(value: Document, known: Document, root: Document, at: str) -> Found:
    for name, inner in value.items():
        if name not in known:
            yield at, name, list(known)
        else:
            yield from _unknown(inner, known[name], root, name, f" of {at}" if at else "")
