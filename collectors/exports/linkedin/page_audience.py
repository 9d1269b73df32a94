"""LinkedIn pages: sheets Location, Job function, Seniority, Industry and Company size of followers and visitors."""

from functools import partial

from collectors.exports.formats import Row, TableFormat, TableOpening
from collectors.exports.headings import Heading
from collectors.exports.linkedin.audience import DIMENSIONS, Breakdowns, counted, dimension_named, label_in
from collectors.exports.linkedin.files import PAGE_NAME, page_account
from collectors.exports.linkedin.headings import DAY, FOLLOWERS_TOTAL, VIEWS_TOTAL
from collectors.exports.tables import Table
from domain.audience import AudienceGroup
from domain.users import Platform


class PageAudienceRows:
    """One row is one value of the dimension that the first column names."""

    def __init__(self, group: AudienceGroup, counts: Heading, opening: TableOpening) -> None:
        self._breakdowns = Breakdowns(opening, page_account(opening), group)
        self._count = opening.columns.one(counts)
        self._label = next(iter(opening.columns.named(*DIMENSIONS.values())))
        dimension = dimension_named(opening.columns.name(self._label))
        assert dimension is not None
        self._dimension = dimension

    def read(self, cells: list[str]) -> Row | None:
        """Nothing yet: the breakdown is complete at the end."""
        entry = counted(label_in(cells[self._label]), cells[self._count])
        if entry is not None:
            self._breakdowns.add(self._dimension, entry)
        return None

    def rest(self) -> tuple[Row, ...]:
        """The breakdown."""
        return tuple(self._breakdowns.rows())


def _is_breakdown(table: Table) -> bool:
    return not table.has(DAY) and any(dimension_named(name) is not None for name in table.columns)


LINKEDIN_PAGE_FOLLOWER_AUDIENCE = TableFormat(
    kind="linkedin-page-follower-audience",
    title="LinkedIn page, who follows it (sheets Location, Job function, Seniority, Industry, Company size)",
    platform=Platform.LINKEDIN,
    required=(FOLLOWERS_TOTAL,),
    also=_is_breakdown,
    reader=partial(PageAudienceRows, AudienceGroup.FOLLOWERS, FOLLOWERS_TOTAL),
    name=PAGE_NAME,
)
LINKEDIN_PAGE_VISITOR_AUDIENCE = TableFormat(
    kind="linkedin-page-visitor-audience",
    title="LinkedIn page, who visits it (sheets Location, Job function, Seniority, Industry, Company size)",
    platform=Platform.LINKEDIN,
    required=(VIEWS_TOTAL,),
    also=_is_breakdown,
    reader=partial(PageAudienceRows, AudienceGroup.VISITORS, VIEWS_TOTAL),
    name=PAGE_NAME,
)
