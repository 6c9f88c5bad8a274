"""The administrator's pages: the kinds of event, and what each asks for."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.common.errors import Refused
from commonground.common.ids import new_public_id
from commonground.people.access import staff_page

from .doors import actor
from .kind_editing import read_lines, save_kind, written
from .kinds import LISTS
from .models import EventKind

A_LINE_EACH = gettext_lazy("One line each: English | Spanish.")


def list_field(label: str) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(
        label=label, required=False, max_length=6000, widget=box, help_text=A_LINE_EACH
    )


class KindForm(forms.Form):
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80)
    name_es = forms.CharField(label=gettext_lazy("Name in Spanish"), max_length=80, required=False)
    preparation = list_field(gettext_lazy("To prepare"))
    to_record = list_field(gettext_lazy("What to write down when closing"))
    safeguarding = list_field(gettext_lazy("To keep people safe"))
    children_attend = forms.BooleanField(
        label=gettext_lazy("Children attend: counts only, no pictures"),
        required=False,
        help_text=gettext_lazy("Pictures of such events are hidden at once and erased at night."),
    )
    only_when_asked = forms.BooleanField(
        label=gettext_lazy("Only when the hosts asked us and agreed the words"), required=False
    )
    active = forms.BooleanField(label=gettext_lazy("Offered when planning"), required=False)

    def told(self, kind: EventKind) -> dict:
        told = self.cleaned_data
        new_id = new_public_id().lower()
        return {
            "name": {**kind.name, "en": told["name_en"], "es": told["name_es"]},
            **{name: read_lines(told[name], getattr(kind, name), new_id) for name in LISTS},
            **{name: told[name] for name in ("children_attend", "only_when_asked", "active")},
        }


def first_values(kind: EventKind) -> dict[str, object]:
    return {
        "name_en": kind.name.get("en", ""),
        "name_es": kind.name.get("es", ""),
        **{name: written(getattr(kind, name)) for name in LISTS},
        "children_attend": kind.children_attend,
        "only_when_asked": kind.only_when_asked,
        "active": kind.active,
    }


@staff_page("event_kind.edit")
def event_kinds(request: HttpRequest) -> HttpResponse:
    context = {"kinds": EventKind.objects.order_by("-active", "order", "slug")}
    return render(request, "engagement/kinds.html", context)


@staff_page("event_kind.edit")
def event_kind(request: HttpRequest, slug: str) -> HttpResponse:
    kind = get_object_or_404(EventKind, slug=slug)
    form = KindForm(request.POST or None, initial=first_values(kind))
    if request.method == "POST" and form.is_valid():
        try:
            save_kind(kind=kind, by=actor(request, "event_kind.edit"), **form.told(kind))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("team-event-kinds")
    status = 400 if form.errors else 200
    return render(request, "engagement/kind.html", {"form": form, "kind": kind}, status=status)
