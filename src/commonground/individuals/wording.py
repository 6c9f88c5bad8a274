"""The words that a person hears before anything is written down, and their version.

They say when public-records law could open the card. The agency's own text for that is
`privacy_public_records` in commonground.toml; without it we say what holds in the country of
the deployment's time zone.
"""

import hashlib

from django.utils import translation
from django.utils.translation import gettext as _

from commonground.common.deployment import deployment

from .models import Wording

EDITION = "1"  # changes with the sentences of `sentences`
BRITAIN = ("Europe/London", "Europe/Belfast", "GB")
AMERICA = ("America/", "US/")


def public_records() -> str:
    """When the law could open the card to others."""
    house = deployment()
    if house.privacy_public_records:
        return house.privacy_public_records
    if house.time_zone.startswith(BRITAIN):
        return _(
            "Anybody may ask for records that we hold (Freedom of Information Act 2000). Personal "
            "details like yours are normally left out of the answer. A court can order us to "
            "hand them over."
        )
    if house.time_zone.startswith(AMERICA):
        return _(
            "Public-records laws let anybody ask for records that we hold. In some states they can "
            "force us to give out names, phone numbers and e-mail addresses like yours, and we "
            "may not be able to refuse."
        )
    return _(
        "A law on public records, or a court, can force us to give out what we hold, your name "
        "and how to reach you included."
    )


def sentences() -> list[str]:
    """What is read out, in the active language."""
    return [
        _("You are 18 or older."),
        _(
            "We keep your name, your role here, how to reach you, your languages and the topics "
            "you care about, so that this neighbourhood's police team can talk with you."
        ),
        _("Only this team sees it. Each time somebody opens it, that is written down."),
        _(
            "We never write down your faith, origin, politics or right to stay, and no opinions "
            "about you."
        ),
        public_records(),
        _(
            "You can take it back at any time, with one click or a word to us, without a reason. "
            "Then we erase it at once."
        ),
        _("If we have not spoken for 24 months, we erase it."),
    ]


def current() -> str:
    """The version of the words in force; kept the first time that it is used."""
    words = {language: _in(language) for language in deployment().languages}
    text = "\n".join(words[language] for language in sorted(words))
    version = f"{EDITION}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    Wording.objects.get_or_create(version=version, defaults={"words": words})
    return version


def _in(language: str) -> str:
    with translation.override(language):
        return "\n".join(sentences())
