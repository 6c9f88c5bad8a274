"""Is this id token the server's word about this sign-in? (OpenID Connect Core 1.0, 3.1.3.7)

allauth leaves the signature out where the token came straight from the server. We check it: an
inner proxy that opens TLS must not be able to sign in as anybody.
"""

import hashlib
import time

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings

SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
               "EdDSA")  # fmt: skip
NEEDED = ["iss", "sub", "aud", "exp", "iat", "nonce", "auth_time"]
LEEWAY = 60  # seconds that two clocks may differ


class NotShown(OAuth2Error):
    """Why the server's word is not taken, for the log: never anything out of the token."""


def verified(id_token: object, *, keys: object, issuer: str, client_id: str) -> dict:
    """The claims of a token that `issuer` signed for `client_id`, fresh; else NotShown."""
    try:
        key, algorithm = _key(id_token, keys)
        claims = jwt.decode(
            id_token, key, algorithms=[algorithm], audience=client_id, issuer=issuer,
            leeway=LEEWAY, options={"require": NEEDED},
        )  # fmt: skip
    except jwt.PyJWTError as problem:
        raise NotShown(f"the id token is not valid ({type(problem).__name__})") from problem
    _check_for_whom(claims, client_id)
    _check_fresh(claims)
    return claims


def subject(claims: dict) -> str:
    """Who it is, as we keep it: a hash of issuer and subject, since only both name one person."""
    return hashlib.sha256(f"{claims['iss']}\n{claims['sub']}".encode()).hexdigest()


def _key(id_token: object, keys: object) -> tuple[object, str]:
    """The server's one public key for this token, and how it is signed with it."""
    header = jwt.get_unverified_header(id_token)
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in SIGNED_WITH:
        raise NotShown("the id token is not signed with a public key")
    rows = keys.get("keys") if isinstance(keys, dict) else None
    fitting = [
        row
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
        and row.get("use", "sig") == "sig"
        and row.get("alg", algorithm) == algorithm
        and kid in (None, row.get("kid"))
    ]
    if len(fitting) != 1:
        raise NotShown("the server has no one key for the id token")
    return jwt.PyJWK(fitting[0], algorithm=algorithm).key, algorithm


def _check_for_whom(claims: dict, client_id: str) -> None:
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise NotShown("the id token is for another client")


def _check_fresh(claims: dict) -> None:
    """Signed in at the server just now: on a shared machine the last one's session may be open."""
    at = claims["auth_time"]
    oldest = time.time() - settings.LOCK_AFTER_SECONDS - LEEWAY
    if isinstance(at, bool) or not isinstance(at, int | float) or at < oldest:
        raise NotShown("the server did not ask the person to sign in afresh (auth_time)")
