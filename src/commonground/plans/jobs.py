from commonground.common.jobs import job

from .solving import is_wanted, work_off


@job("plan", every_seconds=1, apart=True, prompt=True, wanted=is_wanted)
def make_plans() -> None:
    work_off()
