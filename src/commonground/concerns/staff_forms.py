"""Forms of the staff pages. Each box for words says who may one day read them."""

import secrets

from django import forms
from django.conf import settings
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import pgettext_lazy as _p

from commonground.common import wording
from commonground.common.texts import in_language
from commonground.people.models import Staff
from commonground.people.rules import neighbourhoods_for
from commonground.places.models import Neighbourhood

from . import inbox
from .answering import MAX_WORDS, OWN_WORDS
from .models import CameBy, CannedAnswer, Category, Concern, Decision, HandOver
from .models.concerns import READ_ALOUD
from .states import NEED_A_REASON, STAFF, State, moves_from

_ = gettext_lazy
AUTHOR_READS = _(
    "The person who wrote reads this. So may the overseer, a court, and whoever may see records."
)
AUTHOR_MAY_READ = _(
    "Not shown to the person who wrote, but they may ask to see it one day; so may the overseer "
    "and a court."
)
EVERYBODY_MAY_READ = _("Everybody may read this. Your own words, nothing of theirs, no names.")
NOT_IN_A_BOX = (State.DUPLICATE, State.WITHHELD)  # they have forms of their own


def words_field(label: str, who_reads: str, *, rows: int = 5, **options: object) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=who_reads, max_length=options.pop("max_length", MAX_WORDS),
        widget=forms.Textarea(attrs={"rows": rows}), **options,
    )  # fmt: skip


class InboxForm(forms.Form):
    """Filters, read from the address."""

    neighbourhood = forms.ModelChoiceField(
        label=_("Neighbourhood"), queryset=Neighbourhood.objects.none(), required=False,
        to_field_name="slug", empty_label=_p("neighbourhoods", "All"),
    )  # fmt: skip
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), required=False,
        to_field_name="slug", empty_label=_p("categories", "All"),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("Waiting for us")), ("all", _p("states", "All")), *State.choices],
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Written in"), required=False)
    overdue = forms.BooleanField(label=_("Only late ones"), required=False)
    mine = forms.BooleanField(label=_("Only mine, and whom I cover"), required=False)

    def __init__(self, staff: Staff, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighbourhood"].queryset = neighbourhoods_for(staff, "concern.read")
        name_categories(self.fields["category"], Category.objects.filter(about_conduct=False))
        languages = [(code, gettext(name)) for code, name in settings.LANGUAGES]
        self.fields["language"].choices = [("", _p("languages", "Any")), *languages]

    def filters(self) -> inbox.Filters:
        """What can be read of the address; the rest is passed over."""
        self.full_clean()
        return inbox.Filters(**self.cleaned_data)


def name_categories(field: forms.ModelChoiceField, rows) -> None:
    field.queryset = rows
    field.label_from_instance = lambda category: in_language(category.name)


def once_field() -> forms.CharField:
    """A random key of this page: sent twice, it makes one row."""
    return forms.CharField(
        widget=forms.HiddenInput(), max_length=64, required=False,
        initial=lambda: secrets.token_urlsafe(24),
    )  # fmt: skip


class AnswerForm(forms.Form):
    canned = forms.ModelChoiceField(
        label=_("Add a ready-made text below yours"), required=False,
        queryset=CannedAnswer.objects.filter(active=True), to_field_name="slug",
        empty_label=_("None"),
    )  # fmt: skip
    words = words_field(_("Your words to this person"), AUTHOR_READS, required=False)
    becomes = forms.ChoiceField(label=_("And the concern"), required=False)
    asks = forms.BooleanField(label=_("I ask something and wait for an answer"), required=False)
    also = forms.BooleanField(required=False)
    key = forms.CharField(widget=forms.HiddenInput(), max_length=64)

    field_order = ["words", "canned", "becomes", "asks", "also", "key"]

    def __init__(self, concern: Concern, *args, joined: list[Concern], **kwargs) -> None:
        kwargs.setdefault("initial", {"key": secrets.token_urlsafe(24)})
        super().__init__(*args, **kwargs)
        self.concern = concern
        self.fields["canned"].label_from_instance = lambda row: in_language(row.name)
        moves = [s for s in moves_from(concern.state, STAFF) if s not in NOT_IN_A_BOX]
        self.fields["becomes"].choices = [
            ("", _("stays as it is")), *((s.value, s.label) for s in moves)
        ]  # fmt: skip
        self.offer_others(joined)

    def offer_others(self, joined: list[Concern]) -> None:
        """A tick for those who joined, with the languages in which they wrote."""
        if not joined:
            del self.fields["also"]
            return
        also, names = self.fields["also"], dict(settings.LANGUAGES)
        label = ngettext(
            "Also to the other who joined", "Also to the %(n)d others who joined", len(joined)
        )
        also.label = label % {"n": len(joined)}
        wrote = sorted({gettext(names.get(one.language, one.language)) for one in joined})
        also.help_text = gettext(
            "Each reads it in their own thread and settles their own. They wrote in: %(names)s."
        ) % {"names": ", ".join(wrote)}

    def clean(self) -> dict:
        """A ready-made text alone is no answer: somebody writes to somebody."""
        values = super().clean()
        if len(values.get("words", "").strip()) < OWN_WORDS:
            self.add_error("words", _("Write a sentence of your own for this person."))
        return values

    def told(self) -> dict[str, object]:
        """What the verb takes."""
        names = ("words", "canned", "becomes", "asks")
        values = {name: self.cleaned_data[name] for name in names}
        return values | {"idempotency_key": self.cleaned_data["key"]}


class StateForm(forms.Form):
    to = forms.ChoiceField(label=_("The concern is now"))
    reason = words_field(_("Why"), AUTHOR_READS, rows=3, required=False)

    def __init__(self, concern: Concern, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        moves = [s for s in moves_from(concern.state, STAFF) if s not in NOT_IN_A_BOX]
        self.fields["to"].choices = [(s.value, s.label) for s in moves]

    def clean(self) -> dict:
        values = super().clean()
        if values.get("to") in NEED_A_REASON and not values.get("reason", "").strip():
            self.add_error("reason", _("Give the reason: its author will read it."))
        return values


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(
        label=_("Who looks after it"), queryset=Staff.objects.none(), required=False,
        to_field_name="public_id", empty_label=_("the whole team"),
    )  # fmt: skip

    def __init__(self, concern: Concern, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = inbox.may_own(concern)


class TitleForm(forms.Form):
    title = forms.CharField(
        label=_("Title"), max_length=120, required=False, help_text=EVERYBODY_MAY_READ
    )


class NoteForm(forms.Form):
    words = words_field(_("Note for colleagues"), AUTHOR_MAY_READ, rows=3)
    idempotency_key = once_field()


class HandOverForm(forms.Form):
    to = forms.ChoiceField(label=_("To"), choices=HandOver.To.choices)
    to_whom = forms.CharField(label=_("Which body or unit"), max_length=120, required=False)
    basis = forms.CharField(
        label=_("On what basis"), max_length=300, help_text=_("The law or policy that allows it.")
    )
    words = words_field(_("Which words are passed on"), AUTHOR_READS, rows=4)
    why_not_told = forms.CharField(
        label=_("Only if telling the author would endanger someone: why"),
        max_length=300, required=False,
        help_text=_("Empty: the author is told. The overseer reads this."),
    )  # fmt: skip
    idempotency_key = once_field()


class JoinForm(forms.Form):
    to = forms.ChoiceField(label=_("It is the same as"))
    reason = words_field(_("What its author reads"), AUTHOR_READS, rows=3)

    def __init__(self, concern: Concern, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {c.public_id: c for c in inbox.joinable(concern)}
        self.fields["to"].choices = [(key, summary(c)) for key, c in self.rows.items()]


def summary(concern: Concern) -> str:
    """A concern in one line, without its author's words."""
    name = concern.staff_title or in_language(concern.category.name)
    return f"{name} · {wording.day(concern.received_on)} · {concern.public_id}"


class WithholdForm(forms.Form):
    reason = words_field(
        _("Why, for its author only"), _("The author and the overseer read this, nobody else."),
        rows=3,
    )  # fmt: skip


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("You decide"), widget=forms.RadioSelect,
        choices=[
            (Decision.BACK_TO_WORK.value, _("Back to work: they are right")),
            (Decision.STANDS.value, _("The ending stands")),
        ],
    )  # fmt: skip
    words = words_field(_("Your words to this person"), AUTHOR_READS)


class EnterForm(forms.Form):
    """Somebody rang, came to the counter or sent a letter."""

    neighbourhood = forms.ModelChoiceField(
        label=_("Neighbourhood"), queryset=Neighbourhood.objects.none(), to_field_name="slug",
        empty_label=_("Choose"),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Where, in their words"), max_length=200, required=False,
        help_text=_("A street, a corner or a name. May stay empty."),
    )  # fmt: skip
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), to_field_name="slug",
        empty_label=_("Choose"),
    )  # fmt: skip
    words = words_field(
        _("What they said"),
        _("In their words, without who they are. They read it with the receipt."),
        rows=7,
    )  # fmt: skip
    source = forms.ChoiceField(
        label=_("It came by"), widget=forms.RadioSelect,
        choices=[(s.value, s.label) for s in READ_ALOUD],
    )  # fmt: skip
    came_by = forms.ChoiceField(
        label=_("Did we ask?"), widget=forms.RadioSelect, initial=CameBy.UNPROMPTED.value,
        choices=[
            (CameBy.UNPROMPTED.value, _("No, they came to us")),
            (CameBy.ASKED_FOR.value, _("Yes: at the door, by a campaign, in a conversation")),
        ],
    )  # fmt: skip
    language = forms.ChoiceField(label=_("They speak"))
    email = forms.EmailField(
        label=_("E-mail, only if they want to hear of answers"), required=False,
        help_text=_("Used to say that there is an answer, never shown again, not to you either."),
    )  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput(), max_length=200)

    def __init__(self, staff: Staff, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        places = neighbourhoods_for(staff, "concern.enter")
        self.fields["neighbourhood"].queryset = places
        if places.count() == 1:
            self.fields["neighbourhood"].empty_label = None
        open_ones = Category.objects.worries().filter(active=True, out_of_scope=False)
        name_categories(self.fields["category"], open_ones)
        languages = [(code, gettext(name)) for code, name in settings.LANGUAGES]
        self.fields["language"].choices = languages
