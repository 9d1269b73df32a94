"""Relay's PageInfo."""

import strawberry


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Relay's type."""

    has_next_page: bool = strawberry.field(description="Whether there are items after this page.")
    has_previous_page: bool = strawberry.field(description="Whether the page was asked for by a cursor.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first item; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last item, for `after`; null if empty.")


def page_info(cursors: list[str], has_next: bool, after: str | None) -> PageInfo:
    """Of a page with these cursors."""
    return PageInfo(
        has_next_page=has_next,
        has_previous_page=after is not None,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
