"""What a rule says when it refuses."""


class Refused(Exception):
    """A rule says no. The sentence is for the person who asked, and says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
