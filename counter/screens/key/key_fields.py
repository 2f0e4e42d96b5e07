"""What the screens about the key share: the questions for a passphrase, and the way to new keys."""

from typing import TYPE_CHECKING

from counter.errors import Problem
from counter.i18n import t
from counter.models.keys import NewKeys
from counter.rules.passphrase import LONGEST as LONGEST
from counter.rules.passphrase import known_words
from counter.screens import registry
from counter.settings import WardSettings
from counter.widgets.fields import Field, Kind

if TYPE_CHECKING:
    from counter.app import CounterApp


def phrase_fields(offered: str = "", section: str = "") -> tuple[Field, ...]:
    """A new passphrase, typed twice; the grey one is offered and taken by F5."""
    return (
        Field(
            key="passphrase", label=t("key_screen.passphrase"), kind=Kind.PIN, section=section,
            hint=t("key_screen.passphrase.hint"), max_length=LONGEST, suggestion=offered,
            offers=bool(offered),
        ),
        Field(
            key="again", label=t("key_screen.again"), kind=Kind.PIN, max_length=LONGEST,
            hint=t("key_screen.again.hint"),
        ),
    )  # fmt: skip


def phrase_differs(values: dict[str, str]) -> tuple[Problem, ...]:
    """Whether it was typed the same way twice."""
    same = values["passphrase"] == values["again"]
    return () if same else (Problem("again", "key_screen.differs"),)


async def new_keys(app: "CounterApp", ward: WardSettings, *people: str) -> NewKeys | None:
    """Ask for a passphrase, give out the recovery paper, ask words of it back. None: somebody went back."""
    while True:
        phrase = registry.make("key_phrase", known=known_words(ward, *people))
        keys = await app.push_screen_wait(phrase)
        if not isinstance(keys, NewKeys):
            return None
        paper = registry.make("key_paper", words=keys.words, ward=ward)
        if await app.push_screen_wait(paper):
            return keys
