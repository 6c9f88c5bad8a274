"""What insight keeps: figures of surveys, as they stood when a survey closed."""

from .trust.models import TrustChange, TrustEstimate, TrustLevel, TrustRun

__all__ = ["TrustChange", "TrustEstimate", "TrustLevel", "TrustRun"]
