"""Instagram: `posts_1.json`, `reels.json`, `stories.json` and the like of an archive, posts without numbers."""

import re
from functools import partial
from typing import Any

from collectors.exports.archives.instagram import begins_with, exported_at, media_id, owner, words
from collectors.exports.archives.json_values import cell, instant, member, objects
from collectors.exports.archives.left_out import LeftOutItems
from collectors.exports.cells import UnusableRowError
from collectors.exports.formats import DocumentFormat, DocumentOpening, Row
from collectors.exports.hashtags import hashtags
from domain.errors import UnreadableExportError
from domain.exports import LeftOut
from domain.observations import ContentType, PostDetails, PostSnapshot
from domain.users import Platform

_VIDEOS = (".mp4", ".mov", ".m4v", ".webm", ".3gp")
_IMAGES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".gif")
_OTHER_LISTS = ("reposts", "other_content", "recently_deleted", "profile_photos")
"""Beginnings of the names of lists that look like posts: those of others, drafts, and what was deleted."""
_FIRST_PICTURE = (
    "A post of several pictures or videos has the media id of the first of them: the archive does not tell its own."
)


class InstagramMedia:
    """One item is one post with its pictures and videos."""

    def __init__(self, kind: ContentType | None, opening: DocumentOpening) -> None:
        if opening.source.name.startswith(_OTHER_LISTS):
            raise UnreadableExportError(
                f"{opening.source.name!r} is a list of media that are no published posts of the account.",
                "Import posts_1.json, reels.json and stories.json, or the whole archive.",
            )
        self._kind = kind
        self._account = owner(opening, "A list of posts of Instagram, without personal_information.json beside it,")
        self._exported = opening.exported
        self._remarks = opening.remarks

    def read(self, item: Any) -> Row:
        """A post without any counter."""
        media = objects(member(item, "media")) or ([item] if isinstance(member(item, "uri"), str) else [])
        if not media:
            raise UnusableRowError("It has no picture or video, and so no id.")
        post_id = media_id(media[0].get("uri"))
        if post_id is None:
            raise UnusableRowError("Its first picture or video has no name.")
        if len(media) > 1:
            self._remarks.add(_FIRST_PICTURE)
        stated = member(item, "creation_timestamp")
        posted_at = instant(media[0].get("creation_timestamp") if stated is None else stated, "time of publication")
        text = _caption(item, media)
        details = PostDetails(posted_at, self._kind or _content_type(media), text, tags=hashtags(text or ""))
        snapshot = PostSnapshot(post_id, self._exported.seen_at(posted_at), {}, details)
        return self._account, snapshot, post_id


def _caption(post: Any, media: list[dict[str, Any]]) -> str | None:
    """A post with one picture has its caption there; one with several has it itself."""
    titles = (member(post, "title"), *(each.get("title") for each in media))
    return next((text for title in titles if (text := words(title, "caption")) is not None), None)


def _content_type(media: list[dict[str, Any]]) -> ContentType:
    if len(media) > 1:
        return ContentType.CAROUSEL
    name = cell(media[0].get("uri")).partition("?")[0].lower()
    if name.endswith(_VIDEOS):
        return ContentType.VIDEO
    return ContentType.IMAGE if name.endswith(_IMAGES) else ContentType.OTHER


def _format(kind: str, title: str, member_name: str, content_type: ContentType | None) -> DocumentFormat:
    return DocumentFormat(
        kind=kind,
        title=title,
        platform=Platform.INSTAGRAM,
        begins=begins_with(member_name),
        items=f"{member_name}.item",
        reader=partial(InstagramMedia, content_type),
        why=f"It begins with {member_name}.",
        content_date=exported_at,
    )


INSTAGRAM_POSTS = DocumentFormat(
    kind="instagram-archive-posts",
    title="Instagram archive: posts (posts_1.json)",
    platform=Platform.INSTAGRAM,
    # Newer lists of other things have `label_values`; those of Facebook have no list of media.
    begins=re.compile(
        r'\A\ufeff?\s*\[\s*\{(?!.*"label_values")[^\[\]{}]*"media"\s*:\s*\[.*"creation_timestamp"\s*:', re.DOTALL
    ),
    items="item",
    reader=partial(InstagramMedia, None),
    why="It is a list of posts with their media.",
    content_date=exported_at,
)
INSTAGRAM_REELS = _format(
    "instagram-archive-reels", "Instagram archive: reels (reels.json)", "ig_reels_media", ContentType.REEL
)
INSTAGRAM_STORIES = _format(
    "instagram-archive-stories", "Instagram archive: stories (stories.json)", "ig_stories", ContentType.STORY
)
INSTAGRAM_IGTV = _format(
    "instagram-archive-igtv", "Instagram archive: IGTV (igtv_videos.json)", "ig_igtv_media", ContentType.VIDEO
)
INSTAGRAM_ARCHIVED = DocumentFormat(
    kind="instagram-archive-archived",
    title="Instagram archive: withdrawn posts (archived_posts.json)",
    platform=Platform.INSTAGRAM,
    begins=begins_with("ig_archived_post_media"),
    items="ig_archived_post_media.item",
    reader=partial(LeftOutItems, "The account has withdrawn it: only its owner can see it.", LeftOut.NOT_PUBLIC),
    why="It begins with ig_archived_post_media.",
    content_date=exported_at,
)
