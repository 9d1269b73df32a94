"""Loaders of one operation: what sibling fields ask for goes to the storage as one set."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from strawberry.dataloader import DataLoader

from domain.annotations import Annotation
from domain.assignments import RejectedMetric
from domain.collection import CollectionRun
from domain.content import ContentPage, ContentPiece, ContentQuery
from domain.exports import Import
from domain.facts import FactsQuery, FactsRange, Revision, UserFacts
from domain.metrics import MetricKey
from domain.ports import Log
from domain.segments import Segment
from domain.storage import ReadUnit, Storage
from domain.users import Account, Platform, User

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

AccountKey = tuple[str, str]
"""(user id, account id)."""
PostKey = tuple[str, str, str]
"""(user id, account id, post id)."""
SubjectKey = tuple[str, str, str, str]
"""(user id, account id, post id, period), as in the ledger."""


class Loaders:
    """One loader for each kind of thing; each opens a look at the storage of its own."""

    def __init__(self, storage: Storage, log: Log) -> None:
        self._storage = storage
        self._log = log
        self.users: DataLoader[str, User | None] = self._by_key(lambda unit, keys: unit.users.find(keys))
        self.accounts: DataLoader[str, tuple[Account, ...] | None] = self._by_key(
            lambda unit, keys: unit.users.accounts(keys)
        )
        self.pieces: DataLoader[PostKey, ContentPiece | None] = self._by_key(lambda unit, keys: unit.content.find(keys))
        self.content: DataLoader[ContentQuery, ContentPage | None] = self._by_key(
            lambda unit, keys: unit.content.pages(keys)
        )
        self.runs: DataLoader[str, CollectionRun | None] = self._by_key(lambda unit, keys: unit.runs.find(keys))
        self.imports: DataLoader[str, Import | None] = self._by_key(lambda unit, keys: unit.imports.find(keys))
        self.segments: DataLoader[str, tuple[Segment, ...] | None] = self._by_key(
            lambda unit, keys: unit.segments.of_users(keys)
        )
        self.annotations: DataLoader[str, tuple[Annotation, ...] | None] = self._by_key(
            lambda unit, keys: unit.annotations.of_users(keys)
        )
        self.rejections: DataLoader[AccountKey, tuple[RejectedMetric, ...] | None] = self._by_key(
            lambda unit, keys: unit.rejections.of_accounts(keys)
        )
        self.refused_names: DataLoader[Platform, Mapping[str, datetime]] = DataLoader(self._refused_names)
        self.facts: DataLoader[FactsRange, UserFacts] = DataLoader(self._facts)
        self.revisions: DataLoader[tuple[SubjectKey, MetricKey], tuple[Revision, ...]] = DataLoader(self._revisions)

    def _by_key(self, find: Callable[[ReadUnit, Sequence[K]], Awaitable[Mapping[K, V]]]) -> DataLoader[K, V | None]:
        async def load(keys: list[K]) -> list[V | None]:
            async with self._storage.read() as unit:
                found = await find(unit, keys)
            return [found.get(key) for key in keys]

        return DataLoader(load)

    async def _refused_names(self, platforms: list[Platform]) -> list[Mapping[str, datetime]]:
        async with self._storage.read() as unit:
            return [await unit.rejections.first_by_name(platform) for platform in platforms]

    async def _facts(self, ranges: list[FactsRange]) -> list[UserFacts]:
        async with self._storage.read() as unit:
            facts = await unit.facts.load(FactsQuery(tuple(ranges)))
        for (user_id, _), found in facts.found.items():
            days = sum(len(rows) for rows in found.days.values())
            if not (found.posts or days or found.engagements):
                spans = sorted({f"{r.start} to {r.end}" for r in ranges if r.user_id == user_id})
                self._log("no data to analyse", user_id=user_id, periods=spans)
        return [facts.of(r) for r in ranges]

    async def _revisions(self, keys: list[tuple[SubjectKey, MetricKey]]) -> list[tuple[Revision, ...]]:
        subjects = list(dict.fromkeys(subject for subject, _ in keys))
        metrics = list(dict.fromkeys(metric for _, metric in keys))
        async with self._storage.read() as unit:
            found = await unit.facts.revisions(subjects, metrics)
        return [tuple(r for r in found[subject] if r.metric is metric) for subject, metric in keys]
