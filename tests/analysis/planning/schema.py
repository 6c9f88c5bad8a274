"""The part of JSON Schema (2020-12) that our schemas use; anything else in them is an error."""

import json
import re
from importlib.resources import files

TYPES = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
    "integer": int, "number": (int, float),
}  # fmt: skip
WORDS = {"$schema", "$defs", "title", "description"}


def schema(name):
    return json.loads((files("commonground.analysis.planning") / f"{name}.schema.json").read_text())


def faults(value, rule, root, at="$"):
    """The places at which a value is not as the schema says."""
    for word, wanted in rule.items():
        if word not in WORDS:
            yield from CHECKS[word](value, wanted, root, at, rule)


def _type(value, wanted, root, at, rule):
    is_flag = isinstance(value, bool) and wanted != "boolean"
    if is_flag or not isinstance(value, TYPES[wanted]):
        yield f"{at} is no {wanted}"


def _if(kind, broken):
    def check(value, wanted, root, at, rule):
        if isinstance(value, kind) and broken(value, wanted):
            yield f"{at} is {value!r}"

    return check


def _properties(value, wanted, root, at, rule):
    if isinstance(value, dict):
        for name in value.keys() & wanted.keys():
            yield from faults(value[name], wanted[name], root, f"{at}.{name}")


def _no_others(value, wanted, root, at, rule):
    assert wanted is False  # nothing else is understood here
    if isinstance(value, dict):
        others = value.keys() - rule["properties"].keys()
        yield from (f"{at}.{name} is not in the schema" for name in others)


def _items(value, wanted, root, at, rule):
    if isinstance(value, list):
        for n, item in enumerate(value):
            yield from faults(item, wanted, root, f"{at}[{n}]")


def _any(value, wanted, root, at, rule):
    if all(list(faults(value, one, root, at)) for one in wanted):
        yield f"{at} is none of its kinds"


def _ref(value, wanted, root, at, rule):
    yield from faults(value, root["$defs"][wanted.removeprefix("#/$defs/")], root, at)


CHECKS = {
    "type": _type, "properties": _properties, "items": _items, "anyOf": _any, "$ref": _ref,
    "additionalProperties": _no_others,
    "required": _if(dict, lambda v, names: not set(names) <= set(v)),
    "const": _if(object, lambda v, w: v != w), "enum": _if(object, lambda v, w: v not in w),
    "minimum": _if((int, float), lambda v, w: v < w),
    "maximum": _if((int, float), lambda v, w: v > w),
    "minLength": _if(str, lambda v, w: len(v) < w), "maxLength": _if(str, lambda v, w: len(v) > w),
    "minItems": _if(list, lambda v, w: len(v) < w),
    "pattern": _if(str, lambda v, w: not re.search(w, v)),
}  # fmt: skip
