"""Sessions that ended and lock-outs that are over are taken away each night."""

from datetime import UTC, datetime, timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session

from commonground.common.jobs import job


@job("tidy-sign-ins", daily_at="03:30")
def tidy_sign_ins() -> None:
    """Machine time, as sign-in itself uses."""
    now = datetime.now(UTC)
    Session.objects.filter(expire_date__lt=now).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - timedelta(days=1)).delete()
