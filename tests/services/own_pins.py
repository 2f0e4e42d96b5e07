"""A PIN that somebody chose themselves, as after their first sign-in."""

from counter.models.staff import StaffView
from counter.services.staff import pins
from counter.services.store.store import Store
from tests.conftest import START


def own_pin(store: Store, person: StaffView, pin: str) -> None:
    """From now on this is their PIN, and only they know it."""
    with store.write(START, any_clock=True) as transaction:
        transaction.connection.execute(
            "UPDATE staff SET pin_hash = ? WHERE id = ?", (pins.hash_pin(pin), person.id)
        )
        transaction.record(person, "staff.own_pin", subject=("staff", person.id), operation="")
