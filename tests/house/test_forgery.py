"""No form of another site changes anything, and no address breaks a page."""

import pytest
from django.test import Client

from .test_doors import NOBODYS_ID, address, doors

# RFC 8058: the mail program posts without cookies; the address holds a secret of its own
WITHOUT_A_TOKEN = {"unsubscribe", "individual-withdraw", "booking-leave"}


def test_every_form_wants_the_token_of_its_own_page(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.dana)
    answers = {door.name: client.post(address(door)) for door in doors()}
    careless = {name for name, a in answers.items() if "csrf.html" not in templates_of(a)}
    assert careless == WITHOUT_A_TOKEN


def templates_of(answer) -> list[str]:
    return [template.name for template in answer.templates]


@pytest.mark.django_db
def test_a_null_character_in_an_address_is_refused_in_a_sentence():
    client = Client()
    asked = ["/neighbourhoods/?q=%00", "/events/?neighbourhood=a%00", "/events/?%00=1"]
    asked += [address(d).replace(NOBODYS_ID, "%00") for d in doors() if d.gaps]
    answers = {path: client.get(path) for path in asked if "%00" in path}
    assert {path: a.status_code for path, a in answers.items() if a.status_code != 400} == {}
    assert b"<h1" in answers[asked[0]].content
