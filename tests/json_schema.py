"""The part of JSON Schema that our schemas use, checked in forty lines.

type, enum, properties, required, additionalProperties: false, items, minimum, maximum, pattern.
Any other keyword is a fault of the schema, so that none is passed over in silence.
"""

import re

WORDS = {"$schema", "$id", "title", "description"}
KNOWN = WORDS | {
    "type", "enum", "properties", "required", "additionalProperties", "items", "minimum",
    "maximum", "pattern",
}  # fmt: skip
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def problems(value: object, schema: dict, at: str = "$") -> list[str]:
    """Where `value` does not keep to `schema`, each as a path and what is wrong."""
    if unknown := set(schema) - KNOWN:
        return [f"{at}: the schema says {sorted(unknown)}, which nobody checks"]
    found = [f"{at}: {what}" for what in _of_itself(value, schema)]
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{at}: lacks {name}" for name in schema.get("required", []) if name not in value]
        if schema.get("additionalProperties") is False:
            found += [f"{at}: {name} is not in the schema" for name in value if name not in known]
        for name in set(value) & set(known):
            found += problems(value[name], known[name], f"{at}.{name}")
    if isinstance(value, list) and "items" in schema:
        for n, item in enumerate(value):
            found += problems(item, schema["items"], f"{at}[{n}]")
    return found


def _of_itself(value: object, schema: dict) -> list[str]:
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(value, kind) for kind in kinds):
        return [f"{value!r} is not {' or '.join(kinds)}"]
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{value!r} is none of {schema['enum']}")
    if _is(value, "number") and not (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
    ):
        found.append(f"{value!r} is out of bounds")
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        found.append(f"{value!r} does not look like {schema['pattern']}")
    return found


def _is(value: object, kind: str) -> bool:
    if kind in ("number", "integer"):
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole or (kind == "number" and isinstance(value, float))
    return isinstance(value, TYPES[kind])
