"""A form whose row has its key, sent twice at the same moment: both get the one row."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, models

Given = ParamSpec("Given")
Made = TypeVar("Made")


def once_a_key(model: type[models.Model]) -> Callable:
    """For a verb with an `idempotency_key`, above its @transaction.atomic.

    PostgreSQL runs two of a double tap side by side: neither finds the other's row, and the later
    one breaks on the key. Asked again it finds what the first one made.
    """

    def around(verb: Callable[Given, Made]) -> Callable[Given, Made]:
        @wraps(verb)
        def asked(*args: Given.args, **given: Given.kwargs) -> Made:
            try:
                return verb(*args, **given)
            except IntegrityError:
                key = given.get("idempotency_key")
                if not key or not model._default_manager.filter(idempotency_key=key).exists():
                    raise
                return verb(*args, **given)

        return asked

    return around
