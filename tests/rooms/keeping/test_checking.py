"""What `commonground check` finds."""

from datetime import date

import pytest
from django.conf import settings

from commonground.common.deployment import Deployment
from commonground.keeping import checking

pytestmark = pytest.mark.django_db
READY = Deployment(
    complaint_body="c", emergency_relay="e", read_every="r", privacy_controller="p",
    privacy_basis="p", privacy_readers="p", privacy_rights="p", privacy_complaint_body="p",
    privacy_public_records="p", mail_backend="smtp", mail_from="team@example.org",
    base_url="https://example.org", holidays=(date(2026, 12, 25),),
)  # fmt: skip


def found(monkeypatch, **changed) -> str:
    from dataclasses import replace

    ours = replace(READY, **changed)
    monkeypatch.setattr(checking, "deployment", lambda: ours)
    monkeypatch.setattr(checking, "sqlite_problems", list)
    return "\n".join(checking.problems())


def test_a_deployment_that_says_everything_is_ready(monkeypatch, clock_at):
    assert found(monkeypatch) == ""


@pytest.mark.parametrize("name", sorted(checking.PRIVACY | checking.ASKED_FOR))
def test_each_empty_field_is_named(monkeypatch, clock_at, name):
    assert f"{name} in commonground.toml is empty" in found(monkeypatch, **{name: " "})


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"mail_backend": "console"}, "no message reaches anybody"),
        ({"mail_from": ""}, "from whom we write"),
        ({"base_url": "http://example.org"}, "not https"),
        ({"holidays": (date(2025, 12, 25),)}, "no day of 2026"),
    ],
)
def test_what_would_not_work_for_residents_is_said(monkeypatch, clock_at, changed, words):
    assert words in found(monkeypatch, **changed)


def test_a_login_of_the_demo_is_found(monkeypatch, clock_at, cast):
    cast.bram.username = "demo-officer"
    cast.bram.save()
    assert "demo-officer is a login of the demo city" in found(monkeypatch)
    assert found(monkeypatch, demo=True, privacy_controller="") == ""


def test_a_folder_that_others_can_read_is_said_with_what_to_do(monkeypatch, clock_at):
    settings.HOME.chmod(0o755)
    try:
        assert f"chmod go-rwx {settings.HOME}" in found(monkeypatch)
    finally:
        settings.HOME.chmod(0o700)


def asked(client, host, address):
    client.post("/follow/", {"receipt": "x"}, headers={"host": host}, REMOTE_ADDR=address)


def test_a_proxy_that_hides_every_visitor_s_network_is_said_until_it_does_not(
    monkeypatch, clock_at, client, settings
):
    settings.ALLOWED_HOSTS = ["police.example.org", "localhost"]
    asked(client, "localhost:8000", "127.0.0.1")
    assert found(monkeypatch) == ""
    asked(client, "police.example.org", "127.0.0.1")
    assert "The proxy tells us no visitor's network" in found(monkeypatch)
    asked(client, "localhost:8000", "127.0.0.1")
    assert "let it set X-Forwarded-For" in found(monkeypatch)
    assert (settings.HOME / "proxy-hides-networks").read_bytes() == b""
    asked(client, "police.example.org", "203.0.113.9")
    assert found(monkeypatch) == ""


def test_a_database_that_is_behind_is_the_first_thing_to_do(monkeypatch):
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    recorder = MigrationRecorder(connection)
    for app, name in MigrationLoader(connection).graph.leaf_nodes("keeping"):
        recorder.record_unapplied(app, name)
    assert checking.problems() == ["The database is not up to date: run `commonground init`."]
