"""Translations without gettext: collect the strings, compile them, say what is missing.

python scripts/translations.py compile    every .po below src into a .mo
python scripts/translations.py collect    bring the .po files up to date with the code
python scripts/translations.py missing    exit status 1 when a string has no Spanish
"""

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parent.parent / "src"
LOCALE = SOURCE / "commonground" / "locale"
LANGUAGES = ("es",)


def compile_catalogues(root: Path = SOURCE) -> int:
    """Write a .mo beside every .po below `root`; return how many."""
    count = 0
    for po in sorted(root.rglob("*.po")):
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, read(po))
        count += 1
    return count


def read(po: Path) -> Catalog:
    with po.open("rb") as source:
        return read_po(source, locale=po.parts[-3])


def strings() -> dict[tuple[str | tuple[str, str], str | None], set[str]]:
    """(id or (singular, plural), context) -> the files that use it."""
    found: dict = {}
    for file in sorted(SOURCE.rglob("*")):
        if file.suffix == ".html":
            text = as_python(file)
        elif file.suffix == ".py" and "migrations" not in file.parts:
            text = file.read_text(encoding="utf-8")
        else:
            continue
        for message, context in messages_of(text):
            found.setdefault((message, context), set()).add(
                file.relative_to(SOURCE.parent).as_posix()
            )
    return found


def as_python(file: Path) -> str:
    """Django turns a template's strings into gettext calls."""
    from django.utils.translation.template import templatize

    return templatize(file.read_text(encoding="utf-8"), origin=str(file))


KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "pgettext_lazy": ((1, "c"), 2),
}


def messages_of(text: str):
    from babel.messages.extract import extract

    for _, message, _, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        if isinstance(message, tuple):
            message = tuple(m for m in message if m)
        if message:
            yield message, context


def collect() -> None:
    found = strings()
    for language in LANGUAGES:
        po = LOCALE / language / "LC_MESSAGES" / "django.po"
        old = read(po) if po.exists() else Catalog(locale=language)
        new = Catalog(locale=language, project="Commonground", charset="utf-8")
        for (message, context), files in sorted(found.items(), key=lambda item: str(item[0])):
            known = old.get(message[0] if isinstance(message, tuple) else message, context)
            new.add(
                message,
                known.string if known else None,
                locations=[(f, None) for f in sorted(files)],
                context=context,
                flags=["python-format"] if needs_format(message) else [],
            )
        po.parent.mkdir(parents=True, exist_ok=True)
        with po.open("wb") as target:
            write_po(target, new, include_lineno=False, width=100)


def needs_format(message: str | tuple[str, ...]) -> bool:
    whole = " ".join(message) if isinstance(message, tuple) else message
    return bool(re.search(r"%\(\w+\)[sd]", whole))


def missing() -> list[str]:
    """One line per string without a translation, or whose variables differ."""
    wrong = []
    found = strings()
    for language in LANGUAGES:
        catalogue = read(LOCALE / language / "LC_MESSAGES" / "django.po")
        for message, context in found:
            first = message[0] if isinstance(message, tuple) else message
            known = catalogue.get(first, context)
            texts = known.string if known and known.string else ""
            parts = texts if isinstance(texts, tuple) else (texts,)
            if not all(parts):
                wrong.append(f"{language}: not translated: {first!r}")
            elif any(variables(p) - variables(message) for p in parts):
                wrong.append(f"{language}: other variables: {first!r}")
    return wrong


def variables(message: str | tuple[str, ...]) -> set[str]:
    whole = " ".join(message) if isinstance(message, tuple) else message
    return set(re.findall(r"%\(\w+\)[sd]", whole))


def main(words: list[str]) -> int:
    if words == ["compile"]:
        print(f"{compile_catalogues()} catalogues compiled")
    elif words == ["collect"]:
        collect()
    elif words == ["missing"]:
        lines = missing()
        print("\n".join(lines) or "every string is translated")
        return 1 if lines else 0
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
