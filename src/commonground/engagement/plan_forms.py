from datetime import date, datetime, time

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.common import clock
from commonground.common.ids import new_public_id
from commonground.places.models import Neighbourhood

from .forms import NamedChoice, day_input, time_input
from .models import Event, EventKind
from .planning import Plan
from .series.models import HOW_OFTEN
from .series.repeating import MOST, Repeat

HOSTS = ("hosts_asked_on", "hosts_agreed", "is_listed")
ONE, FOLLOWING = "one", "following"
WHICH = [(ONE, _("Only this day")), (FOLLOWING, _("This day and all that follow"))]


class EventForm(forms.Form):
    kind = NamedChoice(
        label=_("What kind of event?"),
        queryset=EventKind.objects.none(),
        to_field_name="slug",
        empty_label=None,
    )
    title = forms.CharField(label=_("Its name"), max_length=120)
    title_es = forms.CharField(
        label=_("Its name in Spanish"),
        max_length=120,
        required=False,
        help_text=_("Left empty, Spanish readers see the name above."),
    )
    neighbourhoods = forms.ModelMultipleChoiceField(
        label=_("Where does it belong?"),
        queryset=Neighbourhood.objects.none(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )
    day = forms.DateField(label=_("Day"), widget=day_input())
    begins = forms.TimeField(label=_("From"), widget=time_input())
    ends = forms.TimeField(label=_("Until"), widget=time_input(), required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    place_es = forms.CharField(
        label=_("The place in Spanish"),
        max_length=200,
        required=False,
        help_text=_("Only where it reads otherwise: how to find it, where the ramp is."),
    )
    about = forms.CharField(
        label=_("What people should know"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who may come, what to bring, access, languages."),
    )
    about_es = forms.CharField(
        label=_("What people should know, in Spanish"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    hosts_asked_on = forms.DateField(
        label=_("On which day did the hosts ask us?"),
        required=False,
        widget=day_input(),
        help_text=_("The day is enough: do not write down who they are."),
    )
    hosts_agreed = forms.BooleanField(
        label=_("The hosts have read these words and agreed to them"), required=False
    )
    is_listed = forms.BooleanField(label=_("The hosts want it on the public list"), required=False)
    idempotency_key = forms.CharField(
        max_length=40, required=False, initial=new_public_id, widget=forms.HiddenInput
    )

    def __init__(
        self, *args, places, kind: EventKind | None = None, event: Event | None = None, **kwargs
    ) -> None:
        """kind : what its fields are for. event : the one that is changed, if any."""
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["neighbourhoods"].queryset = places
        kinds = EventKind.objects.filter(active=True)
        self.fields["kind"].queryset = kinds | EventKind.objects.filter(pk=kind and kind.pk)
        if event and event.hosts_asked_on:  # once asked, always by their word
            self.fields["hosts_asked_on"].required = True
        elif not (kind and kind.only_when_asked):
            for name in HOSTS:
                del self.fields[name]

    def plan(self) -> Plan:
        told = self.cleaned_data
        return Plan(
            kind=told["kind"],
            neighbourhoods=list(told["neighbourhoods"]),
            title={"en": told["title"], "es": told["title_es"]},
            starts_at=at(told["day"], told["begins"]),
            ends_at=at(told["day"], told["ends"]) if told["ends"] else None,
            place={"en": told["place"], "es": told["place_es"]},
            about={"en": told["about"], "es": told["about_es"]},
            hosts_asked_on=told.get("hosts_asked_on"),
            hosts_agreed=told.get("hosts_agreed", False),
            is_listed=told.get("is_listed", self.event is None or self.event.is_listed),
        )


class PlanForm(EventForm):
    """A new event of a kind that was chosen before, once or again and again."""

    every = forms.ChoiceField(
        label=_("Does it come again?"),
        choices=[("", _("No, once")), *HOW_OFTEN],
        required=False,
    )
    times = forms.IntegerField(
        label=_("How many times in all?"), required=False, min_value=2, max_value=MOST
    )
    until = forms.DateField(
        label=_("Or until which day?"),
        required=False,
        widget=day_input(),
        help_text=_("Give one of the two, if it comes again."),
    )
    field_order = ("kind", "title", "title_es", "neighbourhoods", "day", "begins", "ends", "every",
                   "times", "until", "place", "place_es", "about", "about_es")  # fmt: skip

    def __init__(self, *args, kind: EventKind | None, **kwargs) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        if kind:
            self.fields["kind"].widget = forms.HiddenInput()
            self.initial["kind"] = kind.slug

    def repeat(self) -> Repeat | None:
        told = self.cleaned_data
        if not told["every"]:
            return None
        return Repeat(told["every"], until=told["until"], times=told["times"])


class ChangeForm(EventForm):
    """An event that is there. Of a series: this day, or it and those after it."""

    which = forms.ChoiceField(
        label=_("Which days?"), choices=WHICH, initial=ONE, widget=forms.RadioSelect
    )

    def __init__(self, *args, event: Event, **kwargs) -> None:
        super().__init__(*args, event=event, **kwargs)
        if not event.series:
            del self.fields["which"]


def at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=clock.zone())


def event_initial(event: Event) -> dict[str, object]:
    starts = event.starts_at.astimezone(clock.zone())
    return {
        "kind": event.kind.slug,
        "title": event.title.get("en", ""),
        "title_es": event.title.get("es", ""),
        "neighbourhoods": [place.slug for place in event.neighbourhoods.all()],
        "day": starts.date(),
        "begins": starts.time(),
        "ends": event.ends_at and event.ends_at.astimezone(clock.zone()).time(),
        "place": event.place.get("en", ""),
        "place_es": event.place.get("es", ""),
        "about": event.about.get("en", ""),
        "about_es": event.about.get("es", ""),
        "hosts_asked_on": event.hosts_asked_on,
        "is_listed": event.is_listed,
    }


class CancelForm(forms.Form):
    because = forms.CharField(label=_("Why, for those who wanted to come"), max_length=200)
    which = forms.ChoiceField(
        label=_("Which days?"), choices=WHICH, initial=ONE, widget=forms.RadioSelect
    )

    def __init__(self, *args, event: Event, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not event.series:
            del self.fields["which"]
