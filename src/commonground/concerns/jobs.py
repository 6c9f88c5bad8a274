from commonground.common.jobs import job

from .settling import stop_waiting

job("stop_waiting", daily_at="03:30")(stop_waiting)
