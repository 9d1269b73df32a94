"""Documents of archives: the members of real ones, and invented posts."""

import json
from pathlib import Path
from typing import Any

from benchmarks.made_posts import Post, milliseconds, posts

_X_EPOCH = 1_288_834_974_657
_FIRST_MEDIA = 17_842_440_541_048_800
_PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
_ACTOR = "https://social.example/users/ada"


def x_archive(path: Path, count: int) -> int:
    """`tweets.js`: a script that assigns a list."""
    items = [{"tweet": _tweet(each)} for each in posts(count)]
    path.write_text(f"window.YTD.tweets.part0 = {json.dumps(items, indent=2)}", encoding="utf-8")
    return count


def _tweet(post: Post) -> dict[str, Any]:
    post_id = str((milliseconds(post.at) - _X_EPOCH) << 22 | post.number)
    tags = [
        {"text": word[1:], "indices": [str(post.text.find(word)), str(post.text.find(word) + len(word))]}
        for word in post.text.split()
        if word.startswith("#")
    ]
    link = {
        "url": "https://t.co/AbCdEfGhIj",
        "expanded_url": "https://maps.example/blog/2026/a-new-map",
        "display_url": "maps.example/blog/2026/a-ne…",
        "indices": ["73", "96"],
    }
    return {
        "edit_info": {
            "initial": {
                "editTweetIds": [post_id],
                "editableUntil": f"{post.at:%Y-%m-%dT%H:%M:%S.000Z}",
                "editsRemaining": "5",
                "isEditEligible": True,
            }
        },
        "retweeted": False,
        "source": '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>',
        "entities": {"hashtags": tags, "symbols": [], "user_mentions": [], "urls": [link] if post.number % 3 else []},
        "display_text_range": ["0", str(len(post.text))],
        "favorite_count": str(post.counted[20]),
        "id_str": post_id,
        "truncated": False,
        "retweet_count": str(post.counted[40]),
        "id": post_id,
        "possibly_sensitive": False,
        "created_at": f"{post.at:%a %b %d %H:%M:%S +0000 %Y}",
        "favorited": False,
        "full_text": post.text,
        "lang": "en",
    }


def instagram_posts(path: Path, count: int) -> int:
    """`posts_1.json`."""
    path.write_text(json.dumps(list(map(_picture, posts(count)))), encoding="utf-8")
    return count


def _picture(post: Post) -> dict[str, Any]:
    return {
        "media": [
            {
                "uri": f"media/posts/{post.at:%Y%m}/26871289_165219540773412_{_FIRST_MEDIA + post.number}.jpg",
                "creation_timestamp": int(post.at.timestamp()),
                "media_metadata": {"camera_metadata": {"has_camera_metadata": False}},
                "title": post.text,
                "cross_post_source": {"source_app": "FB"},
            }
        ]
    }


def mastodon_outbox(path: Path, count: int) -> int:
    """`outbox.json`."""
    outbox = {
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
        "id": "outbox.json",
        "type": "OrderedCollection",
        "totalItems": count,
        "orderedItems": list(map(_activity, posts(count))),
    }
    path.write_text(json.dumps(outbox), encoding="utf-8")
    return count


def _activity(post: Post) -> dict[str, Any]:
    address = f"{_ACTOR}/statuses/{milliseconds(post.at) << 16 | post.number}"
    at = f"{post.at:%Y-%m-%dT%H:%M:%SZ}"
    to = {"to": [_PUBLIC], "cc": [f"{_ACTOR}/followers"]}
    words = post.text.replace("&", "&amp;").replace('"', "&quot;").replace("\n\n", "</p><p>")
    link = '<a href="https://maps.example" target="_blank" rel="nofollow noopener"><span>maps.example</span></a>'
    html = f"<p>{words} {link}</p>"
    note = {
        "id": address,
        "type": "Note",
        "summary": None,
        "inReplyTo": None,
        "published": at,
        "url": f"https://social.example/@ada/{post.number}",
        "attributedTo": _ACTOR,
        **to,
        "sensitive": False,
        "atomUri": address,
        "conversation": f"tag:social.example,2026:objectId={post.number}:objectType=Conversation",
        "content": html,
        "contentMap": {"en": html},
        "attachment": [],
        "tag": [],
        "replies": {"id": f"{address}/replies", "type": "Collection", "first": {"type": "CollectionPage", "items": []}},
        "likes": {"id": f"{address}/likes", "type": "Collection", "totalItems": post.counted[20]},
        "shares": {"id": f"{address}/shares", "type": "Collection", "totalItems": post.counted[40]},
    }
    activity = {"id": f"{address}/activity", "type": "Create", "actor": _ACTOR, "published": at, **to}
    return {**activity, "object": note}
