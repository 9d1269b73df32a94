"""Import and its connection, `importExport`, and what is told of the parts of a file."""

from datetime import UTC, date, datetime
from typing import Annotated

import strawberry

import domain.exports as exports
from domain.errors import InvalidInputError as InvalidInput
from domain.time_range import zone
from resolvers import imports, users
from resolvers.pagination import Page, encode_cursor
from schema.enums import LeftOut, MetricKey, Platform, RunStatus
from schema.errors import ExportQuestionError, InvalidInputError, UnreadableExportError, UserNotFoundError
from schema.info import Info
from schema.nodes import Node, global_id
from schema.paging import PageInfo, page_info
from schema.scalars import BigInt, TimeZone
from schema.uploads import Upload, stored


@strawberry.type(description="A row of a file that was not stored.")
class LeftOutRow:
    """Left out of an import."""

    line: BigInt = strawberry.field(
        description="Line on which the row begins, row of a sheet, or number of an item; the first is 1."
    )
    reason: str = strawberry.field(description="What is the matter with it.")
    cause: LeftOut = strawberry.field(description="The kind of reason.")

    @classmethod
    def from_domain(cls, row: exports.LeftOutRow) -> "LeftOutRow":
        """As the contract shows it."""
        return cls(line=BigInt(row.line), reason=row.reason, cause=row.cause)


@strawberry.type(description="How many rows were not stored for one kind of reason.")
class LeftOutCount:
    """By cause."""

    cause: LeftOut = strawberry.field(description="The kind of reason.")
    rows: BigInt = strawberry.field(description="How many.")


@strawberry.type(description="A column that is read.")
class ReadColumn:
    """And what it is."""

    column: str = strawberry.field(description="Its English name, or our own.")
    metric: MetricKey = strawberry.field(description="The metric it lands on.")


@strawberry.type(description="A column that is not read.")
class UnreadColumn:
    """And why."""

    column: str = strawberry.field(description="What the file calls it.")
    reason: str | None = strawberry.field(description="Why; null: the catalog has no metric for it.")


@strawberry.type(description="A part of a file that nobody reads.")
class IgnoredPart:
    """A sheet, or a file in an archive."""

    name: str = strawberry.field(description="Which.")
    reason: str = strawberry.field(description="What it is instead.")


@strawberry.type(description="One table or document of a file: the whole file, a sheet, or a file in an archive.")
class ImportPart:
    """What it was recognised as, and what it holds."""

    kind: str = strawberry.field(description="What it was recognised as, such as `x-content`.")
    title: str = strawberry.field(description="The same for people.")
    part: str | None = strawberry.field(description="Where in the file it is; null when the file is but this.")
    form: str = strawberry.field(description="How it is written: encoding and delimiter, a sheet, or JSON.")
    language: str | None = strawberry.field(description="Of its headers, ISO 639-1; null where they have none.")
    why: str = strawberry.field(description="What it was recognised by.")
    observed_at: datetime = strawberry.field(description="When its numbers were observed: its export date, UTC.")
    observed_at_from: str = strawberry.field(description="Where the export date was taken from.")
    rows_read: BigInt = strawberry.field(description="Rows of data in it.")
    posts: BigInt = strawberry.field(description="Posts that it tells of.")
    days: BigInt = strawberry.field(description="Days of accounts that it tells of.")
    engagements: BigInt = strawberry.field(description="Single engagements that it tells of.")
    first_day: date | None = strawberry.field(description="The earliest day of anything in it; null: nothing is dated.")
    last_day: date | None = strawberry.field(description="The latest day of anything in it (inclusive).")
    accounts: list[str] = strawberry.field(description="The accounts that the rows belong to.")
    left_out: list[LeftOutCount] = strawberry.field(description="Rows that were not stored, by kind of reason.")
    examples: list[LeftOutRow] = strawberry.field(description="The first 1000 of them.")
    read_columns: list[ReadColumn] = strawberry.field(description="The columns that are read.")
    unread_columns: list[UnreadColumn] = strawberry.field(description="The columns that are not.")
    notes: list[str] = strawberry.field(description="What else is worth knowing.")

    @classmethod
    def from_domain(cls, part: exports.PartReport) -> "ImportPart":
        """As the contract shows it."""
        about = part.about
        return cls(
            kind=about.kind,
            title=about.title,
            part=about.part or None,
            form=about.form,
            language=about.language,
            why=about.why,
            observed_at=about.observed_at,
            observed_at_from=about.observed_at_from,
            rows_read=BigInt(part.rows_read),
            posts=BigInt(part.posts),
            days=BigInt(part.days),
            engagements=BigInt(part.engagements),
            first_day=part.first_day,
            last_day=part.last_day,
            accounts=list(part.accounts),
            left_out=[LeftOutCount(cause=cause, rows=BigInt(rows)) for cause, rows in part.left_out.items()],
            examples=[LeftOutRow.from_domain(row) for row in part.examples],
            read_columns=[ReadColumn(column=name, metric=metric) for name, metric in about.metrics],
            unread_columns=[UnreadColumn(column=name, reason=reason or None) for name, reason in about.unread],
            notes=list(about.notes),
        )


@strawberry.type(
    description="One file that is imported: durable, so that it can be followed, and survives a restart. All of a file "
    "is stored, or nothing of it."
)
class Import(Node):
    """An import."""

    user_id: strawberry.ID = strawberry.field(description="For whom: the owner's own id.")
    import_id: strawberry.ID = strawberry.field(description="Its id, for the `importProgress` subscription.")
    file_name: str = strawberry.field(description="Name of the file.")
    size_bytes: BigInt | None = strawberry.field(description="Its size; null for imports of earlier versions.")
    status: RunStatus = strawberry.field(description="Where it stands.")
    created_at: datetime = strawberry.field(description="When it was asked for, UTC.")
    finished_at: datetime | None = strawberry.field(description="When it ended, UTC; null while it goes on.")
    reason: str | None = strawberry.field(description="Why it did not succeed; null while it may.")
    posts_added: BigInt = strawberry.field(description="Posts that were not known before; 0 until it is finished.")
    observations_added: BigInt = strawberry.field(description="Rows added to the ledger; 0 until it is finished.")
    engagements_added: BigInt = strawberry.field(description="Engagements added; 0 until it is finished.")
    kinds: list[str] = strawberry.field(description="What its parts were recognised as; empty until it is finished.")
    accounts: list[str] = strawberry.field(description="The accounts that the rows belong to.")
    posts: BigInt = strawberry.field(description="Posts that the file tells of, known before or not.")
    days: BigInt = strawberry.field(description="Days of accounts that the file tells of, those of several parts each.")
    observed_at: datetime | None = strawberry.field(
        description="When its numbers were observed: its export date, UTC; null until it is finished."
    )
    left_out: list[LeftOutCount] = strawberry.field(description="Rows that were not stored, by kind of reason.")
    examples: list[LeftOutRow] = strawberry.field(description="The first 1000 of them in each part.")
    notes: list[str] = strawberry.field(description="What else is worth knowing about the file.")
    parts: list[ImportPart] = strawberry.field(description="Part by part; empty until it is finished.")
    ignored: list[IgnoredPart] = strawberry.field(description="Parts that nobody reads.")
    run: strawberry.Private[exports.Import]

    @strawberry.field(description="Share of the file that was read, 0 to 1. Another process's work counts as 0.")
    def progress(self, info: Info) -> float:
        """Of the bytes."""
        if self.run.status.finished:
            return 1.0
        reached = imports.progress(info.context, self.run)
        return reached.share if reached is not None else 0.0

    @strawberry.field(description="Rows of data read so far.")
    def rows_read(self, info: Info) -> BigInt:
        """All of them, when it is finished."""
        if self.run.report is not None:
            return BigInt(self.run.report.rows_read)
        reached = imports.progress(info.context, self.run)
        return BigInt(reached.rows if reached is not None else 0)

    @classmethod
    def from_domain(cls, run: exports.Import) -> "Import":
        """As the contract shows it."""
        report = run.report or exports.FileReport(())
        return cls(
            id=global_id("Import", run.user_id, run.import_id),
            user_id=strawberry.ID(run.user_id),
            import_id=strawberry.ID(run.import_id),
            file_name=run.file_name,
            size_bytes=None if run.size_bytes is None else BigInt(run.size_bytes),
            status=run.status,
            created_at=run.created_at,
            finished_at=run.finished_at,
            reason=run.reason,
            posts_added=BigInt(run.recorded.posts_added),
            observations_added=BigInt(run.recorded.observations_added),
            engagements_added=BigInt(run.recorded.engagements_added),
            kinds=list(report.kinds),
            accounts=list(report.accounts),
            posts=BigInt(report.posts),
            days=BigInt(report.days),
            observed_at=report.observed_at,
            left_out=[LeftOutCount(cause=cause, rows=BigInt(rows)) for cause, rows in report.left_out.items()],
            examples=[LeftOutRow.from_domain(row) for row in report.examples],
            notes=list(report.notes),
            parts=[ImportPart.from_domain(part) for part in report.parts],
            ignored=[IgnoredPart(name=name, reason=reason) for name, reason in report.ignored],
            run=run,
        )


@strawberry.type(description="An import in a list.")
class ImportEdge:
    """Relay's edge."""

    cursor: str = strawberry.field(description="For `after`.")
    node: Import = strawberry.field(description="The import.")


@strawberry.type(description="A page of imports, newest first.")
class ImportConnection:
    """Relay's connection."""

    edges: list[ImportEdge] = strawberry.field(description="The imports of the page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="How many imports there are.")

    @classmethod
    def from_domain(cls, user_id: str, page: Page[exports.Import], after: str | None) -> "ImportConnection":
        """The page of a list."""
        cursors = [encode_cursor(f"imports:{user_id}", run.import_id) for run in page.items]
        edges = [ImportEdge(cursor=c, node=Import.from_domain(run)) for c, run in zip(cursors, page.items, strict=True)]
        return cls(edges=edges, page_info=page_info(cursors, page.has_next, after), total_count=page.total)


@strawberry.input(description="A file to import, and what it does not say itself.")
class ImportExportInput:
    """For `importExport`."""

    user_id: strawberry.ID = strawberry.field(description="The user's own id.")
    file: Upload = strawberry.field(
        description="An export as it was downloaded: CSV, workbook, JSON, or a ZIP of any of these."
    )
    account: str | None = strawberry.field(
        default=None, description="Handle or platform id of the account, where the file does not say whose it is."
    )
    platform: Platform | None = strawberry.field(
        default=None, description="The platform, where the file does not say it."
    )
    time_zone: TimeZone | None = strawberry.field(
        default=None, description="Zone of times without an offset; left out: the user's."
    )
    year: int | None = strawberry.field(
        default=None, description="Year of the last row, where the dates of the file have none."
    )
    kind: str | None = strawberry.field(default=None, description="Which kind of file it is, where several would fit.")
    observed_at: datetime | None = strawberry.field(
        default=None,
        description="When the file was exported. Left out: from its name or content; a file that tells neither asks.",
    )

    def to_options(self, time_zone: str) -> exports.ImportOptions:
        """Raises InvalidInputError, InvalidTimeZoneError."""
        if self.year is not None and not 2000 <= self.year <= 9999:
            raise InvalidInput(f"`year` is {self.year}; it must be between 2000 and 9999.")
        if self.time_zone is not None:
            zone(self.time_zone)
        observed_at = self.observed_at
        if observed_at is not None and observed_at.tzinfo is None:
            observed_at = observed_at.replace(tzinfo=UTC)
        return exports.ImportOptions(
            self.time_zone or time_zone,
            self.time_zone is not None,
            self.platform,
            self.account,
            observed_at,
            year=self.year,
            kind=self.kind,
            modification_time_known=False,
        )


ImportExportResult = Annotated[
    Import | ExportQuestionError | UnreadableExportError | UserNotFoundError | InvalidInputError,
    strawberry.union("ImportExportResult", description="The import that was started, or why none was."),
]


@strawberry.type
class ImportMutations:
    """What can be done with files."""

    @strawberry.mutation(
        description="Import a file that a platform let somebody download, and answer at once. Follow the import by "
        "`importProgress` or `node`."
    )
    async def import_export(
        self,
        info: Info,
        input: Annotated[ImportExportInput, strawberry.argument(description="The file, and what it does not say.")],
    ) -> ImportExportResult:
        """Durable."""
        user = await users.user(info.context, input.user_id)
        options = input.to_options(user.time_zone)
        run = await imports.import_export(info.context, user, await stored(input.file), options)
        return Import.from_domain(run)
