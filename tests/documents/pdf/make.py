"""Makes the small invented PDFs beside it, and for each NAME.json what a reader must find in NAME.pdf.

    pip install reportlab pikepdf && python3 tests/documents/pdf/make.py

The expectations are written by hand from what is put in, never from what the reader gave out.
"""
import io, json
from pathlib import Path

import pikepdf
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen import canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

HERE = Path(__file__).parent
BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=13.5, spaceAfter=8)
BOLD = ParagraphStyle("bold", parent=BODY, fontName="Times-Bold")
CELL = ParagraphStyle("cell", parent=BODY, spaceAfter=0)
RIGHT = ParagraphStyle("right", parent=CELL, alignment=2)
LONG = ("The council recorded the contracts that were awarded in the year and reviewed each of them with the service concerned, "
        "so that the figures below include those that ended early.")


def built(story, **kw):
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=kw.pop("pagesize", A4), invariant=1).build(story, **kw)
    return out.getvalue()


def drawn(paint, pagesize=A4):
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=pagesize, invariant=1)
    paint(page)
    page.save()
    return out.getvalue()


def keep(name, data, **expected):
    (HERE / f"{name}.pdf").write_bytes(data)
    (HERE / f"{name}.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n")


def p(kind, text):
    return {"kind": kind, "text": text}


def cells(rows, right=()):
    return [[Paragraph(c, RIGHT if j in right and i else CELL) for j, c in enumerate(r)] for i, r in enumerate(rows)]


ROWS = [
    ["Supplier and what it was paid for", "Contracts", "Paid"],
    ["Harrowfen Digital for the renewal of servers and the licences of the library system", "4", "£12,400.00"],
    ["Caldmoor Print", "11", "£3,980.50"],
    ["Ellisbrook Training for two courses on the security of records", "", "£750.00"],
    ["Total", "15", "£17,130.50"],
]


def tables():
    for name, style, valign in [
        ("ruled_wrapped", [("GRID", (0, 0), (-1, -1), 0.5, colors.black)], "TOP"),
        ("shaded_rows", [("ROWBACKGROUNDS", (0, 0), (-1, -1), [colors.white, colors.lightgrey])], "MIDDLE"),
        ("no_rules", [], "TOP"),
        ("no_rules_centred", [], "MIDDLE"),
        ("rule_below_heading", [("LINEBELOW", (0, 0), (-1, 0), 1, colors.black)], "BOTTOM"),
    ]:
        table = Table(cells(ROWS, right=(1, 2)), colWidths=[190, 70, 90], hAlign="LEFT")
        table.setStyle(TableStyle(style + [("VALIGN", (0, 0), (-1, -1), valign)]))
        data = built([Paragraph(LONG, BODY), table, Spacer(1, 12), Paragraph("Yours sincerely", BODY)])
        keep(name, data, state="read", blocks=[p("paragraph", LONG), {"kind": "table", "rows": ROWS}, p("paragraph", "Yours sincerely")])


def letter():
    questions = ["1. How many laptops were lost or stolen in each of the last three years, and how many of those were recovered?",
                 "2. Do you hold a register of them?"]
    right = ParagraphStyle("address", parent=BODY, alignment=2, spaceAfter=0)
    story = [Paragraph(t, right) for t in ["Port of Caldmoor Authority", "Quay House", "Caldmoor CM1 2XY"]]
    story += [Paragraph("Dear Ms Odedra", BODY), Paragraph("Request for information", BOLD), Paragraph(LONG, BODY)]
    story += [Paragraph(questions[0], BOLD), Paragraph("Seven laptops.<super>1</super>", BODY), Paragraph(questions[1], BOLD), Paragraph("Yes.", BODY)]
    keep("letter", built(story), state="read", blocks=[
        p("paragraph", "Port of Caldmoor Authority"), p("paragraph", "Quay House"), p("paragraph", "Caldmoor CM1 2XY"),
        p("paragraph", "Dear Ms Odedra"), p("heading", "Request for information"), p("paragraph", LONG),
        p("list_item", questions[0]), p("paragraph", "Seven laptops.¹"), p("list_item", questions[1]), p("paragraph", "Yes.")])


def two_columns():
    texts = [f"In part {n} of the answer " + LONG[0].lower() + LONG[1:] + " It was considered in full and at length by those who hold it." for n in ["one", "two", "three", "four"]]
    out = io.BytesIO()
    doc = BaseDocTemplate(out, pagesize=A4, invariant=1)
    frames = [Frame(60, 600, 225, 190, id="left", topPadding=0), Frame(310, 600, 225, 190, id="right", topPadding=0)]
    doc.addPageTemplates([PageTemplate(frames=frames)])
    doc.build([Paragraph(t, BODY) for t in texts])
    keep("two_columns", out.getvalue(), state="read", blocks=[p("paragraph", t) for t in texts])


def overleaf():
    rows = [["Month", "Incidents", "Cost"]] + [[f"Week {n} of 2018", str(n * 3), f"£{n * 7}.50"] for n in range(1, 46)]
    table = Table(rows, repeatRows=1, colWidths=[160, 90, 90])
    table.setStyle(TableStyle([("FONT", (0, 0), (-1, 0), "Times-Bold", 11)]))

    def running(page, doc):
        page.setFont("Times-Roman", 8)
        page.drawString(72, 800, "Brackenshire Fire and Rescue Service")
        page.drawRightString(520, 30, f"Page {doc.page}")

    data = built([table], onFirstPage=running, onLaterPages=running)
    head, feet = p("header", "Brackenshire Fire and Rescue Service"), [p("footer", f"Page {n}") for n in (1, 2)]
    keep("overleaf", data, state="read", blocks=[head, {"kind": "table", "rows": rows}, feet[0], head, feet[1]])


def sideways():
    def paint(page):
        page.rotate(90)
        page.setFont("Helvetica", 11)
        for i, row in enumerate([["Year", "Number"], ["2016", "1,204"], ["2017", "1,377"], ["2018", "<5"]]):
            page.drawString(100, -100 - 18 * i, row[0])
            page.drawRightString(300, -100 - 18 * i, row[1])
    keep("sideways", drawn(paint), state="read", blocks=[{"kind": "table", "rows": [["Year", "Number"], ["2016", "1,204"], ["2017", "1,377"], ["2018", "<5"]]}])


def black_box():
    def paint(page):
        page.setFont("Helvetica", 11)
        page.drawString(72, 700, "The officer was Tamsin Orrell.")
        page.drawString(72, 660, "She has left.")
        page.rect(150, 696, 90, 14, fill=1)
    keep("black_box", drawn(paint), state="read", warns="under a box", blocks=[dict(p("paragraph", "The officer was Tamsin Orrell."), hidden=True), p("paragraph", "She has left.")])


def watermark():
    def paint(page):
        page.saveState(); page.translate(150, 250); page.rotate(50); page.setFont("Helvetica-Bold", 60); page.setFillGray(0.85); page.drawString(0, 0, "DRAFT"); page.restoreState()
        page.setFillGray(0)
        page.setFont("Helvetica", 11)
        page.drawString(72, 700, "There were 23 complaints in the year.")
    keep("watermark", drawn(paint), state="read", blocks=[p("paragraph", "There were 23 complaints in the year."), p("header", "DRAFT")])


def form():
    def paint(page):
        page.setFont("Helvetica", 11)
        page.drawString(72, 700, "Number of vehicles:")
        page.acroForm.textfield(name="vehicles", x=200, y=694, width=120, height=18, value="41", fontSize=10)
    keep("form", drawn(paint), state="read", fields={"vehicles": "41"}, contains=["Number of vehicles:", "41"])


def attachment():
    pdf = pikepdf.open(io.BytesIO(drawn(lambda page: page.drawString(72, 700, "The figures are attached."))))
    pdf.attachments["figures – 2018.csv"] = pikepdf.AttachedFileSpec(pdf, b"Year,Number\n2018,41\n", filename="figures – 2018.csv")
    out = io.BytesIO(); pdf.save(out, deterministic_id=True)
    keep("attachment", out.getvalue(), state="read", children=["figures – 2018.csv"], blocks=[p("paragraph", "The figures are attached.")])


def locked():
    pdf = pikepdf.open(io.BytesIO(drawn(lambda page: page.drawString(72, 700, "Secret."))))
    out = io.BytesIO(); pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b", R=6))
    keep("locked", out.getvalue(), state="locked", warns="password", blocks=[])


def scan():
    from reportlab.lib.utils import ImageReader
    from PIL import Image
    image = Image.new("L", (420, 594), 255)
    for y in range(60, 500, 14):
        image.paste(0, (50, y, 360, y + 5))
    keep("scan", drawn(lambda page: page.drawImage(ImageReader(image), 0, 0, *A4)), state="image", warns="page 1 is an image", blocks=[])


def cut_off():
    data = drawn(lambda page: page.drawString(72, 700, "The end of this file was lost."))
    keep("cut_off", data[: data.rindex(b"xref", 0, data.rindex(b"startxref"))], state="read", blocks=[p("paragraph", "The end of this file was lost.")])


if __name__ == "__main__":
    for make in [tables, letter, two_columns, overleaf, sideways, black_box, watermark, form, attachment, locked, scan, cut_off]:
        make()
