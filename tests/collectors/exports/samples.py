"""One small invented file of every kind of export, with the traps that its family is known for."""

# ruff: noqa: E501 - rows of real exports are long, and theirs are written as they are.

import io
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from domain.exports import ImportOptions
from domain.users import Platform

EXPORTED = datetime(2026, 11, 1, tzinfo=UTC)
"""What the person says where a file does not tell it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A file, what it is, and what a person has to say about it."""

    kinds: tuple[str, ...]
    """Of its parts, in their order."""
    name: str
    content: bytes
    said: Mapping[str, Any] = field(default_factory=dict)
    above: int | None = None
    """How many lines stand above the header of a text that is one table; None for everything else."""

    @property
    def id(self) -> str:
        """The name of a test with it."""
        return "+".join(dict.fromkeys(self.kinds)) + ("" if self.above is not None else f" ({self.name})")

    @property
    def options(self) -> ImportOptions:
        """What is said, and the export date as a matter of course."""
        return ImportOptions(**{"time_zone": "UTC", "observed_at": EXPORTED, **self.said})

    def written(self, folder: Path) -> Path:
        """The file in a folder that must hold nothing else: some readers look at what lies beside. It was last changed
        when it was exported, so that no test depends on the day.
        """
        path = folder / self.name
        path.write_bytes(self.content)
        os.utime(path, (EXPORTED.timestamp(), EXPORTED.timestamp()))
        return path


Cells = Sequence[str | float]


def workbook(sheets: Mapping[str, Sequence[Cells]]) -> bytes:
    """An .xlsx with these sheets. Excel keeps texts apart, so that only numbers stand in the cells."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    texts = list(dict.fromkeys(cell for rows in sheets.values() for row in rows for cell in row if _is_text(cell)))
    numbered = list(enumerate(sheets, start=1))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{kind}.worksheet+xml"/>'
            for number, _ in numbered
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets>'
        + "".join(f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"/>' for number, name in numbered)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="r{number}" Type="{office}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            for number, _ in numbered
        )
        + f'<Relationship Id="texts" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"<sst {main}>"
        + "".join(f'<si><t xml:space="preserve">{escape(str(text))}</t></si>' for text in texts)
        + "</sst>",
    }
    for number, name in numbered:
        rows = "".join(_row(line, cells, texts) for line, cells in enumerate(sheets[name], start=1))
        parts[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {main}><sheetData>{rows}</sheetData></worksheet>"
    return archive({name: f'<?xml version="1.0" encoding="UTF-8"?>{text}' for name, text in parts.items()})


def _is_text(cell: str | float) -> bool:
    return isinstance(cell, str) and cell != ""


def _row(line: int, cells: Cells, texts: Sequence[str | float]) -> str:
    written = (
        f'<c r="{chr(65 + place)}{line}" t="s"><v>{texts.index(cell)}</v></c>'
        if _is_text(cell)
        else f'<c r="{chr(65 + place)}{line}"><v>{cell}</v></c>'
        for place, cell in enumerate(cells)
        if cell != ""
    )
    return f'<row r="{line}">{"".join(written)}</row>'


def archive(entries: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of these files, written on the day before the export."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(zipfile.ZipInfo(name, (2026, 10, 31, 12, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _table(kind: str, name: str, text: str, *, above: int = 0, encoding: str = "utf-8", **said: Any) -> Sample:
    return Sample((kind,), name, text.lstrip("\n").encode(encoding), said, above)


def _document(kind: str, name: str, content: Any, **said: Any) -> Sample:
    return Sample((kind,), name, json.dumps(content, indent=2).encode(), said)


def _file(kinds: str, name: str, content: bytes, **said: Any) -> Sample:
    return Sample(tuple(kinds.split()), name, content, said)


# The upper bits of ids are the moments of the posts: those of X, LinkedIn and TikTok in this module are of the stated
# days. All people, posts and numbers are made up.

_X = (
    _table(
        "x-content",
        "account_analytics_content_2026-09-01_2026-09-30.csv",
        """
Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,Profile visits,Detail Expands,URL Clicks
2099430452229046277,"Mon, Sep 14, 2026","Bread &amp; butter, ""warm"" 🥖
#Baking in two lines",https://x.com/Ada/status/2099430452229046277,1938,42,120,3,1,0,5,7,9,11,13
2099922444088246277,"Tue, Sep 15, 2026",,https://x.com/i/status/2099922444088246277,0,0,0,0,0,0,0,0,0,0,0
2100328872145846277,"Thu, Sep 17, 2026","A day that another zone tells",https://x.com/Ada/status/2100328872145846277,"1,204",-,undefined,,2,1,1,0,3,4,5
""",
        account="Ada",
        observed_at=None,
    ),
    _table(
        "x-account-overview",
        "account_overview_analytics.csv",
        """
Date,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Unfollows,Replies,Reposts,Profile visits,Create Post,Video views,Media views
"Tue, Sep 15, 2026",444,4,29,0,0,1,2,6,3,7,8,9,10
"Mon, Sep 14, 2026",8893,19,164,5,0,5,0,7,0,104,8,0,
"Sun, Sep 13, 2026",0,0,0,0,0,0,0,0,0,0,0,0,0
""",
        account="@Ada",
    ),
    Sample(
        ("x-video-days", "x-video-list"),
        "video_overview_analytics.csv",
        b"""Video overview,,,,,
Date,Views,Watch Time (ms),Completion Rate,Average Watch Time (ms),Estimated Revenue
"Tue, Sep 15, 2026",444,1001,12.50,2,0
"Mon, Sep 14, 2026",0,123456789,45.00,4001,1.25
,,,,,,,,,
Your videos,,,,,,,,,
Uploaded on:,Video ID,Video title,Views,Duration,Video Link,Monetized,Estimated revenue,Published date,Post Link
"Sep 14, 2026",13_2099430452229046270,"Rain, again",77,4:34,https://video.example/a.mp4,No,0,"Mon, Sep 14, 2026",https://x.com/Ada/status/2099430452229046277
"Sep 14, 2026",13_2099430452229046271,Sun,5,0:07,https://video.example/b.mp4,No,0,,
""",
        {"account": "Ada"},
    ),
    _table(
        "x-tweet-activity",
        "tweet_activity_metrics_Ada_20210801_20210901_en.csv",
        """
"Tweet id","Tweet permalink","Tweet text","time","impressions","engagements","engagement rate","retweets","replies","likes","user profile clicks","url clicks","hashtag clicks","follows","media views","promoted impressions","promoted likes"
"1422497469035446277","https://twitter.com/Ada/status/1422497469035446277","Maps, ""old"" ones &lt;3
https://t.co/a #Maps","2021-08-03 10:00 +0000","1938.0","18.0","0.0093","1.0","3.0","4.0","5.0","6.0","7.0","0","10","-","-"
"1422882506142646277","https://twitter.com/Ada/status/1422882506142646277","👍","2021-08-04 11:30 +0000","12.0","0","0.0","0","0","0","0","0","0","0","0","500.0","2"
""",
        observed_at=None,
    ),
    _table(
        "x-daily-activity",
        "daily_tweet_activity_metrics_Ada_20210801_20210901_en.csv",
        """
"Date","Tweets published","impressions","engagements","engagement rate","retweets","replies","likes","user profile clicks","url clicks","follows","media views","promoted impressions"
"2021-08-03","2","1938.0","18.0","0.0093","1","3","4","5","6","10","11","-"
"2021-08-04","0","0.0","0.0","0.0","0","0","0","0","0","0","0","12.0"
""",
    ),
)

_META = (
    _table(
        "facebook-content",
        "Sep-01-2026_Sep-30-2026_1888590108521750.csv",
        """
"Post ID","Page ID","Page name",Title,Description,"Duration (sec)","Publish time",Permalink,"Post type","Data comment",Date,Views,Reach,"Reactions, Comments and Shares",Reactions,Comments,Shares,"Total clicks","3-second video views","Seconds viewed"
1827720132094663,100200300400,"Ada & Co",,"Warm bread, ""fresh""
and butter 🥖 #Baking",0,"09/14/2026 09:30",https://www.facebook.com/p/1,Photos,,Lifetime,27,20,4,3,1,0,2,,
1827720132094664,100200300400,"Ada & Co",Oven,Short,41,"09/15/2026 23:59",https://www.facebook.com/r/2,Reels,,Lifetime,1204,-,0,0,0,0,0,5,93.017
1827720132094665,100200300400,"Ada & Co",Part,,0,"09/16/2026 08:00",https://www.facebook.com/p/3,Links,,09/16/2026,1,1,0,0,0,0,0,,
""",
        encoding="utf-8-sig",
        observed_at=None,
    ),
    _table(
        "instagram-content",
        "Jan-01-2026_Sep-30-2026_949104527769166.csv",
        """
"Identificador de la publicación","Identificador de la cuenta","Nombre de usuario de la cuenta","Nombre de la cuenta",Descripción,"Duración (segundos)","Hora de publicación","Enlace permanente","Tipo de publicación","Comentario sobre los datos",Fecha,Visualizaciones,Alcance,"Me gusta","Veces que se compartió",Seguimientos,Comentarios,"Veces que se guardó"
18000000000000001,17841000000000001,ada.pics,"Ada L.","Pan, «caliente»

✨ #Pan #pan",22,"09/14/2026 11:05",https://www.instagram.com/reel/A/,"Reel de Instagram",,Total,1444,619,37,10,3,6,2
18000000000000002,17841000000000001,ada.pics,"Ada L.",,0,"09/15/2026 08:00",https://www.instagram.com/p/B/,"Secuencia de Instagram",,Total,0,0,0,0,,0,0
18000000000000003,17841000000000001,ada.pics,"Ada L.",Ayer,0,"09/16/2026 08:00",https://www.instagram.com/p/C/,"Imagen de Instagram",,09/16/2026,1,1,1,1,1,1,1
""",
        encoding="utf-8-sig",
    ),
    _table(
        "facebook-content-by-values",
        "indhold.csv",
        """
Opslags-id,Side-id,Navn,Beskrivelse,Udgivelse,Link,Rækkevidde,Kommentarer
122100000000000001,100000000001,Ada,"Brød, ""lunt"" nok",09/14/2026 11:05,https://www.facebook.com/p/1,20,1
122100000000000002,100000000001,Ada,,09/15/2026 08:00,https://www.facebook.com/p/2,0,-
""",
    ),
    _table(
        "instagram-content-by-values",
        "indhold.csv",
        """
Opslags-id,Konto-id,Brugernavn,Navn,Beskrivelse,Varighed,Udgivelse,Link,Type,Kommentar,Dato,Visninger,Rækkevidde,Synes godt om,Delinger,Kommentarer,Gemt
18000000000000001,17841000000000001,ada,Ada L.,"Brød 🥖
#Brød",22,09/14/2026 11:05,https://www.instagram.com/p/D/,,,Total,1444,619,37,10,6,2
18000000000000002,17841000000000001,ada,Ada L.,,0,09/15/2026 10:00,https://www.instagram.com/p/E/,,,Total,1,1,0,0,0,0
""",
    ),
    _table(
        "meta-daily",
        "Follows.csv",
        """
sep=,
"Facebook follows"
"Date","Primary"
"2026-09-14T00:00:00","3"
"2026-09-15T00:00:00","1,204"
"2026-09-16T00:00:00","0"
"2026-09-17T00:00:00","--"
"Total","1,207"
""",
        above=2,
        encoding="utf-16",
        account="ada",
    ),
    _file(
        "meta-audience-ages meta-audience-cities meta-audience-countries meta-audience-pages",
        "Audience.csv",
        """sep=,
"Instagram followers"
"2,345"

"Age & gender"
"","Women","Men"
"18-24","3.8","1.1"
"65+","25.4","69.7"

"Top cities"
"Linz, Austria","Graz, Austria","São Paulo, Brazil"
"8.4","3.7","0.5"

"Top countries"
"Austria","Germany"
"95.7","< 1"

"Top pages"
"Zoo","Museum"
"0.7","-"
""".encode("utf-16"),
        account="ada",
    ),
)

_POST = "https://www.linkedin.com/feed/update/urn:li:activity:"
_ABOUT = (
    "Aggregated engagement metrics for all posts of the page, organic and sponsored. Dates are those on which people "
    "engaged with a post, not those of the post, and refer to the time zone UTC. Numbers of the last days may change."
)
_PAGE_DAYS: tuple[Cells, ...] = (
    (_ABOUT,),
    (
        *("Date", "Impressions (organic)", "Impressions (sponsored)", "Impressions (total)"),
        *("Unique impressions (organic)", "Clicks (total)", "Reactions (total)", "Comments (total)", "Reposts (total)"),
        "Engagement rate (total)",
    ),
    ("03/03/2025", 15, 5, 20, 10, 3, -1, 1, 2, 0.25),
    ("03/10/2025", 1200, 0, 1200, 900, 0, 0, 0, 0, 0),
    ("03/14/2025", "", "", "", "", "", "", "", "", ""),
)
_PAGE_POSTS: tuple[Cells, ...] = (
    ("Engagement metrics of each post since it was published",),
    (
        *("Post title", "Post link", "Post type", "Campaign name", "Posted by", "Created date", "Impressions"),
        *("Views", "Clicks", "Likes", "Comments", "Reposts", "Follows", "Content Type"),
    ),
    (
        *("Warm bread, “fresh”\nand butter 🥖 #Baking", f"{_POST}7302304235520000077", "Organic", "", "Mia Ofen"),
        *("03/03/2025", 26, 9, 2, -1, 3, 4, 5, "Video"),
    ),
    ("Ad", f"{_POST}7304773002854400077", "Sponsored", "Spring", "Mia Ofen", "03/10/2025", 9000, *([1] * 6), "Image"),
    ("Quiet", f"{_POST}7306369774387200077", "Organic", "", "Mia Ofen", "03/14/2025", 0, "", 0, 0, 0, 0, "", "Text"),
)
_CREATOR = "AggregateAnalytics_Ada Beispiel_2025-03-01_2025-03-31"
_DISCOVERY: tuple[Cells, ...] = (
    ("Overall Performance", "3/1/2025 - 3/31/2025"),
    ("Impressions", 1290),
    ("Members reached", "1,040"),
)
_CREATOR_DAYS: tuple[Cells, ...] = (
    ("Date", "Impressions", "Engagements"),
    ("3/3/2025", 90, -2),
    ("3/10/2025", "1,200", 14),
    ("Total", 1290, 12),
)
_TOP_POSTS: tuple[Cells, ...] = (
    ("Maximum of 50 posts available to include in this list",),
    ("",),
    ("Post URL", "Post publish date", "Engagements", "", "Post URL", "Post publish date", "Impressions"),
    (f"{_POST}7302304235520000077", "3/3/2025", 14, "", f"{_POST}7304773002854400077", "3/10/2025", 1200),
    (f"{_POST}7304773002854400077", "3/10/2025", 3, "", f"{_POST}7302304235520000077", "3/3/2025", 90),
)
_CREATOR_FOLLOWERS: tuple[Cells, ...] = (
    ("Total followers on 3/31/2025:", 782),
    ("",),
    ("Date", "New followers"),
    ("3/3/2025", 4),
    ("3/10/2025", -1),
)
_DEMOGRAPHICS: tuple[Cells, ...] = (
    ("Top Demographics", "Value", "Percentage"),
    ("Job titles", "Founder", 0.12),
    ("Job titles", "Baker, “master”", "< 1%"),
    ("Locations", "Greater Linz", "8%"),
    ("Company size", "1001-5000 employees", 0.034),
)
_PAGE = "blue-oven_{}_1742193384396"

_LINKEDIN = (
    _file(
        "linkedin-page-days linkedin-page-posts",
        f"{_PAGE.format('content')}.xlsx",
        workbook({"Metrics": _PAGE_DAYS, "All posts": _PAGE_POSTS}),
        observed_at=None,
    ),
    _file(
        "linkedin-creator-discovery linkedin-creator-days linkedin-creator-top-posts linkedin-creator-followers "
        "linkedin-creator-audience linkedin-creator-content-audience",
        f"{_CREATOR}.xlsx",
        workbook(
            {
                "DISCOVERY": _DISCOVERY,
                "ENGAGEMENT": _CREATOR_DAYS,
                "TOP POSTS": _TOP_POSTS,
                "FOLLOWERS": _CREATOR_FOLLOWERS,
                "AUDIENCE DEMOGRAPHICS": _DEMOGRAPHICS,
                "CONTENT DEMOGRAPHICS": _DEMOGRAPHICS,
            }
        ),
        observed_at=None,
    ),
    _table(
        "linkedin-page-days",
        "march.csv",
        """
Date,Impressions (total),Unique impressions (organic),Clicks (total),Reactions (total),Comments (total),Reposts (total)
03/03/2025,20,10,3,-1,1,2
03/10/2025,"1,200",900,0,0,0,0
Total,"1,220",910,3,-1,1,2
""",
        account="blue-oven",
    ),
    _table(
        "linkedin-page-posts",
        f"{_PAGE.format('content')}.csv",
        """
Post title,Post link,Post type,Campaign name,Posted by,Created date,Impressions,Views,Clicks,Likes,Comments,Reposts,Follows,Content Type
"Warm bread, ""fresh""
and butter 🥖 #Baking",https://www.linkedin.com/feed/update/urn:li:activity:7302304235520000077,Organic,,Mia Ofen,03/03/2025,26,9,2,-1,3,4,5,Video
Later,https://www.linkedin.com/feed/update/urn:li:share:7304773002854400077,Organic,,Mia Ofen,03/20/2025,"1,000",-,0,0,0,0,0,Article
Ad,https://www.linkedin.com/feed/update/urn:li:activity:7306369774387200077,Sponsored,Spring,Mia Ofen,03/14/2025,9000,1,1,1,1,1,1,Image
""",
    ),
    _table(
        "linkedin-page-followers",
        f"{_PAGE.format('followers')}.csv",
        """
Date,Sponsored followers,Organic followers,Auto-invited followers,Total followers
03/03/2025,0,-2,0,-2
03/10/2025,1,12,2,15
03/14/2025,0,0,0,3
""",
    ),
    _table(
        "linkedin-page-follower-audience",
        f"{_PAGE.format('followers')}.csv",
        """
Location,Total followers
"Linz, Austria","1,200"
Greater Graz,13
São Paulo,0
Greater Graz,14
""",
    ),
    _table(
        "linkedin-page-visitors",
        f"{_PAGE.format('visitors')}.csv",
        """
Date,Overview page views (desktop),Total page views (desktop),Total page views (mobile),Total page views (total),Total unique visitors (total)
03/03/2025,1,2,3,5,4
03/10/2025,0,0,0,0,0
""",
    ),
    _table(
        "linkedin-page-visitor-audience",
        f"{_PAGE.format('visitors')}.csv",
        """
Seniority,Total views
Entry,"1,200"
CXO,-
Director,7
""",
    ),
    _table(
        "linkedin-creator-discovery",
        "DISCOVERY.csv",
        """
Overall Performance,3/1/2025 - 3/31/2025
Impressions,1290
Members reached,"1,040"
Mood,7
""",
        account="ada",
        observed_at=None,
    ),
    _table(
        "linkedin-creator-days",
        f"{_CREATOR}.csv",
        """
Date,Impressions,Engagements
3/3/2025,90,-2
3/10/2025,"1,200",14
3/12/2025,,
Total,1290,12
""",
    ),
    _table(
        "linkedin-creator-top-posts",
        f"{_CREATOR}.csv",
        """
Maximum of 50 posts available to include in this list,,,,,,
,,,,,,
Post URL,Post publish date,Engagements,,Post URL,Post publish date,Impressions
https://www.linkedin.com/feed/update/urn:li:activity:7302304235520000077,3/3/2025,14,,https://www.linkedin.com/feed/update/urn:li:activity:7304773002854400077,3/10/2025,"1,200"
https://www.linkedin.com/feed/update/urn:li:activity:7304773002854400077,3/10/2025,3,,https://www.linkedin.com/feed/update/urn:li:activity:7302304235520000077,3/3/2025,90
""",
        above=2,
    ),
    _table(
        "linkedin-creator-followers",
        f"{_CREATOR}.csv",
        """
Total followers on 3/31/2025:,782
,
Date,New followers
3/3/2025,4
3/10/2025,-1
""",
        above=2,
    ),
    _table(
        "linkedin-creator-audience",
        f"{_CREATOR}.csv",
        """
Top Demographics,Value,Percentage
Job titles,Founder,12%
Job titles,"Baker, ""master"" of bread",< 1%
Locations,Greater Linz,8%
Company size,1001-5000 employees,3%
Mood,Good,50%
""",
    ),
    _table(
        "linkedin-creator-content-audience",
        "CONTENT DEMOGRAPHICS.csv",
        """
Top Demographics,Value,Percentage
Industries,Food & Beverage,12%
Seniority,Entry,less than 1%
""",
        account="ada",
    ),
)

_TIKTOK = (
    _table(
        "tiktok-content",
        "Content.csv",
        """
"Time","Video title","Video link","Post time","Total likes","Total comments","Total shares","Total views"
"October 30","Warm bread, ""fresh"" 🥖 #Baking","https://www.tiktok.com/@Ada.Lovelace/video/7685320849175351911","September 14","1,204","3","2","40"
"October 30","undefined","https://www.tiktok.com/@Ada.Lovelace/photo/7685824648839172711","September 15","undefined","-1","0","0"
"October 30","Scheduled","https://www.tiktok.com/@Ada.Lovelace/video/7680504472849617511","September 20","1","1","1","1"
""",
        encoding="utf-8-sig",
        year=2026,
        observed_at=None,
    ),
    _table(
        "tiktok-overview",
        "Overview.csv",
        """
"Date","Video Views","Profile Views","Likes","Comments","Shares"
"December 31","1,591","7","10","1","0"
"January 1","5","undefined","-2","0","-"
"January 2","0","0","0","0","0"
""",
        encoding="utf-8-sig",
        account="Ada",
    ),
    _file(
        "tiktok-follower-activity tiktok-follower-gender tiktok-overview",
        "Overview_2026-09-01_1793404800_ada.lovelace.zip",
        archive(
            {
                "Overview.csv": '"Date","Video Views","Profile Views"\n"14 de septiembre","1591","7"\n',
                "FollowerGender.csv": '"Gender","Distribution"\n"Male","0.4"\n"Female","0.6"\n',
                "FollowerActivity.csv": '"Date","Hour","Active followers"\n"October 30","7","12"\n',
                "Read me.txt": "Nothing in here is a table.\n",
            }
        ),
        observed_at=None,
    ),
    _table(
        "tiktok-viewers",
        "Viewers.csv",
        """
"Date","Total Viewers","New Viewers","Returning Viewers"
"September 14","1,204","1,200","4"
"September 15","-","0","0"
""",
        account="Ada",
    ),
    _table(
        "tiktok-follower-history",
        "FollowerHistory.csv",
        """
"Date","Followers","Difference in followers from previous day"
"14. September","10405","-6"
"15. September","10,440","35"
""",
        account="Ada",
    ),
    _table(
        "tiktok-follower-activity",
        "FollowerActivity.csv",
        """
"Date","Hour","Active followers"
"October 29","23","1,204"
"October 30","0","12"
"October 30","1:00","-"
"October 30","2","0"
""",
        account="Ada",
    ),
    _table(
        "tiktok-follower-gender",
        "FollowerGender.csv",
        """
"Gender","Distribution"
"Male","40.5%"
"Female","< 1%"
"Other","-"
""",
        account="Ada",
    ),
    _table(
        "tiktok-follower-territories",
        "FollowerTopTerritories.csv",
        """
"Top territories","Distribution"
"Austria","0.957"
"Korea, Republic of","0.03"
"Others","0.013"
""",
        account="Ada",
    ),
    _table(
        "tiktok-audience",
        "audience.csv",
        """
Date,Total followers,New followers,Engaged audience
2026/09/14,"1,205",5,80
2026/09/15,1200,0,-
""",
        account="Ada",
    ),
)

_VIDEO_COLUMNS = (
    "Content,Video title,Video publish time,Duration,Views,Watch time (hours),Subscribers,Impressions,Likes\n"
)
_VIDEOS = """Total,,,,1230,2.5,-1,700,41
aaaaaaaaa-1,"Maps, ""old"" ones 🗺 #Graphs","Sep 14, 2026",4197,"1,220",1.5,-2,400,40
-bbbbbbbb_2,Trees,"Sep 15, 2026",0:01:05,10,1,1,300,1
PLabcdefghijklmnop,A list,"Sep 15, 2026",,1,,,,
"""

_YOUTUBE = (
    _table("youtube-content", "Table data.csv", _VIDEO_COLUMNS + _VIDEOS, account="@Ada"),
    _file(
        "youtube-daily-content youtube-content youtube-totals",
        "Content 2026-09-01_2026-10-01 Ada's Maps.zip",
        archive(
            {
                "Table data.csv": _VIDEO_COLUMNS + _VIDEOS,
                "Chart data.csv": "Date,Content,Video title,Views\n2026-09-14,aaaaaaaaa-1,Maps,7\n",
                "Totals.csv": "Date,Views\n2026-09-14,7\n2026-09-15,0\n",
            }
        ),
        observed_at=None,
    ),
    _table(
        "youtube-days",
        "Table data.csv",
        """
Date,Views,Watch time (hours),Average view duration,Subscribers gained,Subscribers lost,Videos published,Impressions,Likes,Comments added,Shares,Unique viewers
Total,"1,215",1.5,0:03:00,7,9,1,90,4,4,2,9
2026-09-15,"1,210",1.25,0:03:00,5,6,1,60,-2,3,2,8
2026-09-14,5,0.25,0:03:00,2,3,0,30,6,1,,7
""",
        account="ada",
    ),
    _table("youtube-totals", "Totals.csv", "Date,Views\n2026-09-14,7\n2026-09-15,0\n", account="ada", observed_at=None),
    _table(
        "youtube-countries",
        "Table data.csv",
        """
Geography,Views,Average view duration,Watch time (hours)
Total,"1,240",0:04:34,1
US,"1,200",0:05:42,0.5
ZZ,0,,0
US,1,0:00:01,0
""",
        account="ada",
    ),
    _table(
        "youtube-cities",
        "Table data.csv",
        """
Cities,City name,Geography,Views
Total,,,5
0x89c2:0xc80b,"Springfield, Illinois",US,4
0x1:0x2,,CA,1
""",
        account="ada",
    ),
    _table(
        "youtube-age",
        "Table data.csv",
        """
Viewer age,Views (%),Watch time (hours) (%)
Total,100,100
18–24 years,12.5,9
25–34 years,87.5,91
""",
        account="ada",
    ),
    _table(
        "youtube-gender",
        "Table data.csv",
        """
Viewer gender,Views (%)
Female,33.3%
Male,66.7%
User-specified,-
""",
        account="ada",
    ),
    _table(
        "youtube-age-and-gender",
        "Table data.csv",
        """
Viewer age,Viewer gender,Views (%)
18–24 years,Female,40
18–24 years,Male,60
""",
        account="ada",
    ),
    _table(
        "youtube-traffic-sources",
        "Table data.csv",
        """
Traffic source,Views,Impressions
Total,"1,205",9
YouTube search,"1,200",9
Notifications,5,
""",
        account="ada",
    ),
    _table(
        "youtube-devices",
        "Table data.csv",
        """
Device type,Views
Mobile phone,"1,204"
TV,2
Toaster,many
""",
        account="ada",
    ),
    *(
        _table(
            f"youtube-daily-{kind}",
            "Chart data.csv",
            f"""
Date,{columns},Views
2026-09-14,{first},"1,204"
2026-09-15,{first},0
2026-09-14,{second},2
2026-09-14,{second},3
""",
            account="ada",
            observed_at=None,
        )
        for kind, columns, first, second in (
            ("countries", "Geography", "US", "IN"),
            ("cities", "Cities,City name", '0x89c2:0xc80b,"Springfield, Illinois"', "0x1:0x2,"),
            ("age", "Viewer age", "18–24 years", "25–34 years"),
            ("gender", "Viewer gender", "Female", "Male"),
            ("age-and-gender", "Viewer age,Viewer gender", "18–24 years,Female", "18–24 years,Male"),
            ("traffic-sources", "Traffic source", "YouTube search", "Notifications"),
            ("devices", "Device type", "Mobile phone", "TV"),
        )
    ),
    _table(
        "youtube-daily-content",
        "Chart data.csv",
        """
Date,Content,Video title,Views
2026-09-14,aaaaaaaaa-1,"Maps, ""old"" ones",7
2026-09-15,aaaaaaaaa-1,"Maps, ""old"" ones",0
""",
        account="ada",
    ),
)


def _garbled(text: str) -> str:
    """As Instagram writes it: every byte of UTF-8 as a character."""
    return text.encode().decode("latin-1")


def _media(name: str, seconds: int, title: str = "") -> dict[str, Any]:
    uri = f"media/posts/202609/{name}"
    return {"uri": uri, "creation_timestamp": seconds, "title": _garbled(title)}


def _labelled(seconds: int | None = None, **values: str) -> dict[str, Any]:
    """A `string_map_data`, whose labels have `_` for a space here."""
    labels: dict[str, Any] = {
        _garbled(label.replace("_", " ")): {"href": "", "value": _garbled(value), "timestamp": 0}
        for label, value in values.items()
    }
    return labels if seconds is None else {"Creation Timestamp": {"value": "", "timestamp": seconds}, **labels}


_MONDAY, _TUESDAY = 1789378200, 1789495500
"""2026-09-14 09:30 and 2026-09-15 18:05 UTC."""
_PICTURES: tuple[dict[str, Any], ...] = (
    {"media": [_media("26869124_n_17842440550048800.jpg", _MONDAY, "Café ☕, “warm”\n#Über")]},
    {
        "media": [_media("17900000000000001.mp4", _TUESDAY), _media("17900000000000002.jpg", _TUESDAY)],
        "title": "Both 🥖",
        "creation_timestamp": _TUESDAY + 5,
    },
    {"media": []},
)
_NUMBERED = {
    "media_map_data": {"Media Thumbnail": _media("26869124_n_17842440550048800.jpg", _MONDAY, "Süß #Brot")},
    "string_map_data": _labelled(
        _MONDAY, Impressions="3,119", Accounts_reached="2.800", Likes="60", Comments="--", Saves="1", Replies="3"
    ),
}
_PERSONAL = {"profile_user": [{"string_map_data": {"Username": {"href": "", "value": "ada.pics", "timestamp": 0}}}]}

_INSTAGRAM = (
    _document("instagram-archive-posts", "posts_1.json", _PICTURES, account="@ada.pics"),
    _document("instagram-archive-reels", "reels.json", {"ig_reels_media": _PICTURES[:2]}, account="ada.pics"),
    _document(
        "instagram-archive-stories",
        "stories.json",
        {"ig_stories": [_media("17900000000000003.jpg", _MONDAY, "Früh"), _media("17900000000000004.mp4", 0)]},
        account="ada.pics",
    ),
    _document("instagram-archive-igtv", "igtv_videos.json", {"ig_igtv_media": _PICTURES[:1]}, account="ada.pics"),
    _document("instagram-archive-archived", "archived_posts.json", {"ig_archived_post_media": _PICTURES[:1]}),
    *(
        _document(
            f"instagram-insights-{what}", f"{what}.json", {f"organic_insights_{what}": [_NUMBERED]}, account="ada.pics"
        )
        for what in ("posts", "stories", "videos", "live")
    ),
    _document(
        "instagram-insights-reels",
        "reels.json",
        {
            "organic_insights_reels": [
                {
                    "media_map_data": {"Media Thumbnail": _media("17900000000000005.jpg", _MONDAY + 60)},
                    "string_map_data": _labelled(
                        _MONDAY,
                        Caption="Fast #cars",
                        Duration="15.5",
                        Instagram_Plays="55,000",
                        Instagram_Likes="3.100",
                    ),
                },
                {"media_map_data": {}, "string_map_data": _labelled(Instagram_Plays="lots")},
            ]
        },
        account="ada.pics",
    ),
    _document(
        "instagram-insights-audience",
        "audience_insights.json",
        {
            "organic_insights_audience": [
                {
                    "string_map_data": _labelled(
                        Zeitraum="9. Juli - 6. Okt.",
                        Follower="10.801",
                        Neue_Follower="-264",
                        Prozentualer_Anteil_der_Follower_nach_Land="Österreich: 84,5%, Kongo, Republik: < 1%",
                        Prozentualer_Anteil_an_weiblichen_Followern_insgesamt="78,8%",
                    )
                }
            ]
        },
        account="ada.pics",
    ),
    _document(
        "instagram-insights-reach",
        "profiles_reached.json",
        {
            "organic_insights_reach": [
                {
                    "string_map_data": _labelled(
                        Date_Range="Dec 5 - Mar 4", Accounts_reached="95,911", Accounts_reached_delta="-21.3%"
                    )
                }
            ]
        },
        account="ada.pics",
    ),
    _document(
        "instagram-insights-interactions",
        "content_interactions.json",
        {
            "organic_insights_interactions": [
                {"string_map_data": _labelled(Date_Range="Sep 1 - Sep 30", Content_Interactions="7,257")}
            ]
        },
    ),
    _file(
        "instagram-archive-posts instagram-insights-posts",
        "instagram-ada.pics-2026-10-03-a1B2c3D4.zip",
        archive(
            {
                "personal_information/personal_information.json": json.dumps(_PERSONAL),
                "your_activity/media/posts_1.json": json.dumps(_PICTURES),
                "your_activity/past_instagram_insights/posts.json": json.dumps({"organic_insights_posts": [_NUMBERED]}),
                "media/posts/202609/17900000000000002.jpg": b"\xff\xd8\xff\xe0 no picture",
            }
        ),
        observed_at=None,
    ),
)

_TWEETS: tuple[Any, ...] = (
    {
        "tweet": {
            "id_str": "2099430452229046277",
            "created_at": "Mon Sep 14 09:30:00 +0000 2026",
            "full_text": "Bread &amp; butter, “warm” 🥖\n#Baking",
            "favorite_count": "42",
            "retweet_count": "0",
            "entities": {"hashtags": [{"text": "Baking"}], "urls": []},
            "extended_entities": {
                "media": [
                    {
                        "type": "video",
                        "expanded_url": "https://twitter.com/Ada/status/2099430452229046277/video/1",
                        "video_info": {"duration_millis": "4560"},
                    }
                ]
            },
        }
    },
    {
        "tweet": {
            "id_str": "2099922444088246277",
            "created_at": "Tue Sep 15 18:05:00 +0000 2026",
            "full_text": "RT @bob: Mine",
            "favorite_count": "0",
        }
    },
    {"tweet": {"id_str": "28678001", "created_at": "Mon Oct 25 17:21:38 +0200 2010", "text": "Long ago"}},
    [],
)
_SCRIPT = "window.YTD.tweets.part0 = " + json.dumps(_TWEETS, indent=2)
_MANIFEST = {
    "userInfo": {"accountId": "7", "userName": "Ada"},
    "archiveInfo": {"generationDate": "2026-10-02T03:04:05.678Z"},
}
_PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
_OUTBOX = {
    "@context": "https://www.w3.org/ns/activitystreams",
    "id": "outbox.json",
    "type": "OrderedCollection",
    "totalItems": 3,
    "orderedItems": [
        {
            "type": "Create",
            "actor": "https://mastodon.example/users/Ada",
            "to": [_PUBLIC],
            "object": {
                "id": "https://mastodon.example/users/Ada/statuses/116000000000000001",
                "type": "Note",
                "published": "2026-09-14T09:30:00Z",
                "url": "https://mastodon.example/@Ada/116000000000000001",
                "content": "<p>Bread &amp; butter<br />“warm” 🥖</p><p>#<span>Baking</span></p>",
                "tag": [{"type": "Hashtag", "name": "#Baking"}],
                "attachment": [],
                "likes": {"totalItems": 3},
                "shares": {"totalItems": 0},
            },
        },
        {
            "type": "Announce",
            "actor": "https://mastodon.example/users/Ada",
            "to": [_PUBLIC],
            "object": "https://mastodon.example/users/bob/statuses/1",
        },
        {
            "type": "Create",
            "actor": "https://mastodon.example/users/Ada",
            "to": ["https://mastodon.example/users/bob"],
            "object": {"id": "https://mastodon.example/users/Ada/statuses/2", "type": "Note", "content": "<p>Psst</p>"},
        },
    ],
}

_ARCHIVES = (
    Sample(("x-archive",), "tweets.js", _SCRIPT.encode()),
    _file(
        "x-archive",
        "twitter-2026-10-02.zip",
        archive(
            {
                "data/manifest.js": "window.__THAR_CONFIG = " + json.dumps(_MANIFEST),
                "data/like.js": 'window.YTD.like.part0 = [{"like": {"tweetId": "1"}}]',
                "data/tweets.js": _SCRIPT,
            }
        ),
        observed_at=None,
    ),
    _document("mastodon-archive", "outbox.json", _OUTBOX),
)

_GENERIC = (
    _table(
        "generic-posts",
        "posts.csv",
        """
platform,account,post_id,posted_at,content_type,text,tags,media_seconds,likes,comments,shares,views
youtube,ada,aaaaaaaaa-1,2026-09-14T09:30:00Z,video,"Maps, ""old"" ones 🗺
#Graphs",graphs; maps,4197,"1,204",0,-,40
mastodon,ada@mastodon.example,116000000000000001,2026-09-15 18:05,,,,,3,,0,
""",
    ),
    _table(
        "generic-days",
        "days.csv",
        """
date,followers,followers_gained,likes
2026-09-14,10405,-,"1,204"
2026-09-15,10440,35,0
2026-09-31,1,1,1
""",
        platform=Platform.MASTODON,
        account="ada@mastodon.example",
    ),
    _table(
        "generic-events",
        "events.csv",
        """
type,occurred_at,platform,account,post_id,country,device,quantity
like,2026-09-14T09:30:00Z,x,ada,2099430452229046277,AT,iOS,
like,2026-09-14T09:30:00Z,x,ada,2099430452229046277,AT,iOS,
view,2026-09-15T18:05:00+02:00,x,ada,,de,,12
like,2026-09-15T18:05:00Z,x,ada,2099430452229046277,,"Phone, ""smart"" 📱",-1
wave,2026-09-15T18:05:00Z,x,ada,,,,
""",
    ),
    Sample(
        ("generic-events",),
        "events.jsonl",
        b'{"type": "like", "occurred_at": "2026-09-14T09:30:00Z", "platform": "x", "account": "ada", "quantity": 1}\n'
        b'{"occurred_at": "2026-09-15T18:05:00Z", "type": "view", "account": "@Ada", "platform": "twitter"}\n'
        b'{"type": "like", "occurred_at": "2026-09-15T18:05:00Z", "platform": "x", "account": null}\n'
        b'["like"]\n',
    ),
)

SAMPLES: tuple[Sample, ...] = (*_X, *_META, *_LINKEDIN, *_TIKTOK, *_YOUTUBE, *_INSTAGRAM, *_ARCHIVES, *_GENERIC)
