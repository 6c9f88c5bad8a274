from commonground.common.jobs import job

from .retaining import retain

job("retain", daily_at="03:00")(retain)
