"""The editor of categories and ready-made texts. It refuses names of kinds of people."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from commonground.common.errors import Refused
from commonground.people.access import staff_page

from .categories import save_canned_answer, save_category
from .models import CannedAnswer, Category
from .staff_category_forms import CannedAnswerForm, CategoryForm


@staff_page("category.edit")
@require_GET
def categories(request: HttpRequest) -> HttpResponse:
    context = {"categories": Category.objects.all(), "answers": CannedAnswer.objects.all()}
    return render(request, "concerns/staff/categories.html", context)


@staff_page("category.edit")
@require_http_methods(["GET", "POST"])
def category(request: HttpRequest, slug: str = "") -> HttpResponse:
    row = get_object_or_404(Category, slug=slug) if slug else None
    return _page(request, CategoryForm(row, request.POST or None), row, save_category)


@staff_page("category.edit")
@require_http_methods(["GET", "POST"])
def canned_answer(request: HttpRequest, slug: str = "") -> HttpResponse:
    row = get_object_or_404(CannedAnswer, slug=slug) if slug else None
    return _page(request, CannedAnswerForm(row, request.POST or None), row, save_canned_answer)


def _page(
    request: HttpRequest,
    form: CategoryForm | CannedAnswerForm,
    row: Category | CannedAnswer | None,
    save: Callable[..., object],
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save(by=request.user, **form.values())
        except Refused as refusal:
            form.add_error("name_en", refusal.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("team-categories")
    context = {"form": form, "row": row, "is_category": isinstance(form, CategoryForm)}
    status = 422 if form.errors else 200
    return render(request, "concerns/staff/category.html", context, status=status)
