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


def two_tables():
    first = [["Question", "Answer"], ["Which devices does the force own?", "118"], ["When were they bought?", "In May 2018"], ["Is the data kept?", "No"]]
    second = [["Year", "Checks", "Matches", "Share"], ["2018", "2,417", "1,101", "45.6%"], ["2019", "6,033", "2,509", "41.6%"]]

    def paint(page):
        page.setFont("Helvetica", 10)
        y = 500  # below the head of the letter, where words side by side are an address
        for row in first:
            page.drawString(60, y, row[0]); page.drawString(330, y, row[1]); y -= 15
        y -= 8
        page.drawString(60, y, "Table A"); y -= 23
        for i, row in enumerate(second):  # headings at the left of wide columns, figures at the right
            for j, words in enumerate(row):
                if i and j: page.drawRightString(60 + 110 * (j + 1) - 4, y, words)
                else: page.drawString(60 + 110 * j, y, words)
            y -= 15
    keep("two_tables", drawn(paint), state="read", blocks=[{"kind": "table", "rows": first}, p("paragraph", "Table A"), {"kind": "table", "rows": second}])


def heading_above():
    rows = [["No.", "Question", "Answer"], ["1", "How many?", "118"], ["2", "Since when?", "May 2018"], ["3", "At what cost?", "£47,200"]]
    table = Table(rows, colWidths=[40, 200, 150], hAlign="LEFT")
    table.setStyle(TableStyle([("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, colors.lightgrey])]))
    keep("heading_above", built([Paragraph(LONG, BODY), table]), state="read", blocks=[p("paragraph", LONG), {"kind": "table", "rows": rows}])


def outlines():
    def paint(page):
        for n in range(60):
            x, y = 72 + n % 20 * 12, 700 - n // 20 * 20
            shape = page.beginPath()
            shape.moveTo(x, y); shape.curveTo(x, y + 8, x + 7, y + 8, x + 7, y); shape.lineTo(x + 3, y + 2); shape.close()
            page.drawPath(shape, stroke=0, fill=1)
    keep("outlines", drawn(paint), state="image", warns="shapes of letters", blocks=[])


def wrapped_reference():
    def paint(page):
        page.setFont("Helvetica", 10)
        for i, (first, second, what, cost) in enumerate([("FOI/2019/", "1183", "Parking", "£120.00"), ("FOI/2019/", "1201", "Refuse", "£95.50"), ("FOI/2019/", "1240", "Noise", "£7.25")]):
            y = 740 - 30 * i
            page.drawString(60, y, first); page.drawString(60, y - 12, second); page.drawString(160, y, what); page.drawRightString(330, y, cost)
        page.drawString(60, 760, "Reference"); page.drawString(160, 760, "Subject"); page.drawRightString(330, 760, "Cost")
    rows = [["Reference", "Subject", "Cost"], ["FOI/2019/ 1183", "Parking", "£120.00"], ["FOI/2019/ 1201", "Refuse", "£95.50"], ["FOI/2019/ 1240", "Noise", "£7.25"]]
    keep("wrapped_reference", drawn(paint), state="read", blocks=[{"kind": "table", "rows": rows}])


if __name__ == "__main__":
    for make in [tables, letter, two_columns, overleaf, sideways, black_box, watermark, form, attachment, locked, scan, cut_off, two_tables, heading_above, outlines, wrapped_reference]:
        make()
