from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "commonground.messaging"
    label = "messaging"

    def ready(self) -> None:
        from . import sms
        from .subscribing import unconfirmed_numbers

        sms.UNCONFIRMED.append(unconfirmed_numbers)
