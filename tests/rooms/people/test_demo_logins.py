"""The demo city's passwords are printed for everybody: they open nothing elsewhere."""

from dataclasses import replace

import pytest
from django.contrib.auth import authenticate

from commonground.common import deployment
from commonground.people import backends
from tests.cast import PASSWORD, person


@pytest.fixture
def demo_officer(town):
    officer = person("demo-officer", "officer", town.north)
    return officer


def sign_in(rf):
    return authenticate(rf.post("/accounts/login/"), username="demo-officer", password=PASSWORD)


def test_a_demo_login_opens_the_demo_city(demo_officer, rf, monkeypatch):
    in_demo = replace(deployment.deployment(), demo=True)
    monkeypatch.setattr(backends, "deployment", lambda: in_demo)
    assert sign_in(rf) == demo_officer


def test_a_demo_login_is_refused_everywhere_else(demo_officer, rf):
    assert sign_in(rf) is None


def test_a_session_of_a_demo_login_ends_when_the_city_is_no_demo(demo_officer):
    assert backends.StaffBackend().get_user(demo_officer.pk) is None
