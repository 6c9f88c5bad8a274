"""The product's settings, for many residents behind one address (the tests' own)."""

from commonground.project.settings import *  # noqa: F403

SUBMISSIONS_PER_HOUR = 10_000
