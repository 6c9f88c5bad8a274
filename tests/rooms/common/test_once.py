"""A form that is sent twice counts once, and memory has an end."""

from commonground.common import once


def test_of_very_many_keys_the_oldest_are_forgotten(monkeypatch):
    monkeypatch.setattr(once, "MOST_KEYS", 2)
    ours = once.Once()
    assert [ours.is_first(key) for key in ("a", "b", "b", "c", "b", "a")] == [
        True, True, False, True, False, True,
    ]  # fmt: skip
    assert len(ours.seen) == 2


def test_what_was_refused_may_come_again():
    ours = once.Once()
    assert ours.is_first("a")
    ours.forget("a")
    assert ours.is_first("a")
