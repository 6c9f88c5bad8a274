from django import forms
from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from commonground.messaging.forms import AddressForm

from ..models import Event
from .booking import Wish
from .models import NEEDS
from .places import most_places


class BookingForm(AddressForm):
    """An address, how many, what is needed. Never a name."""

    places = forms.IntegerField(
        label=_("How many places?"),
        initial=1,
        min_value=1,
        error_messages={"required": _("Say how many places.")},
    )
    needs = forms.MultipleChoiceField(
        label=_("What would help you to take part?"),
        choices=NEEDS.items,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    needs_words = forms.CharField(
        label=_("Something else, or which language"),
        max_length=200,
        required=False,
        help_text=_("In a few words, without a name. The team sees it beside the others' wishes."),
    )
    language = forms.ChoiceField(
        label=_("In which language shall we write to you?"),
        choices=lambda: settings.LANGUAGES,
        initial=get_language,
    )

    def __init__(self, *args, event: Event, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.most = most_places(event)
        self.fields["places"].widget.attrs |= {"max": self.most, "inputmode": "numeric"}
        if event.kind.children_attend:
            self.fields["places"].label = _("For how many, those who bring them included?")

    def clean_places(self) -> int:
        places = self.cleaned_data["places"]
        if places > self.most:
            raise forms.ValidationError(
                ngettext(
                    "At most %(most)d place at once. Need more? Ask the team.",
                    "At most %(most)d places at once. Need more? Ask the team.",
                    self.most,
                )
                % {"most": self.most}
            )
        return places

    def wish(self) -> Wish:
        return Wish(**self.cleaned_data)
