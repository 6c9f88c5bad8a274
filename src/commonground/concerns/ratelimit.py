"""How often one network may try receipts, and how often it may write."""

from commonground.common.ratelimit import Limit

RECEIPTS = Limit("WRONG_RECEIPTS_PER_10_MINUTES", 10, 600)
SUBMISSIONS = Limit("SUBMISSIONS_PER_HOUR", 60, 3600)
