"""A concern, step by step, without script and without storing anything before the end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.web import never_stored, public_page
from commonground.places.locating import locate
from commonground.places.models import Neighbourhood

from . import place_map, receipts
from .form_keys import is_our_key, may_show_again, new_key
from .models import Category, Concern
from .new_forms import (
    STEPS,
    Step,
    nearby_of,
    read_draft,
)
from .ratelimit import RECEIPTS, SUBMISSIONS, note_unknown
from .reporting import report

Draft = dict[str, str]
BACK = {"map": "place", "nearby": "place", "category": "place", "words": "category",
        "elsewhere": "category", "conduct": "category"}  # fmt: skip
FARTHEST_PX = 10_000  # no picture of ours is so large


@public_page
@never_stored
@require_http_methods(["GET", "HEAD", "POST"])
def new_concern(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        draft = read_draft({"neighbourhood": request.GET.get("neighbourhood", "")})
        return show(request, "place", draft)
    draft, step = read_draft(request.POST), request.POST.get("step", "place")
    wanted = request.POST.get("go", "")
    if "map.x" in request.POST:
        return pick(request, draft)
    if wanted in STEPS:  # back: what was typed rides along
        return show(request, wanted, draft)
    return check_step(request, step if step in STEPS else "place", draft, wanted)


def check_step(request: HttpRequest, step: str, draft: Draft, wanted: str) -> HttpResponse:
    """The step's own check, then the next one; the last one saves."""
    form = STEPS[step](draft, request.POST, request.FILES)
    if not form.is_valid():
        return show(request, step, draft, form, status=422)
    draft |= form.changed
    if step == "words":
        return save(request, draft, form)
    return follow_on(request, step, draft, wanted)


def follow_on(request: HttpRequest, step: str, draft: Draft, wanted: str) -> HttpResponse:
    if step == "place" and wanted == "map":
        return show_map(request, draft)
    if step == "place" and nearby_of(draft):
        return show(request, "nearby", draft)
    if step in ("place", "nearby") and not (step == "nearby" and draft["joined_to"]):
        return show(request, "category", draft)
    return after_category(request, draft)


def after_category(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Out of scope and police conduct are told where else to go before any words."""
    worries = Category.objects.worries()
    category = worries.filter(slug=draft["category"], active=True).first()
    if category is None:
        return show(request, "category", draft)
    if category.out_of_scope:
        return page(request, "elsewhere", draft, category=category)
    if category.about_conduct and not draft["read_about_conduct"]:
        return page(request, "conduct", draft, category=category)
    return show(request, "words", draft)


def show(
    request: HttpRequest, step: str, draft: Draft, form: Step | None = None, status: int = 200
) -> HttpResponse:
    if form is None:
        language = draft["language"] or (get_language() or "en")[:2]
        form = STEPS[step](draft, initial={**draft, "language": language})
    category = Category.objects.filter(slug=draft["category"]).first()
    return page(request, step, draft, form=form, category=category, status=status)


def page(
    request: HttpRequest, name: str, draft: Draft, status: int = 200, **values: object
) -> HttpResponse:
    """A page of the form; `carried` is what it holds beside its own fields."""
    form = values.get("form")
    own = set(form.fields) if isinstance(form, Step) else set()
    carried = [(n, v) for n, v in draft.items() if n not in own and v]
    area = Neighbourhood.objects.filter(slug=draft["neighbourhood"]).first()
    context = {"carried": carried, "draft": draft, "step": name, "area": area,
               "back": BACK.get(name, ""), **values}  # fmt: skip
    return render(request, f"concerns/new/{name}.html", context, status=status)


def show_map(request: HttpRequest, draft: Draft, sentence: str = "") -> HttpResponse:
    area = get_object_or_404(Neighbourhood, slug=draft["neighbourhood"])
    latitude, longitude = number(draft["latitude"]), number(draft["longitude"])
    point = None if latitude is None or longitude is None else (latitude, longitude)
    picture = place_map.picture(area, point)
    return page(
        request, "map", draft, picture=picture, point=point, sentence=sentence,
        status=422 if sentence else 200,
    )  # fmt: skip


def pick(request: HttpRequest, draft: Draft) -> HttpResponse:
    """A touch on the map. A keyboard cannot point: it sends the corner."""
    area = get_object_or_404(Neighbourhood, slug=draft["neighbourhood"])
    try:
        x, y = int(request.POST["map.x"]), int(request.POST.get("map.y", ""))
    except ValueError:
        x = y = 0
    if (x <= 0 and y <= 0) or max(abs(x), abs(y)) > FARTHEST_PX:
        return show_map(request, draft, _("Point at the place, or go back and describe it."))
    latitude, longitude = place_map.point_at(area, x, y)
    found = locate(latitude, longitude)
    if found is None:
        return show_map(request, draft, _("This place is outside our neighbourhoods."))
    draft |= {"neighbourhood": found.slug, "latitude": f"{latitude:.6f}",
              "longitude": f"{longitude:.6f}", "point_of": draft["place"]}  # fmt: skip
    return show_map(request, draft)


def save(request: HttpRequest, draft: Draft, form: Step) -> HttpResponse:
    """The last step. Its page says "we have it" only after the commit."""
    if SUBMISSIONS.is_reached(request):
        sentence = _("Many people near you have written in the last hour. Wait some minutes and "
                     "send again: what you typed is still here if you go back.")  # fmt: skip
        return render(request, "429.html", {"sentence": sentence}, status=429)
    if not is_our_key(draft["key"]):
        draft["key"] = new_key()
    SUBMISSIONS.add(request)  # also what is refused: to read a broken photo is work as well
    try:
        concern, receipt = keep(draft, form)
    except Refused as refused:
        form.add_error("photo" if form.cleaned_data.get("photo") else None, refused.sentence)
        return show(request, "words", draft, form, status=422)
    return saved(request, concern, receipt)


def keep(draft: Draft, form: Step) -> tuple[Concern, str]:
    category = Category.objects.worries().filter(slug=draft["category"]).first()
    if category is None:
        raise Refused(_("Go back and choose what it is about."))
    values = form.cleaned_data
    return report(
        category=category,
        words=values["words"],
        by=Actor.resident(),
        neighbourhood=Neighbourhood.objects.filter(slug=draft["neighbourhood"]).first(),
        latitude=number(draft["latitude"]),
        longitude=number(draft["longitude"]),
        place_words=draft["place"],
        language=values.get("language") or (get_language() or "en")[:2],
        email=values["email"],
        photo=values["photo"],
        joined_to=joined_concern(draft),
        idempotency_key=draft["key"],
        show_again=may_show_again(draft["key"]),
    )


def number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if -180 <= value <= 180 else None


def joined_concern(draft: Draft) -> Concern | None:
    """Only one that the list could have offered."""
    offered = {n.public_id for n in nearby_of(draft)}
    if draft["joined_to"] not in offered:
        return None
    return Concern.objects.get(public_id=draft["joined_to"])


def saved(
    request: HttpRequest, concern: Concern, receipt: str, nudge: bool = False
) -> HttpResponse:
    context = {"concern": concern, "receipt": receipts.shown(receipt), "nudge": nudge}
    return render(request, "concerns/new/saved.html", context)


@public_page
@never_stored
@require_POST
def kept(request: HttpRequest) -> HttpResponse:
    """The tick "I have kept it". Without it, the receipt is shown once more."""
    receipt = receipts.normalise(request.POST.get("receipt", ""))
    if request.POST.get("kept"):
        return render(request, "concerns/new/kept.html")
    if RECEIPTS.is_reached(request):  # else this page would try receipts without an end
        return render(request, "concerns/new/kept.html")
    concern = receipts.find(receipt)
    if concern is None:
        note_unknown(request, receipt)
        return render(request, "concerns/new/kept.html")
    return saved(request, concern, receipt, nudge=True)


@public_page
@never_stored
@require_POST
def card(request: HttpRequest) -> HttpResponse:
    """The receipt as a small file: made from what is sent, looked up nowhere."""
    receipt = receipts.normalise(request.POST.get("receipt", ""))
    if not receipts.is_well_formed(receipt):
        return render(request, "400.html", status=400)
    text = render(request, "concerns/new/card.txt", {"receipt": receipts.grouped(receipt)})
    response = HttpResponse(text.content, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="card.txt"'
    return response
