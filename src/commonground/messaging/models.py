from django.db import models
from django.utils.translation import gettext_lazy as _

from commonground.common import clock
from commonground.common.ids import PublicIdField, RandomKeyField
from commonground.common.texts import TextByLanguageField
from commonground.places.models import Neighbourhood


class OutboxQuerySet(models.QuerySet):
    def waiting(self) -> "OutboxQuerySet":
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True)

    def given_up(self) -> "OutboxQuerySet":
        return self.filter(given_up_at__isnull=False)


class OutboxMessage(models.Model):
    """One message, written with what it tells and sent after the commit.

    The address, the subject, the words and the headers are emptied once it is sent.
    """

    id = RandomKeyField()
    public_id = PublicIdField()
    key = models.CharField(max_length=120, unique=True)  # what it tells: never told twice
    to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    can_wait = models.BooleanField(default=False)  # news, reminders: nobody sits and waits for it
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=60, blank=True)  # the kind of failure, no address

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["can_wait", "due_at"],
                condition=models.Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="outbox_waits",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(to="", body="", subject=""),
                name="outbox_sent_is_emptied",
            )
        ]


class NewsKind(models.TextChoices):
    NEWS = "news", _("News from your neighbourhood team")
    EVENTS = "events", _("Events")
    SAID_DID = "said_did", _("What people said and what we did")


class HowOften(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    WEEKLY = "weekly", _("Once a week")


class News(models.Model):
    """Something public that subscribers may hear of; an upper room announces it."""

    public_id = PublicIdField()
    key = models.CharField(max_length=80, unique=True)  # what is told: never announced twice
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="news")
    kind = models.CharField(max_length=10, choices=NewsKind.choices)
    title = TextByLanguageField()
    url = models.CharField(max_length=200)  # a path of this site
    at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True)  # when the at-once subscribers were told

    class Meta:
        indexes = [models.Index(fields=["neighbourhood", "at"])]


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self) -> "SubscriptionQuerySet":
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True)


class Subscription(models.Model):
    """An address that asked for news of one neighbourhood, and said so a second time."""

    public_id = PublicIdField()
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, related_name="subscriptions"
    )
    email = models.EmailField(blank=True)  # lower case; empty once ended
    phone = models.CharField(max_length=16, blank=True)  # instead: +13125550100
    kinds = models.JSONField(default=list)
    how_often = models.CharField(max_length=10, choices=HowOften.choices)
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)
    told_until = models.DateTimeField(null=True)  # the last digest covers what came before
    ended_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["email"]), models.Index(fields=["phone"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(email="", phone=""),
                name="subscription_ended_is_emptied",
            ),
            models.CheckConstraint(
                condition=models.Q(email="") | models.Q(phone=""),
                name="subscription_has_one_address",
            ),
        ]

    @property
    def address(self) -> str:
        """Where we write: an e-mail address, or a number that begins with +."""
        return self.email or self.phone
