"""News for an author who left an address: that there is some, never what."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from commonground.common.deployment import deployment
from commonground.messaging.outbox import enqueue

from .models import Address, Concern


def say_there_is_news(concern: Concern, about: str) -> None:
    """Put a neutral message in the outbox. Sensitive concerns get no automatic message."""
    if concern.sensitive:
        return
    address = Address.objects.filter(concern=concern).first()
    if address is None:
        return
    with override(concern.language):
        subject = _("There is news for you")
        body = _(
            "Something you asked to hear about has news. To read it, open this page and type "
            "your receipt:"
        )
    page = f"{deployment().base_url.rstrip('/')}/follow/"
    enqueue(to=address.email, subject=subject, body=f"{body}\n{page}\n", key=about)


def forget_address(concern: Concern) -> bool:
    """The author wants no more e-mail about this concern. True if there was an address."""
    return Address.objects.filter(concern=concern).delete()[0] > 0
