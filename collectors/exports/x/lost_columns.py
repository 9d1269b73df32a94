"""Columns of X's files that are not read, and why, under all of their names."""

from collections.abc import Iterator, Mapping

from collectors.exports.headings import Heading, folded, heading


class LostColumns(Mapping[str, str]):
    """Lists the English names; finds a reason under a name of any language, however it is written."""

    def __init__(self, *reasons: tuple[Heading, str]) -> None:
        self._reasons = {each.name: reason for each, reason in reasons}
        self._names = {name: each.name for each, _ in reasons for name in each.folded_names}

    def __getitem__(self, name: str) -> str:
        return self._reasons[self._names[folded(name)]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._reasons)

    def __len__(self) -> int:
        return len(self._reasons)


IN_ENGAGEMENTS = "one of the kinds of interaction that engagements count together; the catalog has no metric for it"
A_RATE = "computed here, from its parts"
MONEY = "an amount of money; the catalog has no metric for it"
UNIQUE_OVER_UNKNOWN = "distinct people, but X does not say over which time they are distinct"
A_PART_OF_VIEWS = "how far videos were played; the catalog has no metric for it"

POST_COLUMNS = (
    (
        heading(
            "Detail Expands",
            pt=("Expansões de detalhes", "Expansões de detalhe"),
            fr="Ouvertures des détails",
            ja="詳細のクリック数",
        ),
        IN_ENGAGEMENTS,
    ),
    (
        heading(
            "Hashtag Clicks",
            pt=("Cliques de hashtag", "Cliques na hashtag"),
            fr="Clics sur le hashtag",
            ja="ハッシュタグのクリック数",
        ),
        IN_ENGAGEMENTS,
    ),
    (
        heading(
            "Permalink Clicks",
            pt=("Cliques de link permanente", "Cliques no link permanente"),
            fr="Clics sur le permalien",
            ja=("パーマリンクのクリック数", "固定リンクのクリック数"),
        ),
        IN_ENGAGEMENTS,
    ),
    (heading("User Profile Clicks"), "visits to the profile are read from the column of that name"),
    (
        heading("Link Clicks", es="Clics en enlaces", fr="Clics sur le lien", de="Link-Klicks"),
        "clicks are read from the column of clicks on links that X calls URL clicks",
    ),
    (heading("Media Engagements"), IN_ENGAGEMENTS),
    (heading("App Opens"), IN_ENGAGEMENTS),
    (heading("App Install Attempts", "App Installs"), IN_ENGAGEMENTS),
    (heading("Email Tweets", "Email Tweet", "Email Posts"), IN_ENGAGEMENTS),
    (heading("Dial Phone"), IN_ENGAGEMENTS),
    (heading("Quote posts", "Quotes", "Create Quote"), "whether reposts count them in, X does not say"),
    (heading("Create Reply", "Replies created"), "replies that the account wrote; the catalog has no metric for them"),
    (
        heading(
            "Engagement Rate",
            es="Tasa de interacción",
            fr="Taux d’engagement",
            de="Interaktionsrate",
            pt="Taxa de engajamento",
            ja="エンゲージメント率",
        ),
        A_RATE,
    ),
    (heading("Unique Impressions"), UNIQUE_OVER_UNKNOWN),
    (heading("Unique Video Views"), UNIQUE_OVER_UNKNOWN),
    (heading("Video Starts"), A_PART_OF_VIEWS),
    (heading("Video Played 25%"), A_PART_OF_VIEWS),
    (heading("Video Played 50%"), A_PART_OF_VIEWS),
    (heading("Video Played 75%"), A_PART_OF_VIEWS),
    (heading("Video Completions"), A_PART_OF_VIEWS),
    (heading("Cost", "Spend", pt="Gasto"), MONEY),
    (heading("Cost per engagement", "Cost per result"), MONEY),
)
"""Of the files about posts and about the account."""
