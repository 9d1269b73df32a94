"""Reports of imported files."""

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.exports import ImportReport, LeftOutRow
from domain.observations import Recorded
from persistence.models import ImportRow


class SqlImports:
    """The domain's ImportRepository."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, report: ImportReport) -> None:
        """Keep a report."""
        await self._connection.execute(
            insert(ImportRow).values(
                user_id=report.user_id,
                import_id=report.import_id,
                file_name=report.file_name,
                kind=report.kind,
                imported_at=report.imported_at,
                observed_at=report.observed_at,
                rows_read=report.rows_read,
                rows_rejected=report.rows_rejected,
                posts_added=report.recorded.posts_added,
                observations_added=report.recorded.observations_added,
                engagements_added=report.recorded.engagements_added,
                values_changed=report.recorded.values_changed,
                accounts=list(report.accounts),
                rejected=[[row.line, row.reason] for row in report.rejected],
                notes=list(report.notes),
            )
        )

    async def page(self, user_id: str, first: int) -> list[ImportReport]:
        """Newest first."""
        rows = await self._connection.execute(
            select(ImportRow.__table__)
            .where(ImportRow.user_id == user_id)
            .order_by(ImportRow.imported_at.desc(), ImportRow.import_id)
            .limit(first)
        )
        return [
            ImportReport(
                row.user_id,
                row.import_id,
                row.file_name,
                row.kind,
                row.imported_at,
                row.observed_at,
                row.rows_read,
                row.rows_rejected,
                Recorded(row.posts_added, row.observations_added, row.engagements_added, row.values_changed),
                tuple(row.accounts),
                tuple(LeftOutRow(line, reason) for line, reason in row.rejected),
                tuple(row.notes),
            )
            for row in rows
        ]
