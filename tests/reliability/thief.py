"""T1, the thief of a laptop that was switched off: every file of the home folder, a back-up, all the time.

The laptop is the store of the canaries, killed at work, with its log, key file, papers, drafts, and a
back-up on a stick. What is tried against it is tried with the program, and past it with the database's own
means; no answer may hold a canary. What a thief can do all the same (put an older copy in the place of the
store) has to be said by `counter verify`. The twin is the same laptop without a key.
"""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from counter import sealing
from counter.errors import CounterError, Refused
from counter.paths import STORE_NAME, key_path, key_spare
from counter.rules.anchors import code_of
from counter.services.chain import anchors
from counter.services.key import key_file, key_words, opening
from counter.services.store.connection import connect, database_errors
from counter.services.store.store import Store
from tests.cli.running import Outcome, counter
from tests.reliability.canaries import backed_up, found_in, places, surroundings
from tests.reliability.canary_day import PIN, SAID, WORDS, furnish
from tests.reliability.frame import Line, Run, Twin, first

OWN = "ba con vit duc qua cau khi"  # the thief's passphrase, of a store of their own
LEADER = f"Nguyễn Thị {WORDS['leader']}"
GUESSES = (
    "", " ", "123456", "matkhau", "mat khau", "password", "counter", "phuong mau", "2468", "admin", "0" * 15,
    SAID[:-1], f"{SAID}n", f"{SAID} cuu", " ".join(reversed(SAID.split())), SAID[1:],
    "\x00", "' OR 1=1 --", "x'" + "00" * 32 + "'", "a" * 100_000, "thuyền nan xuôi dòng",
)  # fmt: skip


@dataclass(frozen=True)
class Laptop:
    """What was taken, and what the owner still has: the head of the chain on a paper."""

    home: Path
    head: str
    older: Path  # the store as it was earlier, from an old stick
    own: Path  # a store of the thief's own, opened by `OWN`

    @property
    def store(self) -> Path:
        """The store that was taken."""
        return self.home / STORE_NAME

    def copy(self, place: Path) -> "Laptop":
        """Another of the same, to be spoiled."""
        return replace(self, home=Path(shutil.copytree(self.home, place)))


Ways = Iterator[tuple[str, str]]  # what was tried; what came of it, "" where it held


def lines(run: Run) -> Iterator[Line]:
    """Every way in; guessing is tried 10,000 times in the full profile and 300 in the smoke one."""
    laptop = _taken(run.folder("sealed"), plain=False)
    tried = list(_all(laptop, run))
    plain = _taken(run.folder("plain"), plain=True)
    twin = [what for what, held in _looked_into(plain) if held]
    yield Line(
        name="a thief with the whole laptop", goal="G13", tried=len(tried), seed=run.seed,
        failed=sum(1 for _, fault in tried if fault),
        twin=Twin(what="the laptop without a key", tried=2, found=len(twin), must=2),
        first=first([f"{what}: {fault}" for what, fault in tried if fault]),
    )  # fmt: skip


def _taken(folder: Path, *, plain: bool) -> Laptop:
    """A day at work, the power gone, and a back-up that lay in the same bag."""
    given = surroundings(folder)
    store = folder / "home" / STORE_NAME
    furnish(store, plain=plain)
    older = Path(shutil.copy(store, folder / "older.db"))
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.reliability.canary_day", str(store)],
        env=given, cwd=folder / "tmp", stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        if child.stdout is None or child.stdout.readline() != b"written\n":
            raise RuntimeError("the canaries were not written")
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()
    home = Path(shutil.copytree(folder / "home", folder / "laptop"))
    if not home.joinpath(f"{STORE_NAME}-wal").stat().st_size:
        raise RuntimeError("nothing was in the log of the store")
    head = "" if plain else _head(store)
    backed_up(folder, given)
    shutil.copytree(folder / "stick", home / "stick")
    own = folder / "own" / STORE_NAME
    own.parent.mkdir()
    furnish_own(own)
    return Laptop(home, head, older, own)


def furnish_own(path: Path) -> None:
    """A store of the thief's own: another key, another passphrase, nobody in it."""
    before, key_file.COST = key_file.COST, key_file.PassphraseCost(passes=1, memory_kib=8)
    try:
        keys = key_file.make(OWN)
    finally:
        key_file.COST = before
    key_file.write(path, keys.file)
    Store.open(path, key=keys.key).close()


def _head(store: Path) -> str:
    with opening.open_store(store, key_file.unlock(store, SAID)) as opened:
        return code_of(anchors.current(opened))


def _all(laptop: Laptop, run: Run) -> Ways:
    yield from _looked_into(laptop)
    yield from _guessed(laptop, run)
    yield from _asked(laptop, run)
    yield from _another_key(laptop, run)
    yield from _put_back(laptop, run)
    yield from _downgraded(laptop, run)
    yield from _back_up(laptop, run)


# -- past the program --------------------------------------------------------------------------


def _looked_into(laptop: Laptop) -> Ways:
    """What a file viewer and a database tool see of store, log, papers, drafts and stick."""
    hits = {use for _, content in places(laptop.home) for use in found_in(content, WORDS)}
    yield "every file read", f"{sorted(hits)[:3]}" if hits else ""
    copies = sorted(laptop.home.rglob(STORE_NAME))
    yield "there is a back-up", "" if len(copies) == 2 else f"{copies}"
    for key in (None, SAID, PIN, "00" * 32):
        read = [str(path) for path in copies if _reads(path, key)]
        yield f"SQLCipher with {'no key' if key is None else 'a text as key'}", ", ".join(read)


def _reads(path: Path, key: str | None) -> bool:
    try:
        connection = connect(path, key, mode="ro")
        try:
            return bool(connection.execute("SELECT name FROM sqlite_schema").fetchall())
        finally:
            connection.close()
    except database_errors():
        return False


# -- guessing ----------------------------------------------------------------------------------


def _guessed(laptop: Laptop, run: Run) -> Ways:
    mind, words = run.mind("thief"), key_words.words()
    pins = [f"{number:04}" for number in range(10_000)]
    many = pins if run.full else mind.sample(pins, 200)
    near = [_near(mind.randrange(7), mind.choice(words)) for _ in range(100)]
    for guess in (*GUESSES, *many, *near):
        yield f"passphrase {guess[:30]!r}", _opens(partial(key_file.unlock, laptop.store, guess))
    for pin in ("2468", "246810", "482913", PIN):
        yield f"PIN {pin} as a new passphrase", _refused(partial(key_file.check_passphrase, pin))
    for _ in range(20):
        paper = " ".join(mind.sample(words, 24))
        yield "words of no paper", _opens(partial(key_file.recover, laptop.store, paper))


def _near(place: int, word: str) -> str:
    said = SAID.split()
    said[place % len(said)] = word if word != said[place % len(said)] else "xx"
    return " ".join(said)


def _opens(try_it: Callable[[], object]) -> str:
    try:
        try_it()
    except CounterError:
        return ""
    return "it opens"


def _refused(try_it: Callable[[], object]) -> str:
    try:
        try_it()
    except Refused:
        return ""
    return "it is taken"


# -- with the program --------------------------------------------------------------------------


def _asked(laptop: Laptop, run: Run) -> Ways:
    verbs = (
        "find mo", "show 1", "verify", "clock", "breach", "outbox list", "doctor", "key check",
        "key check --paper", "export-personal-data 1 --reason x", f"backup {laptop.home}", "attachments 1",
        "practice fill", "key recovery", "key change",
    )  # fmt: skip
    for words in verbs:
        for said in (None, "123456", PIN, LEADER) if run.full else (None, PIN):
            for store in (("--store", str(laptop.store)), ("--practice", "--store", str(laptop.store))):
                done = _run(laptop, *words.split(), *store, "--as", LEADER, passphrase=said)
                harmless = words == "doctor" or (words == "practice fill" and store[0] != "--practice")
                yield f"{words} {store[0]} {said}", _held(done, harmless=harmless)
    done = _run(laptop, "find", "mo", passphrase=None, more={"COUNTER_PLAIN": "1"})
    yield "told not to encrypt", _held(done)


def _run(laptop: Laptop, *words: str, passphrase: str | None, more: dict[str, str] | None = None) -> Outcome:
    given = {"COUNTER_HOME": str(laptop.home), "COUNTER_PIN": PIN, "COUNTER_WORDS": "ba con vit"}
    given |= {"COUNTER_NEW_PASSPHRASE": OWN} | (more or {})
    if passphrase is not None:
        given["COUNTER_PASSPHRASE"] = passphrase
    return counter(*words, env=given)


def _held(done: Outcome, *, harmless: bool = False) -> str:
    """ "" when the program refused in words and told nothing; `harmless`: it need not refuse."""
    said = done.out + done.err
    if found := found_in(said.replace(LEADER, "").encode(), WORDS):
        return f"told {found}"
    if "Traceback" in said:
        return said[-300:]
    return "" if harmless or done.code else f"exit 0: {said[:200]}"


# -- other keys, older copies ------------------------------------------------------------------


def _another_key(laptop: Laptop, run: Run) -> Ways:
    """Key files that were put in the place of the store's, or written over in part."""
    swapped = laptop.copy(run.home / "swapped")
    shutil.copy(key_path(laptop.own), key_path(swapped.store))
    yield (
        "another store's key file beside the second",
        _held(_run(swapped, "find", "mo", "--as", LEADER, passphrase=OWN)),
    )
    key_spare(swapped.store).unlink()
    yield "another store's key file", _held(_run(swapped, "find", "mo", "--as", LEADER, passphrase=OWN))
    mine = json.loads(key_path(laptop.own).read_text())
    his = json.loads(key_path(laptop.store).read_text())
    forged = {
        "their wrap in this file": his | {"wraps": mine["wraps"]},
        "their passphrase beside this paper": his
        | {"wraps": his["wraps"] | {"passphrase": mine["wraps"]["passphrase"]}},
        "this store's name on their file": mine | {"store": his["store"]},
        "no passphrase at all": his | {"wraps": {"recovery": his["wraps"]["recovery"]}},
        "no wrap": his | {"wraps": {}},
        "the paper as passphrase": his | {"wraps": {"passphrase": his["wraps"]["recovery"]}},
        "a cheaper passphrase": _changed(his, passes=2),
        "no memory": _changed(his, memory_kib=0),
        "all the memory": _changed(his, memory_kib=1 << 40),
        "another kind": _changed(his, kdf="none"),
        "a newer file": his | {"version": 99},
    }
    for what, whole in forged.items():
        key_path(swapped.store).write_text(json.dumps(whole))
        for said in (OWN, SAID, ""):
            if what == "a cheaper passphrase" or said != SAID:
                yield f"{what}, {said!r}", _held(_run(swapped, "find", "mo", passphrase=said))
    for place in laptop.home.rglob("*.khoa"):
        shutil.copy(place, laptop.own.parent)
    with opening.open_store(laptop.own, key_file.unlock(laptop.own, OWN)) as store:
        for place in sorted(laptop.own.parent.glob("*.khoa")):
            yield (
                "a kept paper under another key",
                _opens(partial(sealing.unseal, store.path, place.read_bytes(), place.name)),
            )


def _changed(whole: dict[str, dict[str, dict[str, object]]], **said: object) -> dict[str, object]:
    wraps = whole["wraps"]
    return {**whole, "wraps": {**wraps, "passphrase": {**wraps["passphrase"], **said}}}


def _put_back(laptop: Laptop, run: Run) -> Ways:
    """The laptop comes back with an older copy in it: the owner's passphrase opens it, and it is said."""
    for what, keeps in (("an older copy", True), ("an older copy, its notes gone too", False)):
        back = laptop.copy(run.home / f"back-{keeps}")
        for suffix in ("-wal", "-shm"):
            back.store.with_name(STORE_NAME + suffix).unlink(missing_ok=True)
        shutil.copy(laptop.older, back.store)
        if keeps:
            shutil.copy(_notes(run), anchors.notes_of(back.store))
            heads: tuple[str, ...] = ()
        else:
            anchors.notes_of(back.store).unlink(missing_ok=True)
            heads = ("--anchor", laptop.head)
        done = _run(back, "verify", "--json", *heads, passphrase=SAID)
        yield what, "" if done.code == 1 and "audit_heads" in _failed(done) else f"exit {done.code}"
    done = _run(laptop, "verify", "--json", "--anchor", laptop.head, passphrase=SAID)
    yield "the store as it was", f"{_failed(done)}" if done.code else ""


def _notes(run: Run) -> Path:
    return anchors.notes_of(run.home / "sealed" / "home" / STORE_NAME)


def _failed(done: Outcome) -> list[str]:
    return [check["name"] for check in done.json["checks"] if check["failed"]]


def _downgraded(laptop: Laptop, run: Run) -> Ways:
    """The key file taken away, and a plain store put where the encrypted one was."""
    stripped = laptop.copy(run.home / "stripped")
    key_path(stripped.store).unlink()
    key_spare(stripped.store).unlink()
    before = stripped.store.read_bytes()
    for said in (None, SAID, OWN):
        done = _run(stripped, "find", "mo", "--as", LEADER, passphrase=said)
        yield f"no key file, {said!r}", _held(done)
    yield "the store was left as it was", "" if stripped.store.read_bytes() == before else "it was changed"
    plain = run.home / "plain-one.db"
    furnish(plain, plain=True)
    for what, sealed in (("a plain store beside the key file", True), ("a plain store alone", False)):
        back = laptop.copy(run.home / f"plain-{sealed}")
        for suffix in ("-wal", "-shm"):
            back.store.with_name(STORE_NAME + suffix).unlink(missing_ok=True)
        shutil.copy(plain, back.store)
        if not sealed:
            key_path(back.store).unlink()
            key_spare(back.store).unlink()
        done = _run(back, "verify", "--json", "--anchor", laptop.head, passphrase=SAID)
        yield what, "" if done.code else f"exit 0: {done.out[:200]}"


def _back_up(laptop: Laptop, run: Run) -> Ways:
    stick = laptop.home / "stick"
    other = run.home / "thiefs-machine" / STORE_NAME
    for way in ((), ("--rehearse",)):
        for said in (None, "123456", PIN, OWN):
            done = _run(laptop, "restore", str(stick), "--store", str(other), *way, passphrase=said)
            yield f"restore {way} {said!r}", _held(done)
    yield "nothing came of it", "there is a store" if other.exists() else ""
