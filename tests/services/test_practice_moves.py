"""A made-up ward moves: its last weeks have requests, lists, decisions and signatures."""

from counter.services.dossier import dossiers
from counter.services.life import life
from counter.services.store.store import Store
from tests.services.made_up import made_up_ward, office_at


def test_the_last_weeks_of_a_made_up_ward_have_every_kind_of_move() -> None:
    with Store.open(made_up_ward(), practice=True) as store, store.query() as connection:
        moves = {row[0] for row in connection.execute("SELECT DISTINCT name FROM dossier_move")}
        assert {"forward", "ask_supplement", "resume", "ready", "hand_over", "withdraw", "extend"} <= moves
        away = connection.execute(
            "SELECT count(*) FROM dossier WHERE state = 9 AND papers_held = 'forwarded'"
            " AND id IN (SELECT dossier_id FROM dossier_move)"
        ).fetchone()
        assert away == (0,)  # what is ready came back with its papers


def test_its_stories_read_as_those_of_the_counter() -> None:
    with Store.open(made_up_ward(), practice=True) as store:
        office = office_at(store)
        with store.query() as connection:
            [(asked,)] = connection.execute(
                "SELECT max(dossier_id) FROM supplement_answer JOIN dossier_move m ON m.id = move_id"
            ).fetchall()
        view = dossiers.get(office, str(asked))
        events = [entry.event for entry in view.timeline]
        assert "dossier.event.supplement_asked" in events and "dossier.event.supplemented" in events
        assert not any(event.startswith("practice.event") for event in events)
        known = life.get(office, asked)
        assert known.rounds == 1 and [move.name for move in known.moves]
