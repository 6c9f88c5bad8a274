"""Who does something, as the audit trail names them: text, never a foreign key."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Actor:
    kind: str  # staff, resident, system
    id: str = ""  # opaque: a staff member's public id, a job's name; empty for residents
    role: str = ""  # the role held then

    @classmethod
    def resident(cls) -> "Actor":
        """Nobody in particular: no id is ever kept for a resident."""
        return cls("resident")

    @classmethod
    def system(cls, name: str) -> "Actor":
        return cls("system", name)

    def unnamed(self) -> "Actor":
        """By role alone, for what nobody may count by person."""
        return replace(self, id="")
