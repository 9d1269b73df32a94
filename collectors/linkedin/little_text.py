r"""The text of LinkedIn's posts: *little text*, in which `\` escapes, and hashtags and mentions are written out."""

import re

from collectors.exports.hashtags import hashtags

_TOKEN = re.compile(
    r"""
      \\(?P<escaped>.)                                                 # \( is a bracket
    | \{hashtag\|\\?[#\uff03]\|(?P<tag>(?:\\.|[^}\\])*)\}              # {hashtag|\#|coffee}
    | @\[(?P<name>(?:\\.|[^\]\\])*)\]\s?\(urn:li:[^)\s]*\)             # @[Kestrel Coffee](urn:li:organization:1)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def plain(little: str) -> str:
    """The text as people see it."""
    return _TOKEN.sub(_shown, little)


def tags(little: str) -> tuple[str, ...]:
    """The hashtags, as everywhere: without `#`, in lower case, each once. An escaped `#` begins none."""
    return hashtags(_TOKEN.sub(_tagged, little)) if "#" in little or "\uff03" in little else ()


def _shown(token: re.Match[str]) -> str:
    if token["escaped"] is not None:
        return token["escaped"]
    if token["tag"] is not None:
        return f"#{_unescaped(token['tag'])}"
    return _unescaped(token["name"])


def _tagged(token: re.Match[str]) -> str:
    """The same, so that hashtags, and nothing else, look like hashtags."""
    if token["escaped"] is not None:
        return token["escaped"] if token["escaped"] not in "#\uff03" else "."
    if token["tag"] is not None:
        return f" #{_unescaped(token['tag'])} "
    return "."


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)
