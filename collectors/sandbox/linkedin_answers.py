"""LinkedIn's documents and refusals, as the sandbox gives them."""

import re
from datetime import datetime
from typing import Any

from starlette.responses import JSONResponse, Response

from collectors.sample.posts import SamplePost
from collectors.sandbox.simulator import Refusal
from collectors.sandbox.world import ACCOUNTS
from domain.observations import ContentType
from domain.users import Platform

PAGE = ACCOUNTS[Platform.LINKEDIN]
URN = f"urn:li:organization:{PAGE.external_id}"

_MEDIA = {ContentType.IMAGE: "image", ContentType.VIDEO: "video", ContentType.DOCUMENT: "document"}
_SPECIAL = re.compile(r"[\\|{}@\[\]()<>#*_~]")
"""What little text escapes."""
_ESCAPED_TAG = re.compile(r"\\#(\w+)")
_REFUSALS = {
    Refusal.THROTTLED: (
        429,
        "TOO_MANY_REQUESTS",
        "Resource level throttle limit for calls to this resource is reached.",
    ),
    Refusal.UNAVAILABLE: (503, "SERVICE_UNAVAILABLE", "The service is temporarily unavailable"),
    Refusal.TOKEN_UNKNOWN: (401, "INVALID_ACCESS_TOKEN", "Invalid access token"),
    Refusal.TOKEN_REVOKED: (401, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked by the user"),
    Refusal.TOKEN_EXPIRED: (401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired"),
}
_SERVICE_CODES = {
    Refusal.TOKEN_UNKNOWN: 65600,
    Refusal.TOKEN_REVOKED: 65601,
    Refusal.TOKEN_EXPIRED: 65602,
}


def document_of(post: SamplePost) -> dict[str, Any]:
    published = milliseconds(post.posted_at)
    document: dict[str, Any] = {
        "id": urn_of(post),
        "author": URN,
        "commentary": _little(post.details.text or ""),
        "visibility": "PUBLIC",
        "lifecycleState": "PUBLISHED",
        "createdAt": published,
        "publishedAt": published,
        "lastModifiedAt": published,
        "distribution": {"feedDistribution": "MAIN_FEED", "thirdPartyDistributionChannels": []},
        "lifecycleStateInfo": {"isEditedByAuthor": False},
        "isReshareDisabledByAuthor": False,
    }
    if (kind := _MEDIA.get(post.details.content_type)) is not None:
        document["content"] = {"media": {"id": f"urn:li:{kind}:C5F10AQ{published}"}}
    return document


def urn_of(post: SamplePost) -> str:
    """Videos are ugcPosts, as they are on LinkedIn; everything else is a share."""
    number = post.post_id.rpartition(":")[2]
    return f"urn:li:{'ugcPost' if post.details.content_type is ContentType.VIDEO else 'share'}:{number}"


def _little(text: str) -> str:
    escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", text)
    return _ESCAPED_TAG.sub(r"{hashtag|\\#|\1}", escaped)


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000


def refuse(refusal: Refusal, wait_seconds: int) -> Response:
    """LinkedIn tells nobody how long to wait, because its limits are those of a day. The sandbox does tell: nobody
    would wait for tomorrow there."""
    response = error(*_REFUSALS[refusal], _SERVICE_CODES.get(refusal))
    if refusal is Refusal.THROTTLED:
        response.headers["retry-after"] = str(wait_seconds)
    return response


def error(status: int, code: str, message: str, service_code: int | None = None) -> JSONResponse:
    body: dict[str, Any] = {"status": status, "code": code, "message": message}
    return JSONResponse(body | ({} if service_code is None else {"serviceErrorCode": service_code}), status)


def denied(message: str) -> Response:
    return error(403, "ACCESS_DENIED", message, 100)


def bad_request(message: str) -> Response:
    return error(400, "ILLEGAL_ARGUMENT", message)
