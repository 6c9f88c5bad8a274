import pytest
from django.test import RequestFactory

from commonground.common.ratelimit import Limit, network_prefix


def visit(address):
    return RequestFactory().get("/", REMOTE_ADDR=address)


@pytest.mark.parametrize("address, prefix", [
    ("203.0.113.9", "203.0.113.0/24"),
    ("::ffff:203.0.113.9", "203.0.113.0/24"),
    ("2001:db8:1:2::5", "2001:db8:1::/48"),
    ("", "unknown"),
])  # fmt: skip
def test_only_the_network_is_looked_at(address, prefix):
    assert network_prefix(address) == prefix


def test_a_network_waits_and_another_does_not():
    limit = Limit("NO_SUCH_SETTING", 2, 600)
    for _ in range(2):
        assert not limit.is_reached(visit("203.0.113.9"))
        limit.add(visit("203.0.113.9"))
    assert limit.is_reached(visit("203.0.113.200"))
    assert not limit.is_reached(visit("198.51.100.1"))


def test_the_wait_ends(monkeypatch):
    limit, clock = Limit("NO_SUCH_SETTING", 1, 600), [1000.0]
    monkeypatch.setattr("commonground.common.ratelimit.time.monotonic", lambda: clock[0])
    limit.forget()
    limit.add(visit("203.0.113.9"))
    assert limit.is_reached(visit("203.0.113.9"))
    clock[0] += 601
    assert not limit.is_reached(visit("203.0.113.9"))


def test_no_address_is_held_and_the_key_is_new_each_day(monkeypatch):
    limit, clock = Limit("NO_SUCH_SETTING", 1, 600), [1000.0]
    monkeypatch.setattr("commonground.common.ratelimit.time.monotonic", lambda: clock[0])
    limit.forget()
    limit.add(visit("203.0.113.9"))
    assert "203.0.113" not in repr(vars(limit))
    key = limit.key
    clock[0] += 86401
    limit.is_reached(visit("203.0.113.9"))
    assert limit.key != key and len(limit.tries) == 1


def test_however_many_networks_come_the_memory_stays_bounded(monkeypatch):
    monkeypatch.setattr("commonground.common.ratelimit.MOST_NETWORKS", 3)
    limit = Limit("NO_SUCH_SETTING", 1, 600)
    for n in range(9):
        limit.add(visit(f"198.51.{n}.1"))
    assert len(limit.tries) == 3 and limit.is_reached(visit("198.51.8.200"))


def test_what_a_stranger_writes_into_a_header_names_no_network():
    limit = Limit("NO_SUCH_SETTING", 1, 600)
    limit.add(visit("203.0.113.9"))
    spoofed = RequestFactory().get(
        "/", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="192.0.2.7"
    )
    assert limit.is_reached(spoofed)
