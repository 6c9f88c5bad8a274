"""[sign_in.openid_connect]: off unless it is whole, and `commonground check` says what lacks."""

import os
import subprocess
import sys

import pytest

from commonground.people.openid import config
from tests.homes import commonground

WHOLE = 'server_url = "https://login.example.org/"\nclient_id = "commonground"\n'


@pytest.fixture
def home(tmp_path):
    (tmp_path / "keys").mkdir()
    return tmp_path


def write(home, table: str, secret: str = "hush") -> None:
    (home / "commonground.toml").write_text(f"[sign_in.openid_connect]\n{table}")
    if secret:
        (home / "keys" / "openid_connect_secret").write_text(f"{secret}\n")


def test_without_the_table_it_is_off_and_nothing_is_missing(home):
    assert config.server(home, {}) is None and config.problems(home, {}) == []
    (home / "commonground.toml").write_text('agency = "Police"\n')
    assert config.server(home, {}) is None and config.problems(home, {}) == []


def test_a_whole_table_names_a_server_and_its_host_stands_for_its_name(home):
    write(home, WHOLE)
    expected = config.Server(
        "login.example.org", "https://login.example.org", "commonground", "hush"
    )
    assert config.server(home, {}) == expected and config.problems(home, {}) == []
    write(home, f'{WHOLE}name = "Town Hall"\n')
    assert config.server(home, {}).name == "Town Hall"


def test_the_secret_may_come_from_the_environment(home):
    write(home, WHOLE, secret="")
    assert config.server(home, {"COMMONGROUND_OPENID_SECRET": " hush "}).secret == "hush"


@pytest.mark.parametrize(
    ("table", "secret", "words"),
    [
        ('client_id = "x"\n', "hush", "has no server_url"),
        ('server_url = "https://login.example.org"\n', "hush", "has no client_id"),
        (WHOLE.replace("commonground", " "), "hush", "has no client_id"),
        (WHOLE, "", "keys/openid_connect_secret or into COMMONGROUND_OPENID_SECRET"),
        (f'{WHOLE}client_secret = "x"\n', "hush", "A secret belongs into"),
        (f'{WHOLE}scopes = "x"\n', "hush", "name that is not known: scopes"),
        (WHOLE.replace("https", "http"), "hush", "is not https"),
    ],
)
def test_half_a_table_is_off_and_the_missing_half_is_named(home, table, secret, words):
    write(home, table, secret)
    assert config.server(home, {}) is None
    (sentence,) = config.problems(home, {})
    assert words in sentence and "hush" not in sentence


def python(home, code: str) -> str:
    run = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
    known = {"COMMONGROUND_HOME": str(home),
             "DJANGO_SETTINGS_MODULE": "commonground.project.settings"}  # fmt: skip
    unset = {k: v for k, v in os.environ.items() if k != "COMMONGROUND_DATABASE"}
    done = subprocess.run(run, env=unset | known, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


LOOK = """
import sys
from django.apps import apps
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS.append("testserver")
page = Client().get("/accounts/login/").content.decode()
print(apps.is_installed("allauth.socialaccount"), Client().post("/accounts/openid/").status_code,
      "login.example.org" in page, "requests" in sys.modules)
"""


@pytest.fixture
def running(home_at, tmp_path):
    return home_at(tmp_path / "data")


def test_off_no_app_no_address_and_no_button_is_there(running):
    assert python(running, LOOK).split() == ["False", "404", "False", "False"]


def test_on_init_is_asked_for_first_and_then_the_button_is_there(running):
    write(running, WHOLE)
    assert "not up to date: run `commonground init`" in commonground("check", home=running).stdout
    assert commonground("init", home=running).returncode == 0
    app, _address, button, _requests = python(running, LOOK).split()
    assert (app, button) == ("True", "True")


def test_check_says_what_is_missing(running):
    toml = running / "commonground.toml"
    toml.write_text(toml.read_text() + '\n[sign_in.openid_connect]\nclient_id = "x"\n')
    said = commonground("check", home=running).stdout
    assert "has no server_url" in said and "The client secret" in said
