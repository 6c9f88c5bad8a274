"""The names of what is kept here, as the privacy page and the ledger say them."""

from django.utils.translation import gettext_noop as _

BOOKINGS = _("Addresses of those who said they would come to an event")
INVITATIONS = _("Phone numbers and words for the list, of those who invited us")
