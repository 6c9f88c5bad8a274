"""Near repeats: do events that are close in place come close in time? (Knox 1964)"""

from commonground.analysis.knox.statistic import Knox, Table, knox

__all__ = ["Knox", "Table", "knox"]
