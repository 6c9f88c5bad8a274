"""Translations without gettext: collect the strings, compile them, say what is missing.

python scripts/translations.py compile    every .po below src into a .mo
python scripts/translations.py collect    bring the .po files up to date with the code
python scripts/translations.py missing    exit status 1 when a string has no Spanish
python scripts/translations.py stale      exit status 1 when collect would change a .po file
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parent.parent / "src"
LOCALE = SOURCE / "commonground" / "locale"
LANGUAGES = ("es",)


def compile_catalogues(root: Path = SOURCE) -> int:
    """Write a .mo beside every .po below `root`; return how many."""
    count = 0
    for po in sorted(root.rglob("*.po")):
        replace_mo(po.with_suffix(".mo"), read(po))
        count += 1
    return count


def replace_mo(mo: Path, catalogue: Catalog) -> None:
    """A server or a test that reads `mo` meanwhile finds the old or the new, never half."""
    part = mo.with_name(f"{mo.name}.{os.getpid()}")
    try:
        with part.open("wb") as target:
            write_mo(target, catalogue)
        os.replace(part, mo)
    finally:
        part.unlink(missing_ok=True)


def read(po: Path) -> Catalog:
    with po.open("rb") as source:
        return read_po(source, locale=po.parts[-3])


Message = str | tuple[str, str]  # one text, or (singular, plural)
Found = dict[tuple[str, str | None], tuple[Message, set[str]]]


def strings() -> Found:
    """(first text, context) -> the message, and the files that use it."""
    found: Found = {}
    for file in sorted(SOURCE.rglob("*")):
        name = file.relative_to(SOURCE.parent).as_posix()
        for message, context in messages_of(as_python(file)):
            key = (message if isinstance(message, str) else message[0], context)
            known, files = found.get(key, (message, set()))
            # a text that is also counted somewhere keeps its plural
            found[key] = (known if isinstance(known, tuple) else message, files | {name})
    return found


def as_python(file: Path) -> str:
    """The file as Python; Django turns a template's strings into gettext calls."""
    if file.suffix == ".py" and "migrations" not in file.parts:
        return file.read_text(encoding="utf-8")
    if file.suffix in (".html", ".txt"):
        from django.utils.translation.template import templatize

        return templatize(file.read_text(encoding="utf-8"), origin=str(file))
    return ""


KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_now": None,
    "said": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "_p": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip


def messages_of(text: str) -> Iterator[tuple[Message, str | None]]:
    """Each message with its context; what is not written out in the code is left out."""
    for _, message, _, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        if message and (isinstance(message, str) or all(message)):
            yield message, context


# Written by us, not by Babel: no date of the day, so a second collect changes nothing.
HEADER = """\
# Texts of Commonground, brought up to date by: python scripts/translations.py collect
# The words that recur are in docs/reference/words.md.
msgid ""
msgstr ""
"Project-Id-Version: Commonground\\n"
"Language: {language}\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def collect() -> None:
    for po, text in as_they_should_be():
        po.parent.mkdir(parents=True, exist_ok=True)
        po.write_bytes(text)


def stale() -> list[str]:
    """The catalogues that the code has left behind."""
    return [
        f"{po.name} ({po.parts[-3]}) is not what the code says: run collect"
        for po, text in as_they_should_be()
        if not po.exists() or po.read_bytes() != text
    ]


def as_they_should_be() -> Iterator[tuple[Path, bytes]]:
    """Each .po file with its bytes, from what the code says now."""
    found = strings()
    for language in LANGUAGES:
        po = catalogue_file(language)
        old = read(po) if po.exists() else Catalog(locale=language)
        yield po, collected(found, language, old)


def catalogue_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def collected(found: Found, language: str, old: Catalog) -> bytes:
    """The .po file of what the code says now, with the translations that we had."""
    new = Catalog(locale=language, charset="utf-8")
    for (first, context), (message, files) in sorted(found.items(), key=by_text):
        known = old.get(first, context)
        fits = known is not None and isinstance(known.string, str) == isinstance(message, str)
        new.add(
            message,
            known.string if known and fits else None,
            locations=[(file, None) for file in sorted(files)],
            context=context,
            flags=["python-format"] if "%(" in first else [],
        )
    target = io.BytesIO(HEADER.format(language=language).encode())
    target.seek(0, io.SEEK_END)
    write_po(target, new, include_lineno=False, width=100, omit_header=True)
    return target.getvalue()


def by_text(item: tuple[tuple[str, str | None], object]) -> tuple[str, str]:
    (first, context), _ = item
    return first, context or ""


def missing() -> list[str]:
    """One line per string without a translation, or whose variables differ."""
    wrong = []
    found = strings()
    for language in LANGUAGES:
        catalogue = read(catalogue_file(language))
        for (first, context), (message, _) in found.items():
            known = catalogue.get(first, context)
            texts = known.string if known and known.string else ""
            if not all(forms(texts)) or len(forms(texts)) != len(forms(message)):
                wrong.append(f"{language}: not translated: {first!r}")
            elif not same_variables(forms(message), forms(texts)):
                wrong.append(f"{language}: other variables: {first!r}")
    return wrong


def forms(message: Message) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)


def same_variables(message: tuple[str, ...], texts: tuple[str, ...]) -> bool:
    """All of them in the last form; "one" may leave out the number."""
    needed = variables(message)
    return variables(texts[-1:]) == needed and variables(texts) <= needed


def variables(message: Message) -> set[str]:
    return set(re.findall(r"%\(\w+\)[a-z]|\{\w+\}", " ".join(forms(message))))


def main(words: list[str]) -> int:
    if words == ["compile"]:
        print(f"{compile_catalogues()} catalogues compiled")
    elif words == ["collect"]:
        collect()
    elif words in (["missing"], ["stale"]):
        lines = missing() if words == ["missing"] else stale()
        print("\n".join(lines) or f"no string is {words[0]}")
        return 1 if lines else 0
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
