from commonground.common.jobs import job

from .retaining import forget_deleted_pages, forget_order, retain

job("retain", daily_at="03:00")(retain)
job("fold-log", every_seconds=300)(forget_deleted_pages)
job("forget-order", daily_at="03:15")(forget_order)
