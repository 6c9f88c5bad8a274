"""The receipt: 16 characters that open a thread, known to their holder alone.

15 are random (29**15, about 73 bits) and the last one checks them. The check is a weighted sum
modulo 29; 29 is prime and the weights 1..16 differ, so any one wrong character and any two
neighbours swapped change it. We keep only HMAC-SHA256 under the deployment's receipt key.
"""

import hashlib
import hmac
import secrets

from django.conf import settings

from commonground.common.ids import ALPHABET

from .models import Concern, Receipt

LENGTH = 16
PRIME = len(ALPHABET)
_VALUE = {character: value for value, character in enumerate(ALPHABET)}


def check_character(body: str) -> str:
    """The character that makes the weighted sum of all 16 a multiple of 29."""
    total = sum((i + 1) * _VALUE[c] for i, c in enumerate(body))
    inverse = pow(LENGTH, -1, PRIME)
    return ALPHABET[(-total * inverse) % PRIME]


def new_receipt() -> str:
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def receipt_for(client_key: str) -> str:
    """The receipt that belongs to one filled-in form: the same one if it is sent twice.

    Without it, an answer lost on a slow network would lose the thread. It needs the client's
    own random key (we keep only its hash) and our receipt key, so no row of ours gives it away.
    """
    number = int.from_bytes(_hmac("receipt-of-form", client_key).digest(), "big")
    body = ""
    for _ in range(LENGTH - 1):
        number, value = divmod(number, PRIME)
        body += ALPHABET[value]
    return body + check_character(body)


def normalise(typed: str) -> str:
    """Upper case, without the spaces and dashes that people and phones put in."""
    return "".join(c for c in typed.upper() if c.isalnum())


def is_well_formed(receipt: str) -> bool:
    return (
        len(receipt) == LENGTH
        and all(c in _VALUE for c in receipt)
        and check_character(receipt[:-1]) == receipt[-1]
    )


def grouped(receipt: str) -> str:
    """In fours, for reading aloud: 2346 789A BCDE FGHJ."""
    return " ".join(receipt[i : i + 4] for i in range(0, len(receipt), 4))


def shown(receipt: str) -> str:
    """In fours, and never broken but in the middle: two lines of two on a narrow phone."""
    groups = grouped(receipt).split()
    return " ".join("\u00a0".join(groups[i : i + 2]) for i in range(0, len(groups), 2))


def digest(receipt: str) -> str:
    return _hmac("receipt", receipt).hexdigest()


def keyed(client_key: str) -> str:
    """What we keep of a client's idempotency key."""
    return _hmac("once", client_key).hexdigest()


def keyed_or_none(client_key: str) -> str | None:
    return keyed(client_key) if client_key else None


def _hmac(purpose: str, text: str) -> hmac.HMAC:
    return hmac.new(settings.RECEIPT_KEY.encode(), f"{purpose}:{text}".encode(), hashlib.sha256)


def find(typed: str) -> Concern | None:
    """The concern of a receipt, or None.

    A mistyped receipt and one that never existed take the same work: the hash and the look-up
    are done for both, so neither the answer nor the time tells them apart.
    """
    receipt = normalise(typed)[: 4 * LENGTH]
    row = (
        Receipt.objects.filter(digest=digest(receipt))
        .select_related("concern__category", "concern__neighbourhood")
        .first()
    )
    return row.concern if row and is_well_formed(receipt) else None
