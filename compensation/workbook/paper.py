"""A page on paper: a title, a statement and tables of terms, as PDF with Chinese in it.

The font is Adobe's STSong-Light, which is named and not embedded: every common viewer brings it or
a substitute, the text can be searched and copied, and the desk ships no font of 10 MB.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

_FONT = "STSong-Light"
_WIDTH = A4[0] - 36 * mm
_LINES = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#D5D9DF")),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ]
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and rows of equal length; ``shares`` are the widths of the columns, adding to 1."""

    heading: str
    rows: Sequence[Sequence[str]]
    shares: Sequence[float]


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed: all of it text, nothing is read as markup."""

    title: str
    statement: str
    sections: Sequence[Section]
    foot: str


def write_paper(paper: Paper) -> bytes:
    """The PDF; the foot and the page's number stand on every page."""
    _register()
    file = BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        title=paper.title,
        leftMargin=18 * mm,
        rightMargin=18 * mm,
        topMargin=16 * mm,
        bottomMargin=18 * mm,
    )
    story: list[Flowable] = [_text(paper.title, size=15), Spacer(0, 3 * mm)]
    story += [_text(paper.statement), Spacer(0, 4 * mm)]
    for section in paper.sections:
        story += [_text(section.heading, size=11), Spacer(0, 1 * mm), _table(section)]
        story.append(Spacer(0, 4 * mm))

    def foot(canvas: Canvas, _document: object) -> None:
        canvas.setFont(_FONT, 8)
        canvas.drawString(18 * mm, 10 * mm, paper.foot)
        canvas.drawRightString(A4[0] - 18 * mm, 10 * mm, str(canvas.getPageNumber()))

    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return file.getvalue()


def _table(section: Section) -> Table:
    cells = [[_text(cell) for cell in row] for row in section.rows]
    widths = [share * _WIDTH for share in section.shares]
    # A message of many lines may be taller than a page.
    return Table(cells, colWidths=widths, style=_LINES, hAlign="LEFT", splitInRow=1)


def _text(words: str, *, size: float = 9.5) -> Paragraph:
    style = ParagraphStyle(
        "text", fontName=_FONT, fontSize=size, leading=size * 1.5, wordWrap="CJK"
    )
    return Paragraph(escape(words).replace("\n", "<br/>"), style)


@cache
def _register() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
