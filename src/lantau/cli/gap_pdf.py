"""The gap report as a PDF: the same sheet as the page, set on A4, the same bytes for the same report."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as Grid
from reportlab.platypus.doctemplate import LayoutError

from lantau.cli.gap_report import Sheet, Table, Text

CHINESE = "MSung-Light"
"""A font of the PDF standard's Traditional Chinese set: readers bring it, so no font travels in the file."""

INK, SOFT, RULE = HexColor("#1b2530"), HexColor("#54616e"), HexColor("#d9d4c8")
TONES = {"good": HexColor("#1d6b43"), "bad": HexColor("#a3261d"), "doubt": HexColor("#8a5a00")}
HEADING_ROOM = 40 * mm
"""What a heading needs below it on its page, so that it never stands alone at the foot."""

MARGIN, WIDTH = 16 * mm, A4[0] - 32 * mm
WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]+")


def _chinese() -> UnicodeCIDFont:
    """The font under the character map of its own set; the library gives it that of simplified characters."""
    font = UnicodeCIDFont(CHINESE)
    font.encodingName = "UniCNS-UTF16-H"
    return font


def gap_pdf(sheet: Sheet) -> bytes:
    """The report as PDF. Nothing in it depends on when it is made."""
    if CHINESE not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(_chinese())
    try:
        return _built(sheet, in_row=0)
    except LayoutError:  # a row longer than a page: rows may break, which repeats a heading where they do
        return _built(sheet, in_row=1)


def _built(sheet: Sheet, in_row: int) -> bytes:
    out = io.BytesIO()
    title = f"{sheet.words['title']}: {sheet.applicant}, {sheet.day}"
    template = BaseDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=20 * mm, bottomMargin=18 * mm,
        title=title, author="Lantau (simulated)", subject=sheet.words["banner"], invariant=1, lang=_language(sheet),
    )  # fmt: skip
    frame = Frame(MARGIN, 18 * mm, WIDTH, A4[1] - 40 * mm, 0, 0, 0, 0)
    template.addPageTemplates(PageTemplate(frames=[frame], onPage=lambda canvas, _: _furniture(canvas, sheet)))
    template.build(list(_story(sheet, in_row)))
    return out.getvalue()


def _language(sheet: Sheet) -> str:
    return "zh-Hant-HK" if sheet.language == "zh" else "en"


def _style(name: str, size: int, **more: object) -> ParagraphStyle:
    given: dict[str, object] = {
        "fontName": "Helvetica",
        "fontSize": size,
        "leading": size * 13 // 10 + 1,
        "textColor": INK,
    }
    return ParagraphStyle(name, **{**given, **more})


STYLES = {
    "plain": _style("plain", 8),
    "strong": _style("strong", 8, fontName="Helvetica-Bold"),
    "place": _style("place", 7, fontName="Courier", textColor=SOFT),
    "small": _style("small", 7, textColor=SOFT),
    "good": _style("good", 8, fontName="Helvetica-Bold", textColor=TONES["good"]),
    "bad": _style("bad", 8, fontName="Helvetica-Bold", textColor=TONES["bad"]),
    "doubt": _style("doubt", 8, fontName="Helvetica-Bold", textColor=TONES["doubt"]),
    "heading": _style("heading", 8, fontName="Helvetica-Bold", textColor=SOFT),
    "lead": _style("lead", 9, textColor=SOFT, spaceAfter=4),
    "body": _style("body", 9, spaceAfter=3),
    "title": _style("title", 22, fontName="Times-Bold", spaceAfter=2),
    "h2": _style("h2", 14, fontName="Times-Bold", spaceBefore=14, spaceAfter=3),
    "h3": _style("h3", 10, fontName="Times-Bold", spaceBefore=9, spaceAfter=3),
    "count": _style("count", 20, fontName="Times-Bold", alignment=TA_CENTER),
    "counted": _style("counted", 8, textColor=SOFT, alignment=TA_CENTER),
}


def _paragraph(words: str, style: str) -> Paragraph:
    """Words in the style's own font, runs of Chinese in the Chinese one."""
    look = STYLES[style]
    if WIDE.search(words):
        look = ParagraphStyle(f"{look.name}-wide", parent=look, wordWrap="CJK")
    marked = WIDE.sub(lambda run: f'<font name="{CHINESE}">{run.group(0)}</font>', escape(words))
    return Paragraph(marked, look)


def _story(sheet: Sheet, in_row: int) -> Iterator[Flowable]:
    yield _paragraph(sheet.words["title"], "title")
    yield _paragraph(sheet.words["subtitle"], "lead")
    rows = [[_paragraph(label, "small"), _paragraph(value, "body")] for label, value in sheet.particulars]
    yield Grid(
        rows, colWidths=[42 * mm, WIDTH - 42 * mm], style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_PADS])
    )
    yield Spacer(1, 4 * mm)
    yield _paragraph(sheet.verdict, sheet.tone)
    yield Spacer(1, 3 * mm)
    yield _counts(sheet)
    for table in sheet.tables:
        yield from _table(sheet, table, in_row)
    yield CondPageBreak(HEADING_ROOM)
    yield _paragraph(sheet.words["method"], "h2")
    for number, note in enumerate(sheet.notes, 1):
        yield _paragraph(f"{number}. {note}", "body")
    yield _paragraph(sheet.words["sources"], "h3")
    for source in sheet.sources:
        yield _paragraph(source, "body")


_PADS = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 5),
         ("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]  # fmt: skip


def _counts(sheet: Sheet) -> Grid:
    numbers, labels = [], []
    for number, words, tone in sheet.counts:
        look = ParagraphStyle(f"count-{tone}", parent=STYLES["count"], textColor=TONES[tone])
        numbers.append(Paragraph(escape(number), look))
        labels.append(_paragraph(words, "counted"))
    looks = [
        ("BOX", (0, 0), (-1, -1), 1, RULE),
        ("LINEAFTER", (0, 0), (-2, -1), 1, RULE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return Grid([numbers, labels], colWidths=[WIDTH // len(numbers)] * len(numbers), style=TableStyle(looks))


def _table(sheet: Sheet, table: Table, in_row: int) -> Iterator[Flowable]:
    yield CondPageBreak(HEADING_ROOM)
    yield _paragraph(table.heading, f"h{table.level}")
    if table.lead:
        yield _paragraph(table.lead, "lead")
    if table.empty:
        yield _paragraph(sheet.words[table.empty], "body")
    if not table.rows:
        return
    heading = [_paragraph(column.heading, "heading") for column in table.columns]
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    widths = [WIDTH * column.width // 100 for column in table.columns]
    looks = [
        *_PADS, ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, 0), 1, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 1, RULE),
    ]  # fmt: skip
    yield Grid([heading, *rows], colWidths=widths, repeatRows=1, style=TableStyle(looks), splitInRow=in_row)


def _cell(cell: tuple[Text, ...]) -> list[Paragraph]:
    return [_paragraph(text.words, text.style) for text in cell]


def _furniture(canvas: Canvas, sheet: Sheet) -> None:
    """The banner at the head and the page's number at the foot of each page."""
    canvas.saveState()
    canvas.setFillColor(TONES["doubt"])
    _centred(canvas, sheet.words["banner"], A4[1] - 12 * mm)
    canvas.setFillColor(SOFT)
    foot = sheet.words["page"].format(applicant=sheet.applicant, day=sheet.day)
    _centred(canvas, f"{foot} · {canvas.getPageNumber()}", 10 * mm)
    canvas.restoreState()


def _centred(canvas: Canvas, words: str, height: int) -> None:
    line = _paragraph(words, "counted")
    line.style = ParagraphStyle("furniture", parent=line.style, textColor=canvas._fillColorObj)
    line.wrapOn(canvas, WIDTH, 12 * mm)
    line.drawOn(canvas, MARGIN, height)
