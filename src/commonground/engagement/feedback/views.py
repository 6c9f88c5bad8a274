"""The three questions, and the sheet with the square code that hangs at the door."""

import segno
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonground.common.errors import Refused
from commonground.common.ids import new_public_id
from commonground.common.once import Once
from commonground.common.ratelimit import Limit
from commonground.common.web import never_stored, public_page
from commonground.messaging.links import absolute
from commonground.people.access import staff_page

from ..doors import event_for
from . import asking, links
from .models import ANSWERS, QUESTIONS

# Everybody in the hall shares one network: far more than one hall holds, far less than a script.
GIVEN = Limit("FEEDBACK_PER_HOUR", 300, 3600)


SENT = Once()


class FeedbackForm(forms.Form):
    key = forms.CharField(required=False, widget=forms.HiddenInput, initial=new_public_id)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, words in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=words,
                choices=ANSWERS,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one answer.")},
            )


@public_page
@never_stored
@require_http_methods(["GET", "HEAD", "POST"])
def event_feedback(request: HttpRequest, token: str) -> HttpResponse:
    event = links.event_of(token)
    if event is None:
        raise Http404
    try:
        asking.check_open(event)
    except Refused as refusal:
        shown = {"event": event, "sentence": refusal.sentence}
        return render(request, "engagement/feedback/closed.html", shown, status=410)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if GIVEN.is_reached(request):
            sentence = _("Very many answers came from your network. Try again in an hour.")
            return render(request, "429.html", {"sentence": sentence}, status=429)
        answers = dict(form.cleaned_data)
        if SENT.is_first(answers.pop("key")):
            GIVEN.add(request)
            asking.give_feedback(event=event, answers=answers)
        return render(request, "engagement/feedback/thanks.html", {"event": event})
    shown = {"event": event, "form": form, "least": asking.LEAST_ANSWERS}
    status = 422 if form.errors else 200
    return render(request, "engagement/feedback/questions.html", shown, status=status)


@staff_page("event.read")
def feedback_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """To print and hang at the door."""
    event = event_for(request, public_id, "event.read")
    address = absolute(links.feedback_path(event))
    drawn = segno.make(address, error="m").svg_inline(scale=6, border=2, omitsize=True)
    shown = {"event": event, "address": address, "code": mark_safe(drawn)}
    return render(request, "engagement/feedback/sheet.html", shown)
