"""The one door between screens and services: writes go through a single thread, reads through others."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from textual.app import App
from textual.worker import active_worker

from counter.errors import Forbidden
from counter.rules.rights import LEFT
from counter.services.office import Office, Service

if TYPE_CHECKING:
    from counter.services.store.store import Store

P = ParamSpec("P")
R = TypeVar("R")

IDLE = 2.0  # seconds of rest before the write-ahead log is folded in, so that no commit waits for it


def still_wanted(answer: R) -> R:
    """The answer; or the end of the worker whose screen went while it waited: its widgets are not there."""
    worker = active_worker.get(None)
    if worker is not None and not isinstance(worker.node, App) and not worker.node.is_attached:
        raise asyncio.CancelledError
    return answer


class Door:
    """The threads that may block. `store` None: not open yet; `ask` waits for it.

    `shut_out` is called when a write finds that its actor may no longer work here.
    """

    def __init__(self, shut_out: Callable[[], None] = lambda: None) -> None:
        self._shut_out = shut_out
        self.store: Store | None = None
        self.opened = asyncio.Event()
        self._writer = ThreadPoolExecutor(1, "writer")
        self._readers = ThreadPoolExecutor(2, "reader")
        self._idle: asyncio.TimerHandle | None = None
        self._closed = False

    async def ask(
        self, office: Callable[[], Office], service: Service[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a service. A write goes on to its end even when the screen that asked is gone."""
        await self.opened.wait()
        call = partial(service, office(), *args, **kwargs)
        if not service.writes:
            return still_wanted(await self._run(self._readers, call))
        try:
            return still_wanted(await asyncio.shield(self._run(self._writer, call)))
        except Forbidden as error:
            if error.message_id == LEFT:
                self._shut_out()
            raise
        finally:
            self._rest()

    async def in_thread(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run anything that may block (opening, signing in, typesetting)."""
        return still_wanted(await self._run(self._readers, partial(function, *args, **kwargs)))

    def later(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> None:
        """Run something whose end nobody waits for."""
        if not self._closed:
            self._readers.submit(partial(function, *args, **kwargs))

    def use(self, store: "Store") -> None:
        """Take an open store; those who wait may ask now."""
        self.store = store
        self.opened.set()

    async def close_store(self) -> None:
        """Let the writes end, then close the store."""
        self.opened.clear()
        store, self.store = self.store, None
        if self._idle is not None:
            self._idle.cancel()
        if store is not None:
            await self._run(self._writer, store.close)

    async def close(self) -> None:
        """The end of the program."""
        self._closed = True
        await self.close_store()
        self._readers.shutdown(wait=False, cancel_futures=True)
        self._writer.shutdown(wait=True)

    def _run(self, pool: ThreadPoolExecutor, call: Callable[[], R]) -> asyncio.Future[R]:
        return asyncio.get_running_loop().run_in_executor(pool, call)

    def _rest(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(IDLE, self._checkpoint)

    def _checkpoint(self) -> None:
        if self.store is not None:
            self._writer.submit(self.store.checkpoint)
