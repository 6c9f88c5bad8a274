from datetime import date, datetime, time, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.common import clock
from commonground.common.ids import new_public_id
from commonground.common.wording import weekday
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood

from . import states
from .spans import one_after_midnight, whole_days


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def time_input() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class StaffChoice(forms.ModelChoiceField):
    def label_from_instance(self, staff: Staff) -> str:
        return staff.display_name


class StaffChoices(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, staff: Staff) -> str:
        return staff.display_name


def of(people: list[Staff]):
    """The team, as a form chooses from it."""
    return Staff.objects.filter(pk__in=[p.pk for p in people]).order_by("display_name", "id")


class UsualWeekForm(forms.Form):
    """The same hours on several days for several people: a small team needs it once or twice."""

    staff = StaffChoices(label=_("Who"), queryset=Staff.objects.none(), to_field_name="public_id")
    powers = forms.ChoiceField(
        label=_("They are"), choices=[("", _("As it is now")), *states.POWERS], required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days"), choices=states.WEEKDAYS, coerce=int, initial=[0, 1, 2, 3, 4],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    starts = forms.TimeField(label=_("From"), widget=time_input(), initial=time(8), required=False)
    ends = forms.TimeField(
        label=_("To"), widget=time_input(), initial=time(16), required=False,
        help_text=_("A shift that ends after midnight is written as it is: from 22:00 to 06:00."),
    )  # fmt: skip

    def __init__(self, *args, people: list[Staff], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = of(people)

    def clean(self) -> dict[str, object]:
        told = super().clean() or {}
        for name in ("starts", "ends"):
            if "off" not in self.data and not told.get(name) and name not in self.errors:
                self.add_error(name, _("Give a time such as 08:00."))
        return told


class WorkingForm(forms.Form):
    powers = forms.ChoiceField(label=_("Powers"), choices=states.POWERS)
    alone = forms.BooleanField(label=_("May work alone"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Speaks"), choices=states.LANGUAGES, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class EntryForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"), choices=states.BY_HAND, initial=states.LEAVE)
    first = forms.DateField(label=_("First day"), widget=day_input())
    last = forms.DateField(label=_("Last day"), widget=day_input(), required=False)
    starts = forms.TimeField(label=_("From"), widget=time_input(), required=False)
    ends = forms.TimeField(
        label=_("To"), widget=time_input(), required=False,
        help_text=_("Without times it is the whole day."),
    )  # fmt: skip

    def clean(self) -> dict[str, object]:
        told = super().clean() or {}
        if bool(told.get("starts")) != bool(told.get("ends")):
            self.add_error("ends", _("Give both times, or none for whole days."))
        if told.get("kind") == states.SHIFT and not told.get("starts") and not self.errors:
            self.add_error("starts", _("A shift needs its times."))
        first, last = told.get("first"), told.get("last")
        if first and not 2000 <= first.year <= 2100:
            self.add_error("first", _("Look at the year again."))
        if first and last and not first <= last <= first + timedelta(days=62):
            self.add_error("last", _("The last day comes after the first, within two months."))
        return told

    def stretches(self) -> list[tuple[datetime, datetime]]:
        """Whole days as one; given times on each of the days."""
        told = self.cleaned_data
        first: date = told["first"]
        last: date = told["last"] or first
        if not told["starts"]:
            return [whole_days(first, last)]
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return [one_after_midnight(day, told["starts"], told["ends"]) for day in days]


class ImportForm(forms.Form):
    file = forms.FileField(label=_("The roster's file"), help_text=_("CSV or iCalendar, to 2 MB."))
    whose = StaffChoice(
        label=_("Whose calendar it is"), queryset=Staff.objects.none(), to_field_name="public_id",
        required=False, empty_label=_("The file says so"),
    )  # fmt: skip

    def __init__(self, *args, people: list[Staff], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whose"].queryset = of(people)


class Sent(forms.Form):
    """What each form of a plan carries: the version that the person saw, and a key of its own."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    @staticmethod
    def fresh(number: int) -> dict[str, object]:
        return {"based_on": number, "key": new_public_id()}


class When(Sent):
    """Who, on which day of the week, at what time."""

    officer = StaffChoice(
        label=_("Who"), queryset=Staff.objects.none(), to_field_name="public_id", empty_label=None
    )
    day = forms.TypedChoiceField(label=_("Day"), coerce=date.fromisoformat)
    at = forms.TimeField(label=_("From"), widget=time_input())

    def __init__(self, *args, people: list[Staff], week: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = of(people)
        days = [week + timedelta(days=n) for n in range(7)]
        self.fields["day"].choices = [(day.isoformat(), weekday(day)) for day in days]

    def start(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["at"])


class AddForm(When):
    place = forms.ModelChoiceField(
        label=_("Where"), queryset=Neighbourhood.objects.none(), to_field_name="public_id",
        empty_label=None,
    )  # fmt: skip
    field_order = ["officer", "place", "day", "at"]

    def __init__(self, *args, places, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places


class TaskForm(When):
    """Something that is not in the plan yet, with one officer or a crew."""

    officer = StaffChoices(label=_("Who"), queryset=Staff.objects.none(), to_field_name="public_id")


class TakenForm(forms.Form):
    who = StaffChoice(
        label=_("Who"), queryset=Staff.objects.none(), to_field_name="public_id", empty_label=None
    )
    day = forms.DateField(label=_("Day"), widget=day_input())
    starts = forms.TimeField(
        label=_("From"), widget=time_input(), required=False,
        help_text=_("Left empty: from now on today, from its beginning on another day."),
    )  # fmt: skip
    ends = forms.TimeField(
        label=_("To"), widget=time_input(), required=False,
        help_text=_("Left empty: until the end of the day."),
    )  # fmt: skip
    because = forms.ChoiceField(label=_("For what"))
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, people: list[Staff], reasons, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = of(people)
        self.fields["because"].choices = reasons

    @staticmethod
    def fresh(staff: Staff | None) -> dict[str, object]:
        who = staff.public_id if staff else None
        return {"who": who, "day": clock.today(), "key": new_public_id()}

    def span(self) -> tuple[datetime, datetime]:
        told = self.cleaned_data
        now = clock.now().astimezone(clock.zone())
        from_now = now.time().replace(second=0, microsecond=0)
        first = from_now if told["day"] == now.date() else time.min
        start = datetime.combine(told["day"], told["starts"] or first)
        end = datetime.combine(told["day"], told["ends"] or time(23, 59))
        return start, end if end > start else end + timedelta(days=1)


class NeedForm(forms.Form):
    left_out = forms.BooleanField(label=_("Leave it out of the plan"), required=False)
    minutes = forms.IntegerField(
        label=_("How many minutes"), min_value=15, max_value=480, required=False
    )
    crew = forms.IntegerField(label=_("How many officers"), min_value=1, max_value=20, initial=1)
    sworn = forms.IntegerField(
        label=_("How many of them sworn"), min_value=0, max_value=20, initial=0
    )
    languages = forms.MultipleChoiceField(
        label=_("Somebody must speak"), choices=states.LANGUAGES, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    vehicle = forms.BooleanField(label=_("It needs a vehicle"), required=False)
    lone_until = forms.TimeField(
        label=_("Nobody alone after"), widget=time_input(), required=False,
        help_text=_("Empty: as everywhere else."),
    )  # fmt: skip

    def __init__(self, *args, fixed: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if fixed:  # an event's length is its own
            del self.fields["minutes"]

    def clean(self) -> dict[str, object]:
        told = super().clean() or {}
        if not self.errors and told["sworn"] > told["crew"]:
            self.add_error("sworn", _("No more sworn officers than officers."))
        return told
