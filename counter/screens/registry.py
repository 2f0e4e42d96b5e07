"""The screens by name. One is imported when it opens: the desk is painted before the others, or the ORM."""

from importlib import import_module
from typing import Final

from textual.screen import Screen

SCREENS: Final = {
    "setup": "setup:SetupScreen",
    "sign_in": "sign_in:SignInScreen",
    "desk": "desk:DeskScreen",
    "intake": "intake:IntakeScreen",
    "accepted": "accepted:AcceptedScreen",
    "fee": "fee:FeeScreen",
    "assisted": "assisted:AssistedScreen",
    "dossier": "dossier:DossierScreen",
    "hand_over": "hand_over:HandOverScreen",
    "resident_view": "resident_view:ResidentViewScreen",
    "help": "help:HelpScreen",
    "staff": "staff:StaffScreen",
    "settings": "settings:SettingsScreen",
}


def make(name: str, **arguments: object) -> Screen[object]:
    """A new screen; screens open each other by name and never import each other."""
    module, _, cls = SCREENS[name].partition(":")
    screen: Screen[object] = getattr(import_module(f"counter.screens.{module}"), cls)(**arguments)
    return screen


def warm() -> None:
    """Load every screen and what it needs, while the hand still rests."""
    for target in SCREENS.values():
        import_module(f"counter.screens.{target.partition(':')[0]}")
