"""A pseudo right-to-left locale: every marked string comes back in brackets.

It takes the code `he` in tests only, so that Django sets the direction; words without brackets on
a page are words that nobody marked for translation.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from scripts.translations import strings

CODE = "he"


def bracket(text: str) -> str:
    return f"⟦{text}⟧"


def write_catalogue(folder: Path) -> Path:
    """Write he/LC_MESSAGES/django.mo below `folder`; return `folder`."""
    catalogue = Catalog(locale=CODE, charset="utf-8")
    catalogue.mime_headers  # noqa: B018  babel fills the plural rule in when asked
    for (_, context), (message, _) in strings().items():
        if isinstance(message, tuple):
            plurals = [bracket(message[0])] + [bracket(message[1])] * (catalogue.num_plurals - 1)
            catalogue.add(message, tuple(plurals), context=context)
        else:
            catalogue.add(message, bracket(message), context=context)
    file = folder / CODE / "LC_MESSAGES" / "django.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as target:
        write_mo(target, catalogue)
    return folder
