from django.db import models

from commonground.common.texts import TextByLanguageField


class CategoryQuerySet(models.QuerySet):
    def worries(self) -> "CategoryQuerySet":
        """What somebody can be worried about: invitations have a form of their own."""
        return self.filter(is_invitation=False)


class Category(models.Model):
    """A condition or a conduct, never a kind of person (`categorising` refuses those)."""

    slug = models.SlugField(max_length=60, unique=True)
    name = TextByLanguageField()
    guidance = TextByLanguageField(blank=True, validators=[])
    out_of_scope = models.BooleanField(default=False)
    where_to_go = TextByLanguageField(blank=True, validators=[])
    sensitive = models.BooleanField(default=False)
    about_conduct = models.BooleanField(default=False)
    # somebody asks us to come: the same clock and receipt, and no worry of anybody's
    is_invitation = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=100)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["order", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(out_of_scope=False) | ~models.Q(where_to_go={}),
                name="out_of_scope_says_where_to_go",
            )
        ]


class CannedAnswer(models.Model):
    """Words that staff reuse. Alone they never count as a first reply."""

    slug = models.SlugField(max_length=60, unique=True)
    name = TextByLanguageField()
    words = TextByLanguageField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["slug"]
