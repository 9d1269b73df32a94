"""X until 2024: `tweet_activity_metrics_<user>_<from>_<to>_en.csv`, lifetime numbers of posts of a period."""

from collectors.exports.cells import digits
from collectors.exports.formats import Row, TableFormat, TableOpening
from collectors.exports.hashtags import hashtags
from collectors.exports.headings import heading
from collectors.exports.moments import classic_time
from collectors.exports.x.classic import CLASSIC_LOST, CLASSIC_NAME, COUNTERS, PromotedColumns
from collectors.exports.x.posts import account_in_link, plain_text
from domain.metrics import MetricKey
from domain.observations import PostDetails, PostSnapshot
from domain.users import Platform

_ID = heading(
    "Tweet id",
    pt="id do Tweet",
    es=("id del Tweet", "identificador del Tweet", "Id. de Tweet"),
    fr=("identifiant du Tweet", "id du Tweet"),
    de=("Tweet-ID", "ID des Tweets"),
    ja="ツイートID",
)
_LINK = heading(
    "Tweet permalink",
    pt="link permanente do Tweet",
    es=("enlace permanente del Tweet", "enlace permanente de Tweet", "vínculo permanente del Tweet"),
    fr=("permalien du Tweet", "lien permanent du Tweet"),
    de=("Permalink des Tweets", "Tweet-Permalink", "Dauerhafter Link zum Tweet"),
    ja=("ツイートの固定リンク", "ツイートのパーマリンク"),
)
_TEXT = heading(
    "Tweet text",
    pt="texto do Tweet",
    es=("texto del Tweet", "texto de Tweet"),
    fr="texte du Tweet",
    de=("Tweet-Text", "Text des Tweets"),
    ja="ツイート本文",
)
_TIME = heading("time", pt="horário", es=("hora", "fecha"), fr="heure", de=("Zeit", "Uhrzeit"), ja="時間")
_PROMOTED_NOTE = "Some posts were promoted; only their organic numbers were read, as this file keeps the two apart."


class TweetActivityRows:
    """One row is one post."""

    def __init__(self, opening: TableOpening) -> None:
        self._id, self._link, self._text, self._time = map(opening.columns.one, (_ID, _LINK, _TEXT, _TIME))
        self._metrics = opening.metric_cells(COUNTERS)
        self._promoted = PromotedColumns(opening, _PROMOTED_NOTE)
        self._account = opening.options.account
        self._exported = opening.exported

    def read(self, cells: list[str]) -> Row:
        """A post and its organic counters."""
        post_id = digits(cells[self._id], "post id")
        posted_at = classic_time(cells[self._time])
        account = account_in_link(cells[self._link], post_id, self._account)
        text = plain_text(cells[self._text])
        details = PostDetails(posted_at, text=text, url=cells[self._link].strip() or None, tags=hashtags(text))
        observed_at = self._exported.seen_at(posted_at)
        snapshot = PostSnapshot(post_id, observed_at, self._metrics.read(cells, Platform.X), details)
        self._promoted.look_at(cells)
        return account, snapshot, post_id


X_TWEET_ACTIVITY = TableFormat(
    kind="x-tweet-activity",
    title="X post activity, until 2024 (tweet_activity_metrics)",
    platform=Platform.X,
    required=(_ID, _LINK, _TEXT, _TIME, COUNTERS[MetricKey.IMPRESSIONS]),
    reader=TweetActivityRows,
    metrics=COUNTERS,
    name=CLASSIC_NAME,
    lost=CLASSIC_LOST,
)
