"""Amal's concerns, as the room of concerns tests them."""

from tests.rooms.concerns.conftest import fresh_limits, raised, shipped

__all__ = ["fresh_limits", "raised", "shipped"]
