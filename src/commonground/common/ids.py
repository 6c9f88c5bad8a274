"""Public ids: random, never derived from time; primary keys never leave the database."""

import secrets

from django.db import models

# No 0 O 1 I L 5 S: letters that ears and eyes mix up. 29 is prime, which the receipt's
# check character needs.
ALPHABET = "2346789ABCDEFGHJKMNPQRTUVWXYZ"
LENGTH = 12


def new_public_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def new_key() -> int:
    """63 random bits, never 0."""
    return 1 + secrets.randbelow(2**63 - 1)


class RandomKeyField(models.BigAutoField):
    """A primary key that tells nothing of when its row came.

    Counted keys would place a resident's words between two exact times of staff rows. It must
    be an auto field: SQLite then makes it the row's own number, while beside any other primary
    key it keeps a hidden one that counts.
    """

    def __init__(self, **options) -> None:
        options.setdefault("primary_key", True)
        options.setdefault("default", new_key)
        super().__init__(**options)


class PublicIdField(models.CharField):
    def __init__(self, **options) -> None:
        options.setdefault("max_length", LENGTH)
        options.setdefault("unique", True)
        options.setdefault("editable", False)
        options.setdefault("default", new_public_id)
        super().__init__(**options)
