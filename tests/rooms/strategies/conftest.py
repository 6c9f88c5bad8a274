"""The rows beside which the library stands: an event to plan, an alert to take up."""

from tests.rooms.earlywarning.conftest import alert, surprise  # noqa: F401
from tests.rooms.engagement.conftest import kind, meeting, plan  # noqa: F401
from tests.rooms.incidents.conftest import desk, home  # noqa: F401
