"""Workbooks of LinkedIn: the sheets and columns of real ones, and invented rows."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.made_posts import Post, days, milliseconds, posts

Cell = str | int | float
Rows = Sequence[Sequence[Cell]]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_PARTS = ("organic", "sponsored", "total")
_PAGE_DAYS = (
    *("Date", *(f"Impressions ({part})" for part in _PARTS), "Unique impressions (organic)"),
    *(f"{name} ({part})" for name in ("Clicks", "Reactions", "Comments", "Reposts") for part in _PARTS),
    *(f"Engagement rate ({part})" for part in _PARTS),
)
_PAGE_POSTS = (
    *("Post title", "Post link", "Post type", "Campaign name", "Posted by", "Created date", "Campaign start date"),
    *("Campaign end date", "Audience", "Impressions", "Views", "Offsite Views", "Clicks", "Click through rate (CTR)"),
    *("Likes", "Comments", "Reposts", "Follows", "Engagement rate", "Content Type"),
)
_TOP_POSTS = 50
_SHARES = (("Job titles", "Mapmaker"), ("Locations", "Berlin"), ("Industries", "Printing"), ("Seniority", "Senior"))


def linkedin_page(path: Path, count: int) -> int:
    """Content of a page: a sheet of days, and one of posts."""
    of_days = [_page_day(f"{day:%m/%d/%Y}", counted) for day, counted in days(count // 2)]
    of_posts = list(map(_page_post, posts(count - count // 2)))
    _write(path, {"Metrics": [_PAGE_DAYS, *of_days], "All posts": [_PAGE_POSTS, *of_posts]})
    return count


def _page_day(day: str, counted: Sequence[int]) -> tuple[Cell, ...]:
    numbers: list[Cell] = [each for value in counted[2:6] for each in (value, 0, value)]
    return (day, counted[0], 0, counted[0], counted[1], *numbers, 0.0625, 0, 0.0625)


def _page_post(post: Post) -> Sequence[Cell]:
    at = f"{post.at:%m/%d/%Y}"
    about: list[Cell] = [post.text, _link(post), "Organic", "", "Ada Maps", at, "", "", "All followers"]
    counted: list[Cell] = [post.counted[0], "", "", post.counted[20], 0.05, *post.counted[30:33], "", 0.0625, ""]
    return about + counted


def linkedin_creator(path: Path, count: int) -> int:
    """Content of a person: days, followers of days, the best posts side by side, and shares of the audience."""
    of_days = list(days((count - _TOP_POSTS) // 2))
    top = [
        (_link(post), day := f"{post.at:%-m/%-d/%Y}", post.counted[20], "", _link(post), day, post.counted[0])
        for post in posts(_TOP_POSTS)
    ]
    labels = [f"{day:%-m/%-d/%Y}" for day, _ in of_days]
    engaged: Rows = [(label, counted[0], counted[9]) for label, (_, counted) in zip(labels, of_days, strict=True)]
    gained: Rows = [(label, counted[30]) for label, (_, counted) in zip(labels, of_days, strict=True)]
    sheets: dict[str, Rows] = {
        "DISCOVERY": [
            ("Overall Performance", f"{labels[0]} - {labels[-1]}"),
            ("Impressions", 812_000),
            ("Unique views", 99_000),
        ],
        "ENGAGEMENT": [("Date", "Impressions", "Engagements"), *engaged],
        "TOP POSTS": [
            ("Maximum of 50 posts available to include in this list",),
            (),
            ("Post URL", "Post publish date", "Engagements", "", "Post URL", "Post publish date", "Impressions"),
            *top,
        ],
        "FOLLOWERS": [(f"Total followers on {labels[-1]}:", 7_820), (), ("Date", "New followers"), *gained],
        "DEMOGRAPHICS": [
            ("Top Demographics", "Value", "Percentage"),
            *((group, f"{value} {n}", 0.1) for group, value in _SHARES for n in range(5)),
        ],
    }
    _write(path, sheets)
    return 2 * len(of_days) + _TOP_POSTS


def _link(post: Post) -> str:
    return f"https://www.linkedin.com/feed/update/urn:li:activity:{milliseconds(post.at) << 22 | post.number}"


def _write(path: Path, sheets: Mapping[str, Rows]) -> None:
    """An .xlsx with a table of shared texts, as spreadsheets have."""
    texts: dict[str, int] = {}
    numbered = list(enumerate(sheets.items(), start=1))
    parts = {f"xl/worksheets/sheet{n}.xml": "".join(_sheet(rows, texts)) for n, (_, rows) in numbered}
    shared = "".join(f'<si><t xml:space="preserve">{escape(each)}</t></si>' for each in texts)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}" count="{len(texts)}">{shared}</sst>'
    kinds = {"/xl/workbook.xml": "sheet.main", "/xl/sharedStrings.xml": "sharedStrings"}
    kinds |= {f"/xl/worksheets/sheet{n}.xml": "worksheet" for n, _ in numbered}
    overrides = (f'<Override PartName="{part}" ContentType="{_KIND}.{kind}+xml"/>' for part, kind in kinds.items())
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    parts["[Content_Types].xml"] = f'<Types xmlns="{_PACKAGE}/content-types">{rels}{"".join(overrides)}</Types>'
    listed = (f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, (name, _) in numbered)
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{"".join(listed)}</sheets></workbook>'
    )
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n, _ in numbered]
    parts["xl/_rels/workbook.xml.rels"] = _relations([*targets, ("sharedStrings", "sharedStrings.xml")])
    parts["_rels/.rels"] = _relations([("officeDocument", "xl/workbook.xml")])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    links = (
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(links)}</Relationships>'


def _sheet(rows: Rows, texts: dict[str, int]) -> Iterator[str]:
    yield f'<worksheet xmlns="{_MAIN}"><sheetData>'
    for line, cells in enumerate(rows, start=1):
        yield f'<row r="{line}">'
        for place, cell in enumerate(cells):
            at = f"{chr(ord('A') + place)}{line}"
            if not isinstance(cell, str):
                yield f'<c r="{at}"><v>{cell}</v></c>'
            elif cell:
                yield f'<c r="{at}" t="s"><v>{texts.setdefault(cell, len(texts))}</v></c>'
        yield "</row>"
    yield "</sheetData></worksheet>"
