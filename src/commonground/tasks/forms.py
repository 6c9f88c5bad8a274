from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.common.ids import new_public_id
from commonground.places.models import Neighbourhood

from . import states
from .making import TITLE_LENGTH


class TaskForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (states.PROMISE, _("A promise: residents were told of it")),
            (states.TASK, _("A task of ours")),
        ],
        initial=states.PROMISE,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("What is to be done"), max_length=TITLE_LENGTH)
    neighbourhood = forms.ModelChoiceField(
        label=_("Neighbourhood"), queryset=Neighbourhood.objects.none(), to_field_name="slug",
        empty_label=_("Choose"),
    )  # fmt: skip
    due_on = forms.DateField(
        label=_("By when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    idempotency_key = forms.CharField(
        max_length=40, required=False, initial=new_public_id, widget=forms.HiddenInput
    )

    def __init__(self, *args, places, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighbourhood"].queryset = places


class DropForm(forms.Form):
    reason = forms.CharField(label=_("Why it will not be done"), max_length=300)
