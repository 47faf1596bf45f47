#!/usr/bin/env python3
"""Fits the confidence of the answer reader: weights and thresholds for src/reply/answer/confidence.toml.

    fit.py --score SCORE.py --set LABELS.jsonl READ.jsonl WEIGHT [--set ...] [--helpers N] --out confidence.toml

READ is what `foi read --jsonl --explain -` printed for the letters of LABELS, so that each proposal carries its features. Whether a
proposal is right is for SCORE (replies/score.py) to say. The model is a logistic regression with an L2 penalty, fitted by projected
gradient steps so that features with a known direction (a rival number never makes an answer surer) keep it. Folds by campaign: no
proposal is judged by weights fitted on its own campaign. A threshold is the lowest confidence from which on the held-out errors stay at half of those
allowed; the helpers (invented letters, which are easy) are fitted on and not judged by. What a gate of
cautions.toml holds back is no part of the fit. Seeded; standard library only.
"""
import argparse
import importlib.util
import json
import math
import pathlib
import random
import tomllib

NEVER_SURER = """rivals other_numbers long_answer caveat yesno_implied yesno_sentence plain_for_other words_for_number also_refused also_not_held
also_elsewhere mixed state_numbers after_not_held tied_wrong_number tied_half_number tied_order in_request ragged in_prose unresolvable
check_broken over_hundred kind_doubt contrast divides periods_beside figures_beside words_beside sentences_beside open_asked derived tangled said_of_other parts_inline few_periods columns in_sentence part_named loose_wording loose_blank blanket_states loose_whole few_periods in_words parts_alike adds_not bare_unit open_type
later_paragraph columns rows unsummed words_shared kind_unclear answer_lines cut fraction""".split()
NEVER_LESS = """alone leads form_fits tied_number tied_named tied_wording tied_margin introduced check_passed adds_up target_found target_named
share_tied sections yesno_word blanket_all structured loose_margin""".split()


CAUTIONS = pathlib.Path(__file__).parents[2] / "src/reply/answer/cautions.toml"
CAUTIONED = tomllib.loads(CAUTIONS.read_text())
DOUBT = {c["feature"]: c["weight"] for c in CAUTIONED["caution"]}
# As in src/reply/answer/confidence.rs.
BEHIND_GATE = 0.6
GATES = {g["feature"] for g in CAUTIONED["gate"]}


def gated(x):
    """Held back whatever the weights say: no part of the fit, and never accepted."""
    return any(x.get(name, 0.0) > 0 for name in GATES)


def doubt(x):
    """What the hand-set cautions add, whatever is fitted."""
    return sum(DOUBT.get(n, 0.0) * v for n, v in x.items())


def load(path):
    with open(path, encoding="utf-8") as handle:
        return [json.loads(line) for line in handle if line.strip()]


def rows_of(score, labels, reads, weight):
    """(letter, campaign, features, right, weight) of every proposal that has a label."""
    reads = {r["id"]: r for r in reads}
    out = []
    for row in labels:
        read = reads.get(row["id"])
        if not read or "explanation" not in read:
            continue
        facts = {q["question"]: dict(q["facts"]) for q in read["explanation"]["questions"]}
        answers = row["labels"]["answers"]
        for q, proposal in read["answers"].items():
            if q not in answers or q not in facts:
                continue
            plain = dict(proposal, evidence=proposal["evidence"]["words"])
            right = score.judge(answers[q], plain, answers, row["text"]) == ""
            x = {name: value for name, value in facts[q].items() if value}
            out.append((row["id"] + " " + q, row["campaign"], x, right, weight))
    return out


def sigmoid(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def fit(rows, penalty=6.0, steps=500, rate=0.35):
    names = sorted({n for r in rows for n in r[2]})
    w = {n: 0.0 for n in names}
    b = 0.0
    total = sum(r[4] for r in rows)
    velocity = {n: 0.0 for n in names}
    vb = 0.0
    for _ in range(steps):
        g = {n: penalty * w[n] / total for n in names}
        gb = 0.0
        for _, _, x, right, weight in rows:
            z = b + doubt(x)
            for n, v in x.items():
                z += w[n] * v
            e = (sigmoid(z) - right) * weight / total
            gb += e
            for n, v in x.items():
                g[n] += e * v
        vb = 0.9 * vb - rate * gb
        b += vb
        for n in names:
            velocity[n] = 0.9 * velocity[n] - rate * g[n]
            w[n] += velocity[n]
            if n in NEVER_SURER and w[n] > 0 or n in NEVER_LESS and w[n] < 0:
                w[n] = 0.0
                velocity[n] = 0.0
    return b, w


def sure(model, x):
    b, w = model
    p = sigmoid(b + doubt(x) + sum(w.get(n, 0.0) * v for n, v in x.items()))
    return min(p, BEHIND_GATE) if gated(x) else p


def held_out(rows, judged, folds=8, seed=7):
    """Every row of `judged` (letters) with the confidence that a fit without its campaign gives it."""
    campaigns = sorted({r[1] for r in rows})
    random.Random(seed).shuffle(campaigns)
    fold = {c: i % folds for i, c in enumerate(campaigns)}
    out = []
    for k in range(folds):
        model = fit([r for r in rows if fold[r[1]] != k and not gated(r[2])])
        out += [(sure(model, r[2]), r) for r in rows if fold[r[1]] == k and r[0] in judged]
    return out


def threshold(scored, wanted):
    """The lowest confidence from which on precision stays at `wanted`."""
    ordered = sorted(scored, key=lambda s: -s[0])
    n = good = 0
    best = None
    for i, (p, right) in enumerate(ordered):
        n += 1
        good += right
        last_of_ties = i + 1 == len(ordered) or ordered[i + 1][0] < p
        if last_of_ties and good / n >= wanted:
            best = p
    return best


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--score", required=True)
    ap.add_argument("--set", nargs=3, action="append", required=True, metavar=("LABELS", "READ", "WEIGHT"))
    ap.add_argument("--helpers", type=int, default=0, help="how many sets, the last ones, are fitted on and not judged by")
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    spec = importlib.util.spec_from_file_location("score", a.score)
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    sets = [rows_of(score, load(labels), load(reads), float(weight)) for labels, reads, weight in a.set]
    rows = [r for s in sets for r in s]
    print("proposals", [len(s) for s in sets], "right", [sum(r[3] for r in s) for s in sets])
    judged = {r[0] for n, s in enumerate(sets) if n < len(a.set) - a.helpers for r in s}
    out = held_out(rows, judged)
    scored = [(p, r[3]) for p, r in out]
    lines = []
    for wanted in (0.90, 0.95, 0.97, 0.98, 0.99, 0.995):
        # A quarter of the errors allowed: letters that nobody had looked at had some four times those held out here, for the
        # gates and the readings were tried on these.
        cut = threshold(scored, 1 - (1 - wanted) / 4)
        if cut is None:
            continue
        kept = [y for p, y in scored if p >= cut]
        print("precision wanted %.3f: confidence %.4f, %d of %d kept, %d wrong" % (wanted, cut, len(kept), len(scored), sum(not y for y in kept)))
        lines.append((wanted, cut))
    print("reliability, held out (confidence, proposals, right):")
    edges = [0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 1.01]
    for low, high in zip(edges, edges[1:]):
        box = [y for p, y in scored if low <= p < high]
        if box:
            print("  %.2f-%.2f  %5d  %.3f" % (low, min(high, 1), len(box), sum(box) / len(box)))
    wrong = sorted(((p, r[0]) for p, r in out if not r[3]), reverse=True)[:30]
    print("surest mistakes:", *["%s %.3f" % (n, p) for p, n in wrong], sep="\n  ")
    b, w = fit([r for r in rows if not gated(r[2])])
    with open(a.out, "w", encoding="utf-8") as handle:
        handle.write("# Fitted by tests/reply/fit.py; do not edit by hand. %d proposals, folds by campaign.\n" % len(rows))
        handle.write("intercept = %.4f\n\n[weights]\n" % b)
        for n in sorted(w):
            if abs(w[n]) > 0.005:
                handle.write("%s = %.4f\n" % (n, w[n]))
        for wanted, cut in lines:
            handle.write("\n[[thresholds]]\nprecision = %s\nconfidence = %.5f\n" % (wanted, cut))


if __name__ == "__main__":
    main()
