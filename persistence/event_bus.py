"""Says within one process that something moved."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from domain.ports import Event

_MAILBOX = 64
"""Events are hints to read anew, so a reader that is this far behind loses nothing by losing the oldest."""


class _Mailbox:
    def __init__(self, wanted: Callable[[Event], bool]) -> None:
        self.wanted = wanted
        self._events: deque[Event] = deque(maxlen=_MAILBOX)
        self._filled = asyncio.Event()

    def put(self, event: Event) -> None:
        if event not in self._events:  # a hint that is still unread need not be given twice
            self._events.append(event)
        self._filled.set()

    def __aiter__(self) -> "_Mailbox":
        return self

    async def __anext__(self) -> Event:
        while not self._events:
            self._filled.clear()
            await self._filled.wait()
        return self._events.popleft()


class MemoryEventBus:
    """The domain's EventBus: publishing never waits, and a slow reader holds nobody up."""

    def __init__(self) -> None:
        self._mailboxes: set[_Mailbox] = set()

    def publish(self, event: Event) -> None:
        """Hand the event to everybody who wants it."""
        for mailbox in self._mailboxes:
            if mailbox.wanted(event):
                mailbox.put(event)

    @asynccontextmanager
    async def subscribe(self, wanted: Callable[[Event], bool]) -> AsyncIterator[AsyncIterator[Event]]:
        """Events from now on, until the block ends."""
        mailbox = _Mailbox(wanted)
        self._mailboxes.add(mailbox)
        try:
            yield mailbox
        finally:
            self._mailboxes.discard(mailbox)
