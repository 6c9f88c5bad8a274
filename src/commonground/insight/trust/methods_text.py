"""The paragraphs for a report's end: what was done in this run, no more. Made from what is kept."""

from django.utils.translation import gettext as _

from commonground.common.wording import day, grouped
from commonground.surveys.models import Survey

from .models import TrustRun, Weighting

PERCENT = "\u00a0%"


def methods_text(run: TrustRun) -> list[str]:
    told = [
        _whom(run),
        _weights(run),
        _intervals(run),
        _gates(run),
        _borrowed(run),
        _not_known(run),
    ]
    return [words for words in told if words]


def _whom(run: TrustRun) -> str:
    survey = run.survey
    said = _(
        "Questions %(instrument)s, %(first)s to %(last)s. %(asked)s were asked and %(answered)s "
        "answered."
    ) % {
        "instrument": survey.instrument, "first": day(survey.opens_on),
        "last": day(survey.closes_on), "asked": grouped(run.asked),
        "answered": grouped(run.answered),
    }  # fmt: skip
    example = _("This is an example: nobody was asked.") if survey.is_example else ""
    return " ".join(part for part in (example, said, _drawn(survey)) if part)


def _drawn(survey: Survey) -> str:
    if survey.is_self_selected:
        return _("Nobody was drawn: whoever liked answered, so there is no margin of error.")
    strata = survey.design.get("strata", {})
    words = {
        "stratified": _("Addresses were drawn by chance in each of %(strata)d parts of town"),
        "two-stage": _(
            "Blocks were drawn by chance in each of %(strata)d parts of town, and addresses in "
            "each block"
        ),
    }.get(str(survey.design.get("how")), "")
    return f"{words % {'strata': len(strata)}} (seed {survey.design.get('seed')})." if words else ""


def _weights(run: TrustRun) -> str:
    weights = run.diagnostics.get("weights")
    if not weights or run.weighting == Weighting.EQUAL:
        return ""
    said = _(
        "Each answer counts by the inverse of its chance of being asked, and within each part of "
        "town for those who did not answer."
    )
    if run.weighting == Weighting.RAKED:
        said += " " + _(
            "The weights were raked to who lives there (%(source)s; rounds: %(rounds)d; weights "
            "cut at 5 times their median: %(trimmed)d)."
        ) % {
            "source": run.diagnostics.get("source", ""), "rounds": weights["rounds"],
            "trimmed": weights["trimmed"],
        }  # fmt: skip
    return (
        said
        + " "
        + _("Unequal weights alone leave as much as %(kish)s answers would say.")
        % {"kish": grouped(weights["kish"])}
    )


def _intervals(run: TrustRun) -> str:
    if run.survey.is_self_selected:
        return _(
            "The range of a figure is of a model (Royall 1970) that takes for granted that those "
            "who did not answer think like those who did, and that each person answered once. A "
            "change since another survey takes that for granted of both."
        )
    return _(
        "Standard errors are linearised over the sample's design; shares have 95 % intervals after "
        "Korn and Graubard (1998), means after Student. Differences from everybody take the shared "
        "answers into account; the false discovery rate of differences and of changes is Benjamini "
        "and Hochberg's (1995), over all questions together."
    )


def _gates(run: TrustRun) -> str:
    return _(
        "Figures of fewer than %(least)d answers are not shown, nor is the next smallest where one "
        "alone would be hidden. From 30 to 59 answers, a standard error of 30 %% of the figure or "
        "more, and an interval wider than 20 points are marked."
    ) % {"least": run.survey.asks.least}


def _borrowed(run: TrustRun) -> str:
    models = run.diagnostics.get("small_areas", [])
    if not models:
        return ""
    names = ", ".join(models[0]["covariates"]) or _("none")
    return _(
        "Figures drawn towards areas alike are of the model of Fay and Herriot (1979), averaged "
        "over what the variance between areas may be, shares on the arcsine scale, with the "
        "clusters' effect of all; covariates of the census: %(names)s. What police do is no "
        "covariate."
    ) % {"names": names}


def _not_known(run: TrustRun) -> str:
    rate = run.response_rate
    if not rate or run.survey.is_self_selected:
        return ""
    return _(
        "%(silent)s of those asked did not answer. What they think is not known; weights mend what "
        "the census margins explain, no more."
    ) % {"silent": f"{grouped(100 * (1 - min(rate, 1)))}{PERCENT}"}
