"""Public ids: random, never derived from time; primary keys never leave the database."""

import secrets

from django.db import models

# No 0 O 1 I L 5 S: letters that ears and eyes mix up. 29 is prime, which the receipt's
# check character needs.
ALPHABET = "2346789ABCDEFGHJKMNPQRTUVWXYZ"
LENGTH = 12


def new_public_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class PublicIdField(models.CharField):
    def __init__(self, **options) -> None:
        options.setdefault("max_length", LENGTH)
        options.setdefault("unique", True)
        options.setdefault("editable", False)
        options.setdefault("default", new_public_id)
        super().__init__(**options)
