"""The way back: a receipt opens the thread. It travels in the form, never in an address."""

from collections.abc import Callable

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonground.common import photos
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.web import never_stored, public_page

from . import receipts, settling
from .follow_forms import DisputeForm, ReceiptForm, WriteForm
from .form_keys import new_key
from .models import Concern
from .ratelimit import RECEIPTS, SUBMISSIONS, note_unknown
from .threads import read_thread

RESIDENT = Actor.resident()


@public_page
@never_stored
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return not_for_staff(request)
    if request.method != "POST":
        return render(request, "concerns/follow/receipt.html", {"form": ReceiptForm()})
    if RECEIPTS.is_reached(request):
        sentence = _("There were too many wrong receipts from your network. Wait ten minutes.")
        return render(request, "429.html", {"sentence": sentence}, status=429)
    concern = receipts.find(request.POST.get("receipt", ""))
    if concern is None:
        return unknown(request)
    return act(request, concern)


def not_for_staff(request: HttpRequest) -> HttpResponse:
    """Whoever read a receipt aloud must not act as its author; before any look-up: no oracle."""
    sentence = _(
        "You are signed in as staff, and this page is for residents: they open it on a device "
        "of their own, or here after you sign out."
    )
    return render(request, "403.html", {"sentence": sentence}, status=403)


def unknown(request: HttpRequest) -> HttpResponse:
    """One answer for a slip of the finger and for a receipt that never was."""
    typed = request.POST.get("receipt", "")
    note_unknown(request, typed)
    form = ReceiptForm({"receipt": typed})
    if form.is_valid():
        form.add_error("receipt", _("We find nothing under this receipt. Look at it again."))
    return render(request, "concerns/follow/receipt.html", {"form": form}, status=422)


def act(request: HttpRequest, concern: Concern) -> HttpResponse:
    """Do what the button says, then show the thread as it now stands."""
    wanted = request.POST.get("do", "")
    if wanted == "photo":
        return photo(request, concern)
    deed = DEEDS.get(wanted)
    if deed is None:
        return thread(request, concern)
    try:
        return deed(request, concern)
    except Refused as refused:
        return thread(request, concern, sentence=refused.sentence, status=422)


def thread(
    request: HttpRequest, concern: Concern, done: str = "", status: int = 200, **values: object
) -> HttpResponse:
    fresh = Concern.objects.select_related("category", "neighbourhood", "address").get(
        pk=concern.pk
    )
    context = {
        "thread": read_thread(fresh),
        "receipt": receipts.normalise(request.POST.get("receipt", "")),
        "key": new_key(),
        "done": done,
        "write_form": WriteForm(auto_id="write_%s"),
        "dispute_form": DisputeForm(auto_id="dispute_%s"),
        **values,
    }
    return render(request, "concerns/follow/thread.html", context, status=status)


def write(request: HttpRequest, concern: Concern) -> HttpResponse:
    form = WriteForm(request.POST, request.FILES, auto_id="write_%s")
    if not form.is_valid():
        return thread(request, concern, write_form=form, status=422)
    if SUBMISSIONS.is_reached(request):  # one receipt must not fill our disk
        raise Refused(_("This network has sent very much in the last hour. Wait some minutes."))
    SUBMISSIONS.add(request)
    settling.write_back(
        concern=concern,
        words=form.cleaned_data["words"],
        by=RESIDENT,
        photo=form.cleaned_data["photo"],
        idempotency_key=request.POST.get("key", ""),
    )
    return thread(request, concern, _("Saved. The team can read it now."))


def dispute(request: HttpRequest, concern: Concern) -> HttpResponse:
    form = DisputeForm(request.POST, auto_id="dispute_%s")
    if not form.is_valid():
        return thread(request, concern, dispute_form=form, status=422)
    settling.dispute(concern=concern, words=form.cleaned_data["words"], by=RESIDENT)
    done = _("Saved. A supervisor who did not answer you will look at it.")
    return thread(request, concern, done)


def settle(request: HttpRequest, concern: Concern) -> HttpResponse:
    settling.settle(concern=concern, by=RESIDENT)
    return thread(request, concern, _("Saved: it is settled. You can open it again."))


def reopen(request: HttpRequest, concern: Concern) -> HttpResponse:
    settling.reopen(concern=concern, by=RESIDENT)
    return thread(request, concern, _("Saved: it is open again. Write below what has changed."))


def forget_email(request: HttpRequest, concern: Concern) -> HttpResponse:
    settling.forget_email(concern=concern, by=RESIDENT)
    return thread(request, concern, _("Your e-mail address is deleted. Nothing more is sent."))


def photo(request: HttpRequest, concern: Concern) -> HttpResponse:
    """The author's own photo, as the answer to a form: no address leads to it."""
    row = concern.photos.filter(
        public_id=request.POST.get("photo", "").replace("\x00", ""), erased_at=None
    ).first()
    if row is None:
        sentence = _("This photo is no longer kept.")
        return thread(request, concern, sentence=sentence, status=404)
    return FileResponse((photos.folder() / row.file_name).open("rb"), content_type="image/jpeg")


DEEDS: dict[str, Callable[[HttpRequest, Concern], HttpResponse]] = {
    "write": write,
    "dispute": dispute,
    "settle": settle,
    "reopen": reopen,
    "forget_email": forget_email,
}
