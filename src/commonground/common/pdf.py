"""Sheets to print (PDF), set by typst from a template: no sign that somebody wrote keeps one away.

Words come as data and are set as text. A sheet is tagged as PDF/UA-1 promises it; where no font of
this machine has a letter, a box stands for it and the sheet is tagged without that promise.
"""

import json

import typst

from .texts import printable

STANDARD = ["ua-1"]


def as_data(words: object) -> str:
    """`words` (texts in lists and dicts) for a template, without signs that no sheet may hold."""
    return json.dumps(_plain(words))


def _plain(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _plain(held) for name, held in value.items()}
    return [_plain(held) for held in value] if isinstance(value, list | tuple) else value


def sheet(template: bytes, inputs: dict[str, str]) -> bytes:
    try:
        return typst.compile(template, format="pdf", sys_inputs=inputs, pdf_standards=STANDARD)
    except typst.TypstError:  # a letter without a font; what else is wrong fails again here
        return typst.compile(template, format="pdf", sys_inputs=inputs)
