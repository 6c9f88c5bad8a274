from commonground.common.jobs import job

from .shuffling import forget_order

job("surveys-forget-order", daily_at="03:40")(forget_order)
