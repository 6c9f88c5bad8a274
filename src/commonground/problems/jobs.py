from commonground.common.jobs import job

from . import exploring, running
from .planning import is_wanted, work_out_all
from .running import run_corrections, run_due

job("evaluations-plan", every_seconds=2, apart=True, wanted=is_wanted)(work_out_all)
job("evaluations-correct", every_seconds=60, apart=True, wanted=running.is_wanted)(run_corrections)
job("evaluations-explore", every_seconds=60, apart=True, wanted=exploring.is_wanted)(
    exploring.run_explorations
)
job("evaluations-run", daily_at="05:30", apart=True)(run_due)
