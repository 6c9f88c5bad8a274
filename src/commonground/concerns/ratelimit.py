"""How often one network may try receipts, and how often it may write.

A receipt holds 15 random characters of 29: 29**15 = 8.6e21 of them, 72.9 bits. Say that a city
keeps a million, and that 20,000 networks send as many as we let them, 100 in ten minutes each,
for a year: 1.05e11 tries. One of them opens some thread with probability
1.05e11 * 1e6 / 8.6e21 = 1.2e-5. So the limit need not be tight, and must not be: everybody
behind one /24 (a mobile network, a library) shares it. What the check character finds is no
try, since it can open nothing; anybody can work that character out, so not counting it tells
nothing, and the page's answer is the same.
"""

from django.http import HttpRequest

from commonground.common.ratelimit import Limit

from . import receipts

RECEIPTS = Limit("WRONG_RECEIPTS_PER_10_MINUTES", 100, 600)
SUBMISSIONS = Limit("SUBMISSIONS_PER_HOUR", 60, 3600)


def note_unknown(request: HttpRequest, typed: str) -> None:
    """Somebody sent a receipt that opens nothing: it counts only if it could have opened one."""
    if receipts.is_well_formed(receipts.normalise(typed)):
        RECEIPTS.add(request)
