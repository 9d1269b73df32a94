"""Looks posts up by their URNs: what they are by now, and which of them are not there any more."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from collectors.api_client import ApiSession
from collectors.linkedin import parsing
from collectors.linkedin.client import LinkedInClient
from collectors.linkedin.parsing import Post
from domain.errors import GoneError, SkippableCollectorError


@dataclass(frozen=True, slots=True)
class Seen:
    """A post as LinkedIn shows it, and since when that was so."""

    post: Post
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """What came of looking. About posts that are in neither, nothing is known."""

    posts: Mapping[str, Seen]
    missing: frozenset[str]


def together(parts: Iterable[Found]) -> Found:
    """Several of them as one."""
    posts: dict[str, Seen] = {}
    missing: frozenset[str] = frozenset()
    for part in parts:
        posts |= part.posts
        missing |= part.missing
    return Found(posts, missing)


async def looked_up(client: LinkedInClient, session: ApiSession, urns: Sequence[str]) -> Found:
    """Raises SkippableCollectorError when they are refused, whether all together or the only one."""
    if len(urns) == 1:
        return await _alone(client, session, urns[0])
    reply = await client.posts_by_urn(session, urns)
    lookup = parsing.lookup_of(reply.document, urns)
    found = [Found({post.urn: Seen(post, reply.at) for post in lookup.posts}, frozenset(lookup.missing))]
    # Only when it is asked for alone it is known that a post is not there of which a batch says nothing.
    for urn in lookup.unanswered:
        with suppress(SkippableCollectorError):
            found.append(await _alone(client, session, urn))
    return together(found)


async def _alone(client: LinkedInClient, session: ApiSession, urn: str) -> Found:
    try:
        reply = await client.post(session, urn)
    except GoneError:
        return Found({}, frozenset({urn}))
    post = parsing.post_of(reply.document)
    return Found({} if post is None else {post.urn: Seen(post, reply.at)}, frozenset())
