"""What those who came say. Tallies only: no answer has a row, so none can be traced."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..models import Event

YES, PARTLY, NO, NONE = "yes", "partly", "no", "none"
ANSWERS = [
    (YES, _("Yes")),
    (PARTLY, _("Partly")),
    (NO, _("No")),
    (NONE, _("I would rather not say")),
]
QUESTIONS = {
    "heard": _("Did we listen to you?"),
    "worth": _("Was it worth your time?"),
    "again": _("Would you come again?"),
}


class FeedbackTally(models.Model):
    """How often one answer was given to one question."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="feedback")
    question = models.CharField(max_length=10)
    answer = models.CharField(max_length=10, choices=ANSWERS)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "question", "answer"], name="one_tally_for_each_answer"
            )
        ]
