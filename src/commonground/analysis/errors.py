"""What a person can put right: one sentence that says what."""


class Unusable(ValueError):
    """Data or settings that no answer can be worked out from; the message is for the person."""
