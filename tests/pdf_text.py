"""The words of a PDF that typst made: enough of a reader for that, and for nothing else."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.S)
FONT_OR_TEXT = re.compile(rb"/(f\d+) [\d.]+ Tf|\(")
PIECE = re.compile(rb"\\([0-7]{3})|\\(.)|(.)", re.S)  # of a text between round brackets
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """All words in the order of the pages' content, without any white space."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    found = [
        _of_page(body, objects) for body in objects.values() if body.startswith(b"<</Type/Page/")
    ]
    return squeezed("".join(found))


def squeezed(text: str) -> str:
    return "".join(text.split())


def _of_page(page: bytes, objects: dict[int, bytes]) -> str:
    resources = objects[_number(rb"/Resources (\d+) 0 R", page)]
    fonts = {
        name.decode(): _letters(_stream(objects[_number(rb"/ToUnicode (\d+)", objects[int(at)])]))
        for name, at in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
    }
    content, letters, found, at = _stream(objects[_number(rb"/Contents (\d+)", page)]), {}, [], 0
    while match := FONT_OR_TEXT.search(content, at):
        if match[1]:
            letters, at = fonts[match[1].decode()], match.end()
        else:
            codes, at = _literal(content, match.end())
            found += [letters[codes[n : n + 2]] for n in range(0, len(codes), 2)]
    return "".join(found)


def _literal(content: bytes, start: int) -> tuple[bytes, int]:
    """The text that begins after a bracket, and where it ends; brackets in pairs belong to it."""
    found, depth = [], 1
    for piece in PIECE.finditer(content, start):
        octal, escaped, plain = piece.groups()
        depth += {b"(": 1, b")": -1}.get(plain, 0)
        if depth == 0:
            return b"".join(found), piece.end()
        found.append(bytes([int(octal, 8)]) if octal else LETTERS.get(escaped, escaped) or plain)
    raise ValueError("a text without an end")


def _number(pattern: bytes, body: bytes) -> int:
    match = re.search(pattern, body)
    assert match is not None
    return int(match[1])


def _stream(body: bytes) -> bytes:
    return zlib.decompress(body.partition(b"stream\n")[2])


def _letters(cmap: bytes) -> dict[bytes, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F ]+)>", cmap)
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(to.decode()).decode("utf-16-be")
        for code, to in pairs
    }
