from django.apps import AppConfig


class EngagementConfig(AppConfig):
    name = "commonground.engagement"
    label = "engagement"

    def ready(self) -> None:
        from commonground.messaging import sms

        from .bookings.booking import unconfirmed_numbers

        sms.UNCONFIRMED.append(unconfirmed_numbers)
