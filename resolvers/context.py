"""What a resolver may use: the services of the process, and the loaders of the operation."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime

from domain.collecting import CollectionService
from domain.connections import ConnectionService
from domain.errors import QueryTooExpensiveError
from domain.importing import ImportService
from domain.ports import EventBus, Log
from domain.query import MAX_CELLS
from domain.storage import Storage
from resolvers.dataloaders import Loaders


@dataclass(frozen=True, slots=True)
class Services:
    """One set per process."""

    storage: Storage
    events: EventBus
    collection: CollectionService
    connections: ConnectionService
    imports: ImportService
    clock: Callable[[], datetime]
    log: Log
    spawn: Callable[[Coroutine[object, object, object]], Awaitable[object]]
    """Runs work beside the requests; it is cancelled, and waited for, when the server stops."""
    public_url: str
    """Where people reach this server; without a slash at the end."""


class Context:
    """One per operation. Holds a way to the storage, never a session: sibling fields run at the same time."""

    def __init__(self, services: Services, request_id: str, viewer: str = "local") -> None:
        self.services = services
        self.request_id = request_id
        self.viewer = viewer
        """Who is asking: whoever reaches the server, until there are tokens."""
        self.now = services.clock()
        """The operation's one present moment, so that all its parts agree on it."""
        self._cells = 0
        self.loaders = Loaders(services.storage, services.log)

    def spend(self, cells: int) -> None:
        """Take values from the budget of the operation: many small questions cost as much as a large one.

        Raises:
            QueryTooExpensiveError: it is used up.
        """
        self._cells += cells
        if self._cells > MAX_CELLS:
            raise QueryTooExpensiveError(self._cells, MAX_CELLS)

    def renewed(self) -> "Context":
        """The same for a later moment: a subscription reads anew for every event."""
        return Context(self.services, self.request_id, self.viewer)
