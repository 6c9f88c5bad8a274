from commonground.common.jobs import job

from .counting import count_network
from .introducing import make_sheets
from .renewing import ask_to_stay

job("individuals-renew", daily_at="08:00")(ask_to_stay)
job("individuals-count", daily_at="02:45")(count_network)  # before the night's erasures
job("individuals-hand-over", every_seconds=3600)(make_sheets)
