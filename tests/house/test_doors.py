"""Every address x every role x nobody: who comes in is what the table says, and nothing breaks."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

from commonground.people.access import ANYBODY_SIGNED_IN
from commonground.people.models import Role
from commonground.people.rules import TABLE, can

# allauth's pages: they carry no mark of ours. The first are open, the rest want a sign-in.
ALLAUTH_OPEN = {
    "account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn",
}  # fmt: skip
ALLAUTH_SIGNED_IN = {
    "account_change_password", "account_reauthenticate",
    "mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn", "mfa_edit_webauthn",
}  # fmt: skip
ALLAUTH = ALLAUTH_OPEN | ALLAUTH_SIGNED_IN
NOBODYS_ID = "ZZZZZZZZZZZZ"


@dataclass(frozen=True)
class Door:
    """One address: its name, its view, and the gaps to fill."""

    name: str
    callback: Callable
    gaps: dict[str, object]


def doors(resolver: URLResolver | None = None, gaps: dict[str, object] | None = None) -> list[Door]:
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        all_gaps = {**(gaps or {}), **entry.pattern.converters}
        if isinstance(entry, URLResolver):
            found += doors(entry, all_gaps)
        else:
            found.append(Door(entry.name, entry.callback, all_gaps))
    return found


def marked(attribute: str) -> list[Door]:
    return [door for door in doors() if getattr(door.callback, attribute, None)]


def address(door: Door, **known: str) -> str:
    """The door's address, with a value that nothing has in each gap unless it is known."""
    fill = {
        name: known.get(name, 1 if isinstance(kind, IntConverter) else NOBODYS_ID)
        for name, kind in door.gaps.items()
    }
    return reverse(door.name, kwargs=fill)


def test_every_view_says_who_may_open_it():
    unmarked = [
        d.name or str(d.callback)
        for d in doors()
        if d.name not in ALLAUTH
        and not getattr(d.callback, "is_public", False)
        and not getattr(d.callback, "staff_verb", None)
    ]
    assert unmarked == []


def test_no_view_is_both_public_and_for_staff():
    assert [d.name for d in marked("staff_verb") if getattr(d.callback, "is_public", False)] == []


def test_every_address_has_a_name_of_its_own():
    names = [d.name for d in doors()]
    assert None not in names
    assert len(names) == len(set(names))


def test_staff_addresses_lie_below_team():
    assert [d.name for d in marked("staff_verb") if not address(d).startswith("/team/")] == []


def test_the_table_names_roles_that_exist_and_scopes_that_mean_something():
    assert {role for row in TABLE.values() for role in row} <= set(Role.values)
    assert {scope for row in TABLE.values() for scope in row.values()} <= {"own", "agency"}


def test_the_overseer_has_only_verbs_that_read():
    assert [v for v, row in TABLE.items() if "overseer" in row and not v.endswith(".read")] == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_is_sent_to_sign_in_from_every_staff_page(method, town):
    client = Client()
    for door in marked("staff_verb"):
        answer = getattr(client, method)(address(door))
        assert answer.status_code == 302, door.name
        assert answer["Location"].startswith("/accounts/login/"), door.name


@pytest.mark.parametrize("name", sorted(ALLAUTH_SIGNED_IN))
def test_nobody_reaches_no_page_about_an_account(name, db):
    (door,) = [d for d in doors() if d.name == name]
    answer = Client().get(address(door))
    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("name", ["bram", "chidi", "dana", "esi", "faye", "gus", "hana"])
def test_each_role_comes_in_where_the_table_says_and_nowhere_else(name, cast, town):
    staff = getattr(cast, name)
    client = Client()
    client.force_login(staff)
    for door in marked("staff_verb"):
        verb = door.callback.staff_verb
        may = verb == ANYBODY_SIGNED_IN or can(staff, verb)
        answers = {m: getattr(client, m)(address(door)).status_code for m in ("get", "post")}
        client.force_login(staff)  # the lock's page signs out
        if may:
            assert all(code < 500 for code in answers.values()), (door.name, answers)
        else:
            shut = 404 if door.callback.is_unseen else 403
            assert set(answers.values()) == {shut}, (door.name, answers)


@pytest.mark.parametrize("name", ["nobody", "bram", "hana"])
def test_no_public_page_breaks_on_an_address_that_is_not_there_or_an_empty_form(name, cast, town):
    client = Client()
    if name != "nobody":
        client.force_login(getattr(cast, name))
    for door in marked("is_public"):
        for slug in (NOBODYS_ID.lower(), town.north.slug):
            for method in ("get", "post"):
                answer = getattr(client, method)(address(door, slug=slug))
                assert answer.status_code < 500, (door.name, method)


def test_staff_pages_are_stored_nowhere(cast):
    client = Client()
    client.force_login(cast.bram)
    for door in marked("staff_verb"):
        answer = client.get(address(door))
        client.force_login(cast.bram)
        if answer.status_code == 200:
            assert "no-store" in answer["Cache-Control"], door.name
