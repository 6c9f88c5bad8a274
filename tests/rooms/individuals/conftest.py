import pytest
from django.test import Client

from commonground.individuals.cards import Details, add_card
from commonground.individuals.models import Individual
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood

IRIS = "iris@example.org"


@pytest.fixture
def add(town, cast):
    """A card of Iris of Northside, who said yes to Bram; what is given is different."""

    def made(
        how: str = "spoken", by: Staff | None = None, place: Neighbourhood | None = None, **more
    ) -> Individual:
        told = {
            "name": "Iris Example", "role": "school", "role_label": "Caretaker", "email": IRIS,
            "phone": "555 0100", "languages": ["en", "es"], "meet_at": "By the gate",
        } | more  # fmt: skip
        return add_card(
            neighbourhood=place or town.north, details=Details(**told), how=how, is_adult=True,
            words_read=True, by=by or cast.bram,
        )  # fmt: skip

    return made


@pytest.fixture
def signed_in(cast):
    def client(name: str) -> Client:
        browser = Client()
        browser.force_login(getattr(cast, name))
        return browser

    return client
