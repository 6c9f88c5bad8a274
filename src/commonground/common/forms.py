"""How a form looks: one field part for every form, allauth's included."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Django links hint and error to the field (aria-describedby, aria-invalid) by itself."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"
