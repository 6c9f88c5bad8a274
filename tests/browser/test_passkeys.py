"""Dana's computer proves that it is her: a passkey is added, the page locked, opened again."""

import re

import pytest
from playwright.sync_api import Page

from tests.cast import PASSWORD

from .walking import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FINGER = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def give_it_a_finger(page: Page) -> None:
    """A pretended authenticator of the browser's own."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})


def test_a_passkey_opens_a_locked_page_again(opened, live_server, cast):
    served = live_server.url.replace("127.0.0.1", "localhost")  # passkeys want a name
    page = opened()
    give_it_a_finger(page)
    sign_in(page, served, "dana")
    page.goto(f"{served}/accounts/2fa/webauthn/add/")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.fill("input[name=name]", "Desk")
    page.check("input[name=passwordless]")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto(f"{served}/team/disputes/")
    page.get_by_role("button", name="Lock now").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile(r"/team/disputes/$"))
