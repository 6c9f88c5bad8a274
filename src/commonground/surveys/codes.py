"""The one-time code on a letter: 12 characters (58 bits), kept as a keyed hash only.

It is made of the invitation's random id and a key outside the database, so a letter can be printed
again; whoever holds the database alone can neither make nor check a code.
"""

import hashlib
import hmac

from django.conf import settings

from commonground.common.ids import ALPHABET, LENGTH


def code_of(public_id: str) -> str:
    number = int.from_bytes(_keyed("survey-code", public_id), "big")
    letters = []
    for _ in range(LENGTH):
        number, value = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[value])
    return "".join(letters)


def digest(typed: str) -> str:
    return _keyed("survey-digest", normalise(typed)).hex()


def normalise(typed: str) -> str:
    """Upper case, without the spaces and dashes that people put in."""
    return "".join(c for c in typed.upper() if c.isalnum())[: 2 * LENGTH]


def grouped(code: str) -> str:
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def _keyed(purpose: str, text: str) -> bytes:
    return hmac.new(
        settings.RECEIPT_KEY.encode(), f"{purpose}:{text}".encode(), hashlib.sha256
    ).digest()
