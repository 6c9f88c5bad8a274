from commonground.common.jobs import job

from .planning import is_wanted, work_out_all
from .running import run_due

job("evaluations-plan", every_seconds=2, apart=True, wanted=is_wanted)(work_out_all)
job("evaluations-run", daily_at="05:30", apart=True)(run_due)
