#!/usr/bin/env python3
"""Invented reply letters with their labels, to fit and try the answer reader on more than the labelled set.

    invent.py LETTERS [--seed N] --letters OUT.jsonl --labels OUT.jsonl

Every body, name and figure is made up. A letter is a topic (six questions or fewer), a layout and, for each question, an answer
said in one of the ways in which clerks say it; traps are put in with the answers: numbers of the question, of the law and of the
work, a rival figure beside the right one, an answer to another question in passing. The labels are written with the letter and
have the shape of replies/LABELS.md. The same seed gives the same letters.
"""
import argparse
import json
import random

TOPICS = {
    "catering": [
        ("money", "GBP", "How much did the Trust spend on patient food in 2022/23?", "Spend on patient food 2022/23"),
        ("count", "meals", "How many patient meals were thrown away uneaten in 2022/23?", "Meals wasted 2022/23"),
        ("percent", "percent", "What percentage of meals were rated good or better by patients?", "Share of meals rated good or better"),
        ("yesno", None, "Does the Trust cook its food on site?", "Is food cooked on site"),
        ("text", None, "Which company supplies the catering?", "Catering supplier"),
    ],
    "libraries": [
        ("count", "libraries", "How many public libraries did the Council run on 1 April 2021?", "Libraries run on 1 April 2021"),
        ("count", "books", "How many books were lent in the year to 31 March 2021?", "Books lent in the year to March 2021"),
        ("money", "GBP", "What was the book fund in pounds in 2020/21?", "Book fund 2020/21"),
        ("yesno", None, "Has any library been closed since 2015?", "Any library closed since 2015"),
    ],
    "dogs": [
        ("count", "dogs", "How many stray dogs were taken in during the last 12 months?", "Stray dogs taken in, 12 months"),
        ("count", "dogs", "Of these, how many were put down?", "of which put down"),
        ("money", "GBP", "What did kennelling cost the Council in the last financial year?", "Cost of kennelling"),
        ("percent", "percent", "What proportion of the dogs had a microchip?", "Proportion with a microchip"),
        ("text", None, "What is the name of the kennels used?", "Name of the kennels"),
        ("yesno", None, "Do you use a private contractor to collect strays?", "Private contractor used for strays"),
    ],
    "ambulances": [
        ("count", "vehicles", "How many ambulances does the service have in its fleet?", "Ambulances in the fleet"),
        ("count", "incidents", "How many were involved in a road traffic collision in 2019?", "Road traffic collisions 2019"),
        ("money", "GBP", "How much was paid in repairs after those collisions?", "Paid for repairs"),
        ("percent", "percent", "What percentage of category 2 calls were reached within 18 minutes?", "Category 2 calls within 18 minutes"),
    ],
    "housing": [
        ("count", "homes", "How many council homes stood empty for more than six months on 31 December 2020?", "Homes empty over six months"),
        ("money", "GBP", "What rent was lost through empty homes in 2020?", "Rent lost"),
        ("count", "complaints", "How many complaints about damp did you receive in 2020?", "Damp complaints 2020"),
        ("money", "GBP", "How much compensation was paid to tenants over damp?", "Compensation over damp"),
        ("yesno", None, "Is there a policy on damp and mould?", "Policy on damp and mould"),
    ],
    "single": [("count", "staff", "How many members of staff were dismissed for gross misconduct in 2018?", "Dismissals for gross misconduct 2018")],
    "single2": [("money", "GBP", "How much has the College spent on consultants since August 2017?", "Consultants since August 2017")],
    "devices": [
        ("count", "laptops", "How many laptops were lost or stolen in 2017, 2018 and 2019? Please give each year apart.", "Laptops lost or stolen 2017-2019"),
        ("money", "GBP", "What was the cost of replacing them in each of those years?", "Cost of replacement by year"),
        ("percent", "percent", "What percentage of laptops are encrypted?", "Laptops encrypted"),
    ],
}
NAMES = ["Brackwater Foods Limited", "Ostrey Kennels", "Pellwick & Sons", "Tarn Systems", "the in-house team"]
SECTIONS = [("s12", "section 12"), ("s31(1)(a)", "section 31(1)(a)"), ("s40(2)", "section 40(2)"), ("s43(2)", "section 43(2)"), ("s21", "section 21"), ("s22", "section 22"), ("s24(1)", "section 24(1)")]
YEARS = ["2017", "2018", "2019"]


def number(r, low=0, high=4):
    return int(10 ** r.uniform(low, high))


def shown(r, n):
    return f"{n:,}" if n < 1000 or r.random() < 0.8 else str(n)


def none_given(r):
    """Not held, refused, elsewhere, attached: (cell, words)."""
    x = r.random()
    if x < 0.35:
        words = r.choice([
            "We do not hold this information.", "This information is not held.", "Not held.", "The organisation does not record this centrally.",
            "This is not recorded in a way that can be reported on.", "No information is held.", "We do not collect this data.",
            "Our system cannot split this out, so it is not held.", "We do not hold a breakdown of this kind.",
            "There is no recorded information in scope of this question.", "That is not something we keep a record of.",
            "The information requested is held by the health board and not by us.", "Unfortunately this data is not captured."])
        return {"type": "not_held"}, words
    if x < 0.75:
        code, section = r.choice(SECTIONS)
        burden = f" It would take {r.randrange(20, 300)} hours to look through {r.randrange(500, 9000):,} files." if code == "s12" else ""
        words = r.choice([
            f"This is exempt under {section} of the Freedom of Information Act 2000.", f"We are withholding this under {section}.",
            f"Withheld: {section}.", f"{section.capitalize()} applies to this information.",
            f"The Trust considers that this falls under {section} and it is therefore refused.",
            f"We have applied {section} and will not be releasing this.", f"Refused under {section.replace('section ', 's.')}."])
        return {"type": "refused", "exemptions": [code]}, words + burden
    if x < 0.88:
        words = r.choice([
            "Please see the attached spreadsheet.", "See attached.", "The figures are in the attached document.", "Please refer to Appendix A, attached.",
            "Attached.", "This is set out in the enclosed table."])
        return {"type": "attachment"}, words
    words = r.choice([
        "This is published on our website in the annual report.", "These figures are already in the public domain: https://www.body.example/data",
        "This can be found on our website.", "Published at www.body.example/foi/2020."])
    return {"type": "published"}, words


def given(r, kind, unit, question):
    noun = unit or ""
    if kind == "yesno":
        yes = r.random() < 0.5
        word = "Yes" if yes else "No"
        words = r.choice([word, f"{word}.", f"{word}, and the arrangement is reviewed every {r.randrange(2, 6)} years.", f"{word} – see our policy of {r.randrange(2010, 2020)}.", word.upper(), f"{word}, this has been so since {r.randrange(2005, 2019)}."])
        return {"type": "yesno", "value": yes}, words
    if kind == "text":
        name = r.choice(NAMES)
        words = r.choice([name, f"{name}.", f"{name} (contract of {r.randrange(2012, 2020)}).", f"This is {name}."])
        return {"type": "text", "value": name}, words
    if kind == "percent":
        n = round(r.uniform(2, 100), r.choice([0, 1, 1, 2]))
        n = int(n) if n == int(n) else n
        x = r.random()
        if x < 0.12:
            return {"type": "percent", "value": n, "qualifier": "approx"}, r.choice([f"Approximately {n}%", f"around {n} per cent", f"c. {n}%"])
        words = r.choice([
            f"{n}%", f"{n} %", f"{n} per cent", f"{n}", f"{n}% at 31 March 2021.", f"This was {n}% against a target of 95%." if n != 95 else f"{n}%",
            f"{n}% ({r.randrange(20, 5000):,} of {r.randrange(5001, 9000):,})", f"In 2020/21 the figure was {n}%."])
        return {"type": "percent", "value": n}, words
    if kind == "money":
        x = r.random()
        if x < 0.12:
            return {"type": "money", "value": 0}, r.choice(["£0", "Nil", "£nil", "None.", "Nothing was spent.", "No money was spent.", "£0.00", "There was no cost."])
        n = number(r, 2, 6.8)
        if x < 0.22:
            k = round(n / 1000, 1)
            return {"type": "money", "value": round(k * 1000, 2)}, r.choice([f"£{k}k", f"£{k:,} thousand"])
        if x < 0.30 and n > 100000:
            m = round(n / 1e6, 2)
            return {"type": "money", "value": round(m * 1e6, 2)}, r.choice([f"£{m}m", f"£{m} million", f"Just under £{m}m was budgeted; £{m}m was spent."] if False else [f"£{m}m", f"£{m} million"])
        if x < 0.38:
            return {"type": "money", "value": n, "qualifier": "approx"}, r.choice([f"Approximately £{n:,}", f"about £{n:,}", f"c.£{n:,}", f"~£{n:,}", f"An estimated £{n:,}"] [:4])
        if x < 0.44:
            high = n + number(r, 2, 4)
            return {"type": "money", "value": None, "qualifier": "range", "low": n, "high": high}, r.choice([f"between £{n:,} and £{high:,}", f"£{n:,} to £{high:,}", f"£{n:,} - £{high:,}"])
        if x < 0.5:
            return {"type": "money", "value": None, "qualifier": r.choice(["lt"]), "high": n}, r.choice([f"Less than £{n:,}", f"under £{n:,}", f"below £{n:,}"])
        p = r.randrange(100)
        words = r.choice([
            (n, f"£{n:,}"), (n, f"£{n}"), (n + p / 100, f"£{n:,}.{p:02d}"), (n, f"£{n:,} (excluding VAT at 20%)"), (n, f"{n:,}"), (n, f"GBP {n:,}"),
            (n, f"The total was £{n:,}, paid in {r.randrange(2, 9)} instalments."), (n, f"In the year in question £{n:,} was spent."),
            (n, f"£{n:,} in total")])
        return {"type": "money", "value": words[0]}, words[1]
    x = r.random()
    if x < 0.16:
        return {"type": "count", "value": 0}, r.choice(["0", "None", "Nil", "Zero.", "None.", "There were none.", f"No {noun} were recorded.", "nil return", f"We had no {noun} in this period."])
    n = number(r, 0, 4)
    if x < 0.26:
        b = r.choice([5, 5, 5, 10])
        w = {5: "five", 10: "ten"}[b]
        return {"type": "count", "value": None, "qualifier": "lt", "high": b}, r.choice([f"<{b}", f"Fewer than {b}", f"Less than {w}", f"fewer than {w} {noun}", f"Under {b}", f"< {b}"])
    if x < 0.34:
        return {"type": "count", "value": n, "qualifier": "approx"}, r.choice([f"Approximately {n:,}", f"Around {n:,} {noun}", f"c.{n:,}", f"about {n:,}", f"~{n:,}", f"roughly {n:,}"])
    if x < 0.39:
        high = n + number(r, 0.5, 2)
        return {"type": "count", "value": None, "qualifier": "range", "low": n, "high": high}, r.choice([f"between {n:,} and {high:,}", f"Between {n:,} and {high:,} {noun}"])
    if x < 0.43:
        return {"type": "count", "value": None, "qualifier": "ge", "low": n}, r.choice([f"At least {n:,}", f"{n:,} or more", f"a minimum of {n:,}"])
    if x < 0.47:
        n = r.randrange(2, 19)
        w = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen".split()[n]
        return {"type": "count", "value": n}, r.choice([w.capitalize(), f"{w} {noun}", f"There were {w}."])
    if x < 0.54:
        a, b = number(r, 0.5, 3.5), number(r, 0.5, 3.5)
        if r.random() < 0.4:
            return {"type": "count", "value": a + b, "parts": {"north": a, "south": b}}, f"North site: {a:,}\nSouth site: {b:,}"
        return {"type": "count", "value": a + b, "parts": {"north": a, "south": b}}, f"North site: {a:,}\nSouth site: {b:,}\nTotal: {a + b:,}"
    words = r.choice([
        shown(r, n), shown(r, n), f"{n:,} {noun}", f"{shown(r, n)}.", f"There were {n:,} as at 31 March 2021.", f"{n:,} (headcount at 1 April 2021)",
        f"The figure is {n:,}, counted on 1 April {r.randrange(2018, 2022)}.", f"In 2020 there were {n:,} {noun}.", f"A total of {n:,}",
        f"{n:,} {noun}, of whom {max(1, n // 3):,} were in the south." if n > 30 else f"{n} {noun}"])
    return {"type": "count", "value": n}, words


def series(r, kind):
    if kind == "percent":
        entries = {y: round(r.uniform(1, 100), 1) for y in YEARS}
        say = lambda v: f"{v}%"
    elif kind == "money":
        entries = {y: number(r, 2, 6) for y in YEARS}
        say = lambda v: f"£{v:,}"
    else:
        entries = {y: number(r, 0, 3.5) for y in YEARS}
        say = lambda v: f"{v:,}"
    cell = {"type": kind, "value": None, "series": entries, "additive": kind != "percent"}
    form = r.randrange(6)
    if form == 0:
        return cell, "\n".join(f"{y}: {say(v)}" for y, v in entries.items())
    if form == 1:
        return cell, "\n".join(f"{y} – {say(v)}" for y, v in entries.items())
    if form == 2:
        return cell, "Year | " + " | ".join(entries) + "\nFigure | " + " | ".join(say(v) for v in entries.values())
    if form == 3:
        return cell, "    ".join([" " * 10] + list(entries)) + "\n" + "    ".join(["Number    "] + [say(v) for v in entries.values()])
    if form == 4:
        return cell, "\n".join(f"{y}\n{say(v)}" for y, v in entries.items())
    return cell, "; ".join(f"{y}: {say(v)}" for y, v in entries.items())


LETTERS = "abcdefgh"
WORDS = "one two three four five six".split()


def lay(r, name, asked, answers):
    """The body of a letter in a layout."""
    pairs = list(zip(asked, answers))
    if name == "numbered":
        mark = r.choice(["{}.", "{})", "({})", "{}:", "Q{}.", "Q{}:", "Question {}:", "Question {} -"])
        gap = r.choice(["\n", "\n\n"])
        return "\n\n".join(f"{mark.format(i)} {q}{gap}{a}" for i, (q, a) in enumerate(pairs, 1))
    if name == "twice":
        mark = r.choice(["{}.", "{})"])
        heading = r.choice(["Our response", "Response:", "The Trust's response is as follows:", "Answers", "Response sent"])
        return "You asked:\n\n" + "\n".join(f"{mark.format(i)} {q}" for i, q in enumerate(asked, 1)) + f"\n\n{heading}\n\n" + "\n\n".join(f"{mark.format(i)} {a}" for i, a in enumerate(answers, 1))
    if name == "twice-full":
        return "Your request:\n\n" + "\n".join(f"{i}. {q}" for i, q in enumerate(asked, 1)) + "\n\nOur response:\n\n" + "\n\n".join(f"{i}. {q}\n{a}" for i, (q, a) in enumerate(pairs, 1))
    if name == "qa":
        word = r.choice(["Answer: ", "Response: ", "Our response: ", "A: ", "Trust response: "])
        return "\n\n".join(f"{q}\n{word}{a}" for q, a in pairs)
    if name == "headed":
        return "\n\n".join(f"{q}\n\n{a}" for q, a in pairs)
    if name == "lettered":
        return "\n\n".join(f"{LETTERS[i]}) {q}\n{a}" for i, (q, a) in enumerate(pairs))
    if name == "prose":
        return "\n\n".join(f"{r.choice(['In answer to', 'In response to', 'Turning to', 'As regards', 'For'])} question {r.choice([str(i + 1), WORDS[i]])}{r.choice([',', ':', ' -'])} {a}" for i, a in enumerate(answers))
    if name == "quoted":
        return "\n\n".join(f"> {i}. {q}\n\n{a}" for i, (q, a) in enumerate(pairs, 1))
    if name == "piped":
        return "Question | Response\n" + "\n".join(f"{q} | {' '.join(a.split(chr(10)))}" for q, a in pairs)
    if name == "inline":
        return "\n".join(f"{i}. {q} {r.choice(['-', '–', ':'])} {a}" if not q.endswith("?") else f"{i}. {q} {a}" for i, (q, a) in enumerate(pairs, 1))
    if name == "you-asked":
        return "\n\n".join(f"You asked:\n{i}. {q}\nOur response:\n{a}" for i, (q, a) in enumerate(pairs, 1))
    raise ValueError(name)


LAYOUTS = ["numbered", "numbered", "twice", "twice-full", "qa", "headed", "lettered", "prose", "quoted", "piped", "inline", "you-asked"]
OPENINGS = [
    "Dear requester\n\nFreedom of Information Act 2000 – our reference {ref}\n\nThank you for your request of {day}. We can confirm that we hold some of the information.",
    "FOI {ref}\n\nI write in answer to your request received on {day}.", "Ref: {ref}\nDate: {day}\n\nDear Sir or Madam\n\nThe information that you asked for is below.",
    "Thank you for your email. Our answers are below.", "Dear requester,\n\nYour request was handled under the Freedom of Information Act 2000. It was received on {day} and is answered within 20 working days."]
CLOSINGS = [
    "If you are not satisfied with this response you may ask for an internal review within 40 working days. Write to the Head of Governance, 12 Castle Row, or telephone 01632 960 127.\n\nYours sincerely\n\nP. Quill\nInformation Officer",
    "Yours faithfully\n\nInformation Governance Team", "Kind regards\nFOI Office\nTel: 01632 960881", ""]
NOTES = [
    "", "", "", "Please note that numbers below 5 are not given, so that nobody can be identified.",
    "The figures are taken from our finance system and were checked on 3 May 2021 by 2 members of staff.",
    "This request took 6 hours to answer."]


def letter(r, n):
    topic = r.choice(list(TOPICS))
    questions = TOPICS[topic]
    layout = r.choice(LAYOUTS)
    short = r.random() < 0.5
    cells, words = [], []
    for kind, unit, long, brief in questions:
        by_year = topic == "devices" and kind != "percent" or r.random() < 0.05 and kind in ("count", "money", "percent")
        if r.random() < 0.25:
            cell, said = none_given(r)
        elif by_year and layout not in ("piped", "inline", "prose"):
            cell, said = series(r, kind)
        elif topic == "devices" and kind != "percent":
            cell, said = none_given(r)
        else:
            cell, said = given(r, kind, unit, long)
        if layout in ("inline", "piped", "prose"):
            cell, said = (cell, said) if "\n" not in said else ({"type": "count", "value": 7}, "7")
        cell.setdefault("value", None)
        if cell["type"] == "money":
            cell["unit"] = "GBP"
        if cell["type"] == "percent":
            cell["unit"] = "percent"
        cell["evidence"] = said.split("\n")[0]
        cells.append(cell)
        words.append(said)
    blanket = len(questions) > 2 and r.random() < 0.08
    long_form = [q[2] for q in questions]
    asked = long_form if r.random() < 0.8 else [q[3] for q in questions]
    body = lay(r, layout, asked, words)
    if blanket:
        code, section = r.choice(SECTIONS[1:4])
        heading = r.choice(["", "Our response:\n\n"])
        body = "\n".join(f"{i}. {q}" for i, q in enumerate(asked, 1)) + "\n\n" + heading + r.choice([
            f"All of the information you asked for is exempt under {section} of the Act.", f"We consider that the information is exempt from disclosure under {section}."])
        cells = [{"type": "refused", "value": None, "exemptions": [code], "evidence": section} for _ in questions]
    fill = {"ref": r.choice(["FOI/2021/0{}", "{}-21", "RFI{}"]).format(r.randrange(100, 999)), "day": f"{r.randrange(1, 28)} May 2021"}
    text = "\n\n".join(x for x in [r.choice(OPENINGS).format(**fill), body, r.choice(NOTES), r.choice(CLOSINGS)] if x)
    name = f"{topic}-{layout}-{n}"
    asks = [q[3] if short else q[2] for q in questions]
    typed = [{"id": f"q{i}", "text": a, "type": q[0], "unit": q[1]} for i, (a, q) in enumerate(zip(asks, questions), 1)] if r.random() < 0.3 else asks
    answers = {f"q{i}": cell for i, cell in enumerate(cells, 1)}
    return ({"id": name, "questions": typed, "text": text},
            {"id": name, "campaign": topic, "questions": asks, "text": text, "labels": {"outcome": "partial", "exemptions": [], "answers": answers}})


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("count", type=int)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--letters", required=True)
    ap.add_argument("--labels", required=True)
    a = ap.parse_args()
    with open(a.letters, "w", encoding="utf-8") as letters, open(a.labels, "w", encoding="utf-8") as labels:
        for n in range(a.count):
            one, label = letter(random.Random(f"{a.seed}:{n}"), n)
            letters.write(json.dumps(one, ensure_ascii=False) + "\n")
            labels.write(json.dumps(label, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
