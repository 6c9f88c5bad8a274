"""The key of one filled-in form. It is random, and only we can sign it: a key that somebody
made up could be the one of somebody else's concern."""

import secrets

from django.core import signing

SALT = "concern-form"
SHOWN_AGAIN_SECONDS = 3600


def new_key() -> str:
    """A random name for this filling-in of the form, which only we can sign."""
    return signing.TimestampSigner(salt=SALT).sign(secrets.token_urlsafe(24))


def is_our_key(key: str) -> bool:
    return _signed(key, None)


def may_show_again(key: str) -> bool:
    """A key of the last hour: whoever sends it again holds the page of just now."""
    return _signed(key, SHOWN_AGAIN_SECONDS)


def _signed(key: str, max_age: int | None) -> bool:
    try:
        signing.TimestampSigner(salt=SALT).unsign(key, max_age=max_age)
    except signing.BadSignature:
        return False
    return True
