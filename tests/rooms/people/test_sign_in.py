"""Signing in, the lock, first passwords, lock-outs. No network address is written anywhere."""

import time

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client

from commonground.common.actors import Actor
from commonground.people import staffing
from commonground.people.jobs import tidy_sign_ins
from commonground.people.middleware import SEEN
from tests.cast import PASSWORD

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def forget_earlier_tries():
    cache.clear()
    yield
    cache.clear()


def sign_in(client, username, password=PASSWORD, **headers):
    return client.post(
        LOGIN, {"login": username, "password": password}, HTTP_USER_AGENT="Bram's phone", **headers
    )


def test_staff_sign_in_with_a_password_and_reach_the_team_pages(client, cast):
    assert sign_in(client, "bram")["Location"] == "/team/"
    assert client.get("/team/card/").status_code == 200


def test_the_sign_in_page_says_each_label_once(client, db):
    page = client.get(LOGIN).content.decode()
    assert page.count("Username") == page.count("Password") == 1
    assert "placeholder" not in page


def test_the_sign_in_page_runs_no_inline_script(client, db):
    page = client.get(LOGIN).content.decode()
    scripts = [part.split(">")[0] for part in page.split("<script")[1:]]
    assert scripts
    assert all("src=" in tag or "application/json" in tag for tag in scripts)
    assert "onclick" not in page


def test_on_a_bare_address_the_sign_in_page_leads_to_localhost(db):
    page = Client(headers={"host": "127.0.0.1:8105"}).get(LOGIN + "?next=/team/audit/")
    assert b'href="http://localhost:8105/accounts/login/?next=/team/audit/"' in page.content
    assert b"passkey_login" not in page.content


def test_on_localhost_the_passkey_button_is_there(db):
    page = Client(headers={"host": "localhost:8105"}).get(LOGIN)
    assert b'id="passkey_login"' in page.content


def test_eight_wrong_passwords_lock_the_name_with_a_sentence_and_keep_no_address(client, cast):
    for _ in range(7):
        assert sign_in(client, "bram", "wrong").status_code == 200
    refused = sign_in(client, "bram", "wrong")
    assert refused.status_code == 429
    assert b"Wait 15 minutes" in refused.content
    assert sign_in(client, "bram").status_code == 429
    attempt = AccessAttempt.objects.get()
    kept = attempt.ip_address, attempt.user_agent, attempt.http_accept, attempt.path_info
    assert kept == ("0.0.0.0", "", "", "")
    assert not (attempt.get_data + attempt.post_data).strip("-\n")
    assert sign_in(Client(), "chidi").status_code == 302  # others are not held up


def test_a_lock_out_that_is_over_is_tidied_away(client, cast):
    from datetime import UTC, datetime, timedelta

    sign_in(client, "bram", "wrong")
    AccessAttempt.objects.update(attempt_time=datetime.now(UTC) - timedelta(days=2))
    tidy_sign_ins()
    assert not AccessAttempt.objects.exists()


def test_residents_pages_are_never_locked_out(client, cast):
    for _ in range(9):
        sign_in(client, "bram", "wrong")
    assert client.get("/healthz").status_code == 200


def later(client, seconds):
    session = client.session
    session[SEEN] = time.time() - seconds
    session.save()


def test_after_a_pause_the_machine_is_locked_and_comes_back_to_the_same_page(client, cast):
    client.force_login(cast.bram)
    client.get("/team/card/")
    later(client, 16 * 60)
    locked = client.get("/team/card/?a=b")
    assert locked["Location"] == "/accounts/login/?next=/team/card/%3Fa%3Db"
    assert "_auth_user_id" not in client.session


def test_a_form_sent_after_the_pause_leads_back_to_its_page_not_to_the_sending(client, cast):
    client.force_login(cast.bram)
    later(client, 16 * 60)
    locked = client.post("/team/card/consent/", headers={"referer": "http://testserver/team/card/"})
    assert locked["Location"].endswith("?next=/team/card/")


def test_another_sites_page_is_never_where_one_comes_back_to(client, cast):
    client.force_login(cast.bram)
    locked = client.post("/team/lock/", headers={"referer": "https://elsewhere.example/team/"})
    assert locked["Location"].endswith("?next=/team/")


def test_lock_now_ends_the_session(client, cast):
    client.force_login(cast.bram)
    locked = client.post("/team/lock/", headers={"referer": "http://testserver/team/card/"})
    assert locked["Location"].endswith("?next=/team/card/")
    assert client.get("/team/card/").status_code == 302


def test_somebody_who_writes_is_not_locked_out(client, cast):
    client.force_login(cast.bram)
    later(client, 14 * 60)
    assert client.get("/team/stay/").status_code == 204
    assert time.time() - client.session[SEEN] < 5


def test_a_first_password_opens_only_the_page_that_changes_it(client, cast):
    nina, password = staffing.add_staff(
        username="nina", display_name="Nina (test cast)", by=cast.faye.actor()
    )
    assert sign_in(client, "nina", password).status_code == 302
    assert client.get("/team/lock/").status_code == 405
    assert client.get("/accounts/2fa/")["Location"] == "/accounts/password/change/"
    changed = client.post(
        "/accounts/password/change/",
        {
            "oldpassword": password,
            "password1": "a kettle on a hill",
            "password2": "a kettle on a hill",
        },
    )
    assert changed["Location"] == "/team/"
    nina.refresh_from_db()
    assert not nina.must_change_password
    assert client.get("/accounts/2fa/").status_code == 200


def test_a_first_password_is_long_and_without_letters_that_are_mixed_up():
    password = staffing.first_password()
    assert len(password.replace("-", "")) == 20
    assert not set(password) & set("015OILS")


def test_a_new_first_password_takes_codes_away_and_ends_sessions(client, cast):
    from allauth.mfa.models import Authenticator

    client.force_login(cast.bram)
    Authenticator.objects.create(user=cast.bram, type="totp", data={})
    staffing.give_new_password(staff=cast.bram, by=cast.faye.actor())
    assert not Authenticator.objects.filter(user=cast.bram).exists()
    assert client.get("/team/card/").status_code == 302


@pytest.mark.parametrize(
    "page", ["", "webauthn/", "webauthn/add/", "totp/activate/", "recovery-codes/generate/"]
)
def test_the_pages_of_passkeys_and_codes_open_after_a_fresh_sign_in(client, cast, page):
    sign_in(client, "bram")
    answer = client.get(f"/accounts/2fa/{page}", follow=True)
    assert answer.status_code == 200
    assert b"Commonground" in answer.content


def test_with_one_time_codes_the_password_alone_opens_nothing(client, cast):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(cast.bram, generate_totp_secret())
    assert sign_in(client, "bram")["Location"].startswith("/accounts/2fa/authenticate/")
    assert b"The code" not in client.get("/team/card/").content
    page = client.get("/accounts/2fa/authenticate/")
    assert b"One more step" in page.content
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200


def test_guessing_one_time_codes_is_stopped_after_ten(client, cast):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    TOTP.activate(cast.bram, generate_totp_secret())
    sign_in(client, "bram")
    for _ in range(10):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    stopped = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert b"Too many" in stopped.content


def test_nobody_can_make_an_account(client, db):
    assert client.get("/accounts/signup/").status_code == 404


def test_an_account_is_not_closed_under_a_posting(cast):
    from commonground.common.errors import Refused

    with pytest.raises(Refused, match="End the postings first"):
        staffing.close_account(staff=cast.bram, by=Actor.system("test"))


@pytest.mark.parametrize("page", ["/accounts/2fa/", "/accounts/2fa/totp/activate/", "/team/", "/"])
def test_no_page_of_somebody_signed_in_stays_on_a_shared_machine(client, cast, page):
    sign_in(client, "esi")
    assert client.get(page)["Cache-Control"] == "no-store"


def test_a_new_password_ends_every_other_session_of_that_person(cast):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(client, "bram")
    old, new = PASSWORD, "a-longer-one-of-my-own"
    here.post(
        "/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": new}
    )
    assert elsewhere.get("/team/card/").status_code == 302
    assert here.get("/team/card/").status_code == 200


def test_signing_in_leaves_the_session_that_somebody_else_may_have_set(client, cast):
    client.cookies["sessionid"] = "a" * 32
    sign_in(client, "bram")
    assert client.cookies["sessionid"].value != "a" * 32


@pytest.mark.parametrize("next_page", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(client, cast, next_page):
    page = client.post(LOGIN, {"login": "bram", "password": PASSWORD, "next": next_page})
    assert page["Location"] == "/team/"
