from django.db import models
from django.utils.translation import gettext_lazy as _

from commonground.common import clock
from commonground.common.ids import PublicIdField
from commonground.common.texts import TextByLanguageField

WEEKLY, FORTNIGHTLY, MONTHLY = "weekly", "fortnightly", "monthly"
HOW_OFTEN = [
    (WEEKLY, _("Every week")),
    (FORTNIGHTLY, _("Every two weeks")),
    (MONTHLY, _("Every month, on the same weekday")),
]


class Series(models.Model):
    """How an event repeats, as it was first told. Each of its days is an event of its own.

    Calendars show this as one repeating entry; a day that was changed since stands beside it.
    """

    public_id = PublicIdField()
    every = models.CharField(max_length=12, choices=HOW_OFTEN)
    first_on = models.DateField()
    count = models.PositiveSmallIntegerField()  # of days, the cancelled ones too
    # as first told: what differs from it is a change of one day
    begins = models.TimeField()  # local
    ends = models.TimeField(null=True)
    title = TextByLanguageField()
    about = TextByLanguageField(blank=True, validators=[])
    place = TextByLanguageField(blank=True, validators=[])
    sequence = models.PositiveIntegerField(default=0)  # one more at each change of any day
    made_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
