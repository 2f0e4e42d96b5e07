"""Answers that are kept by their Idempotency-Key, and reading back the file of the practice portal."""

from dataclasses import dataclass

from counter.portal.strict import Json


class NotKept(ValueError):
    """The file is not one that the practice portal wrote."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the gateway says of a message: its code ("0" taken), its words, the HTTP status."""

    code: str
    message: str
    status: int = 200

    @property
    def taken(self) -> bool:
        """Whether the message had its effect."""
        return self.code == "0"


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer of a key. `taken`: so many steps of the message had been taken when it broke off."""

    digest: str  # of the message without its session
    codes: tuple[str, ...]
    said: Said
    taken: int

    def as_json(self) -> Json:
        """For the file."""
        said: list[Json] = [self.said.code, self.said.message, self.said.status]
        return {"digest": self.digest, "codes": list(self.codes), "said": said, "taken": self.taken}

    @classmethod
    def from_json(cls, row: dict[str, Json]) -> "Kept":
        """From the file. NotKept for what this never wrote."""
        said, codes = row.get("said"), row.get("codes")
        if not isinstance(said, list) or len(said) != 3 or not isinstance(codes, list):
            raise NotKept("answers")
        words = Said(text(said[0]), text(said[1]), number(said[2]))
        return cls(text(row.get("digest")), tuple(text(c) for c in codes), words, number(row.get("taken")))


def text(value: Json) -> str:
    """A text of the file. NotKept for anything else."""
    if not isinstance(value, str):
        raise NotKept("text")
    return value


def texts(row: dict[str, Json], *names: str) -> tuple[str, ...]:
    """Several texts of a row. NotKept for anything else."""
    return tuple(text(row.get(name)) for name in names)


def number(value: Json) -> int:
    """A count of the file. NotKept for anything else."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise NotKept("number")
    return value


def mapping(value: Json) -> dict[str, Json]:
    """An object of the file. NotKept for anything else."""
    if not isinstance(value, dict):
        raise NotKept("object")
    return value


def rows(whole: dict[str, Json], name: str) -> list[dict[str, Json]]:
    """A list of objects of the file. NotKept for anything else."""
    value = whole.get(name)
    if not isinstance(value, list):
        raise NotKept(name)
    return [mapping(row) for row in value]
