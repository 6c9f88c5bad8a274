"""A form that is sent twice counts once, and memory has an end."""

from commonground.common import once


def test_of_very_many_keys_the_oldest_are_forgotten(monkeypatch):
    monkeypatch.setattr(once, "MOST_KEYS", 2)
    ours = once.Once()
    assert [ours.is_first(key) for key in ("a", "b", "b", "c", "b", "a")] == [
        True, True, False, True, False, True,
    ]  # fmt: skip
    assert len(ours.seen) == 2
