"""A hand at the screens of the key: chooses a passphrase, copies the paper, types the words back."""

from textual.pilot import Pilot
from textual.widgets import Static

from counter.screens.key.key_paper import KeyPaperScreen
from counter.screens.key.key_phrase import KeyPhraseScreen
from counter.widgets.form import FormView
from tests.screens.conftest import until

SAID = "thuyền nan xuôi dòng An Cựu"


async def choose_passphrase(pilot: Pilot[None], said: str = SAID) -> None:
    """Type the passphrase twice and go on to the paper."""
    await until(pilot, lambda: isinstance(pilot.app.screen, KeyPhraseScreen))
    await pilot.pause()
    form = pilot.app.screen.query_one(FormView)
    form.set_value("passphrase", said)
    form.set_value("again", said)
    await pilot.press("f9")
    await until(pilot, lambda: isinstance(pilot.app.screen, KeyPaperScreen))


async def copy_paper(pilot: Pilot[None]) -> tuple[str, ...]:
    """Copy the words from the screen, type those back that it asks for; the words."""
    await until(pilot, lambda: isinstance(pilot.app.screen, KeyPaperScreen))
    await pilot.pause()
    screen = pilot.app.screen
    shown = str(screen.query_one("#words", Static).content).split()
    words = dict(zip(map(int, shown[::2]), shown[1::2], strict=True))
    await pilot.press("f9")
    form = screen.query_one(FormView)
    await until(pilot, lambda: bool(form.display and screen.focused))
    for field in form.fields:
        form.set_value(field.key, words[int(field.key.removeprefix("word")) + 1].upper())
    await pilot.press("f9")
    return tuple(words[place] for place in sorted(words))
