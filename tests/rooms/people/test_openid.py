"""Signing in with the agency's OpenID Connect server: the whole way there and back."""

import http.client
import re
import time
from html import unescape
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.cache import cache
from django.test import Client

from commonground.common.models import AuditRow
from commonground.people import staffing
from commonground.people.models import Staff
from commonground.people.openid import views
from commonground.people.openid.config import Server
from tests.cast import PASSWORD

from .openid_server import CLIENT, SECRET, OpenIDServer, new_key

START, LINK, UNLINK = "/accounts/openid/", "/team/openid/link/", "/team/openid/unlink/"


@pytest.fixture(autouse=True)
def forget_earlier_tries():
    cache.clear()
    views.STARTS.forget()


@pytest.fixture
def server(settings):
    running = OpenIDServer()
    settings.OPENID_CONNECT = Server("Town Hall", running.url, CLIENT, SECRET)
    settings.SOCIALACCOUNT_PROVIDERS = settings.OPENID_CONNECT.for_allauth()
    yield running
    running.stop()


def visit(url: str) -> str:
    """What the browser does at the server; the address to which it is sent back."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers["Location"]


def leads_to(page) -> str:
    return unescape(re.search(r'href="(http[^"]+/authorize\?[^"]+)"', page.content.decode())[1])


def go(client, start=START, **form) -> str:
    """Press the button and sign in at the server; the address back."""
    return visit(leads_to(client.post(start, form)))


def come_back(client, address: str):
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def signed_in_with_password(name: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": name, "password": PASSWORD})
    return client


def link(client):
    """Link from the account page: the password is asked for again on the way."""
    asked = client.post(LINK)
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    page = client.post(asked["Location"], {"password": PASSWORD})
    return come_back(client, visit(leads_to(page)))


@pytest.fixture
def linked(cast, server):
    """Bram has linked his account at the town hall."""
    link(signed_in_with_password("bram"))
    return cast.bram


def is_in(client) -> bool:
    return client.get("/team/card/").status_code == 200


def test_linked_staff_sign_in_and_come_to_the_page_that_they_wanted(linked, server):
    client = Client()
    back = come_back(client, go(client, next="/team/card/"))
    assert (back.status_code, back["Location"]) == (302, "/team/card/") and is_in(client)
    assert client.session["_auth_user_id"] == str(linked.pk)


def test_the_server_is_asked_for_a_fresh_sign_in_with_a_nonce_and_a_challenge(linked, server):
    asked = server.asked[-1]
    assert (asked["prompt"], asked["max_age"], asked["scope"]) == ("login", "900", "openid")
    assert asked["code_challenge_method"] == "S256" and len(asked["nonce"]) >= 32
    assert asked["redirect_uri"] == "http://testserver/accounts/openid/callback/"


def test_the_policy_of_the_pages_stays_as_strict_as_it_is(linked, server):
    page = Client().post(START)
    assert "form-action 'self'" in page["Content-Security-Policy"]
    assert 'http-equiv="refresh"' in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_a_stranger_with_an_account_there_is_refused_and_no_account_is_made(cast, server):
    before = Staff.objects.count()
    server.claims = {"email": "bram@example.org", "preferred_username": "bram"}
    cast.bram.email = "bram@example.org"
    cast.bram.save()
    client = Client()
    refused = come_back(client, go(client))
    assert refused.status_code == 403
    assert "No account here is linked with that one" in refused.content.decode()
    assert not is_in(client)
    assert (Staff.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_what_is_kept_of_the_other_account_is_a_hash_and_nothing_else(linked, server):
    kept = SocialAccount.objects.get()
    assert len(kept.uid) == 64 and kept.extra_data == {}
    assert server.sub not in str(vars(kept)) and not SocialToken.objects.exists()


def test_linking_and_unlinking_are_on_record_and_unlinked_it_opens_nothing(linked, server):
    bram = signed_in_with_password("bram")
    assert b"Linked: you can sign in with it" in bram.get("/accounts/2fa/").content
    asked = bram.post(UNLINK)
    bram.post(asked["Location"], {"password": PASSWORD})
    client = Client()
    assert come_back(client, go(client)).status_code == 403 and not is_in(client)
    verbs = ["staff.link_openid", "staff.unlink_openid"]
    rows = AuditRow.objects.filter(verb__in=verbs)
    assert {(r.verb, r.actor_id) for r in rows} == {(v, linked.public_id) for v in verbs}


def test_linking_asks_for_the_password_again(cast, server):
    bram = signed_in_with_password("bram")
    assert bram.post(LINK)["Location"].startswith("/accounts/reauthenticate/")
    assert not SocialAccount.objects.exists()


def test_nobody_links_anything(server, db):
    assert Client().post(LINK)["Location"].startswith("/accounts/login/")


def test_one_account_there_opens_one_account_here(linked, server):
    refused = link(signed_in_with_password("chidi"))
    assert refused.status_code == 403
    assert "already opens somebody else" in refused.content.decode()
    assert SocialAccount.objects.get().user == linked


def test_a_link_that_bram_began_is_not_ended_by_whoever_sits_there_next(cast, server):
    browser = signed_in_with_password("bram")
    asked = browser.post(LINK)
    address = visit(leads_to(browser.post(asked["Location"], {"password": PASSWORD})))
    browser.post("/accounts/logout/")
    browser.post("/accounts/login/", {"login": "chidi", "password": PASSWORD})
    assert come_back(browser, address).status_code == 403
    assert not SocialAccount.objects.exists()


def test_a_closed_account_is_refused(linked, server):
    Staff.objects.filter(pk=linked.pk).update(is_active=False)
    client = Client()
    refused = come_back(client, go(client))
    assert refused.status_code == 403 and b"This account is closed." in refused.content
    assert not is_in(client)


def test_a_login_of_the_demo_city_is_refused(linked, server):
    Staff.objects.filter(pk=linked.pk).update(username="demo-officer")
    client = Client()
    assert come_back(client, go(client)).status_code == 403 and not is_in(client)


def test_closing_an_account_or_giving_a_new_first_password_takes_the_link_away(linked, cast):
    by = cast.faye.actor()
    staffing.give_new_password(staff=linked, by=by)
    assert not SocialAccount.objects.exists()
    SocialAccount.objects.create(user=linked, provider="agency", uid="x")
    linked.postings.all().delete()
    staffing.close_account(staff=linked, by=by)
    assert not SocialAccount.objects.exists()


def test_what_may_be_opened_is_what_the_role_says(linked, server):
    client = Client()
    come_back(client, go(client))
    assert client.get("/team/people/").status_code == 403


def test_one_time_codes_are_asked_for_all_the_same(linked, server):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(linked, generate_totp_secret())
    client = Client()
    back = come_back(client, go(client))
    assert back["Location"].startswith("/accounts/2fa/authenticate/") and not is_in(client)


def test_wrong_passwords_for_a_name_lock_passwords_and_not_this_way_in(linked, server):
    for _ in range(9):
        Client().post("/accounts/login/", {"login": "bram", "password": "wrong"})
    client = Client()
    assert come_back(client, go(client)).status_code == 302 and is_in(client)


def test_the_same_address_back_works_once(linked, server):
    client = Client()
    address = go(client)
    assert come_back(client, address).status_code == 302
    client.post("/accounts/logout/")
    assert come_back(client, address).status_code == 403 and not is_in(client)


def test_an_address_back_from_another_browser_opens_nothing(linked, server):
    victim, attacker = Client(), Client()
    address = go(attacker)
    assert come_back(victim, address).status_code == 403 and not is_in(victim)


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=forged", "?error=access_denied"])
def test_a_forged_address_back_is_refused_with_a_sentence(linked, server, query):
    page = Client().get(f"/accounts/openid/callback/{query}")
    assert page.status_code == 403 and "It was not shown who you are" in page.content.decode()


def test_stopping_at_the_server_is_no_error_of_ours(linked, server):
    client = Client()
    state = re.search(r"state=([^&]+)", leads_to(client.post(START)))[1]
    page = client.get(f"/accounts/openid/callback/?error=access_denied&state={state}")
    assert page.status_code == 403 and b"Back to signing in" in page.content


LONG_AGO = int(time.time()) - 3600


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"}, {"nonce": None}, {"nonce": ""},
        {"aud": "another-client"}, {"aud": None}, {"aud": [CLIENT, "another-client"]},
        {"azp": "another-client"}, {"iss": "http://127.0.0.1:1"}, {"iss": None},
        {"exp": LONG_AGO}, {"exp": None}, {"sub": None}, {"sub": 5},
        {"auth_time": LONG_AGO}, {"auth_time": None}, {"auth_time": "now"}, {"auth_time": True},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_says_something_else_opens_nothing(linked, server, claims):
    server.claims = claims
    client = Client()
    assert come_back(client, go(client)).status_code == 403 and not is_in(client)


def test_a_token_signed_with_another_key_opens_nothing(linked, server):
    server.signs_with = new_key()
    client = Client()
    assert come_back(client, go(client)).status_code == 403 and not is_in(client)


def test_a_token_that_nobody_signed_or_that_is_signed_with_a_password_opens_nothing(linked, server):
    for algorithm, key in (("none", None), ("HS256", b"a client secret that is long enough")):
        server.algorithm, server.signs_with = algorithm, key
        client = Client()
        assert come_back(client, go(client)).status_code == 403 and not is_in(client)


def test_a_server_that_names_itself_otherwise_is_not_the_one_we_ask(linked, server):
    server.told = {"issuer": "https://elsewhere.example"}
    page = Client().post(START, follow=True)
    assert "That server does not answer now" in page.content.decode()


@pytest.mark.parametrize(
    "told", [{"jwks_uri": None}, {"token_endpoint": None}, {"jwks_uri": "http://127.0.0.1:9/"}]
)
def test_a_server_that_breaks_off_half_way_is_a_sentence_and_no_fault(linked, server, told):
    client = Client()
    address = go(client)
    server.told = told
    assert come_back(client, address).status_code == 403 and not is_in(client)


def test_a_server_that_is_down_leaves_the_other_ways_in(cast):
    page = Client().post(START, follow=True).content.decode()
    assert "That server does not answer now" in page and 'name="password"' in page


def test_a_log_line_says_why_and_nothing_of_who(linked, server, caplog):
    server.claims = {"auth_time": LONG_AGO}
    client = Client()
    come_back(client, go(client))
    assert "afresh (auth_time)" in caplog.text
    assert server.sub not in caplog.text and "code=" not in caplog.text


def test_signing_in_is_not_begun_without_an_end_from_one_network(server, settings, db):
    settings.OPENID_STARTS_PER_10_MINUTES = 2
    assert [Client().post(START).status_code for _ in range(3)] == [200, 200, 429]


def test_another_site_cannot_begin_it_and_an_address_alone_neither(server, db):
    assert Client(enforce_csrf_checks=True).post(START).status_code == 403
    assert Client().get(START).status_code == 405


def test_the_page_to_come_back_to_is_one_of_ours(linked, server):
    client = Client()
    back = come_back(client, go(client, next="https://elsewhere.example/"))
    assert back["Location"] == "/team/"
