# Redraws the gap figure from gap.csv as SVG; needs nothing but Python.
# usage: python3 redraw_gap.py FOLDER [OUT.svg]
import csv, html, math, sys
read = lambda name: list(csv.DictReader(open(f"{sys.argv[1]}/{name}", encoding="utf-8-sig")))
rows = [r for r in read("gap.csv") if float(r["identified"] or 0) > 0 and float(r["estimate"] or 0) > 0]
print(len(rows), "comparisons,", len(read("estimates.csv")), "rows of estimates")
x = lambda r, *names: 400 + 50 * math.log10(float(next(r[n] for n in names if r[n])))
dot = lambda r, y, name, fill: f'<circle cx="{x(r, name)}" cy="{y}" r="4" fill="{fill}"/>'
bar = lambda r, y: f'<path stroke="#0072b2" d="M{x(r, "estimate.low", "estimate")} {y}H{x(r, "estimate.high", "estimate")}"/>'
text = lambda r, y: f'<text x="5" y="{y + 4}">{html.escape(" ".join([r["area_name"], r["period"], r["method"]]))}</text>'
marks = [text(r, y) + bar(r, y) + dot(r, y, "estimate", "#0072b2") + dot(r, y, "identified", "#c44e00") for y, r in zip(range(15, 10**6, 20), rows)]
open((sys.argv + ["gap.svg"])[2], "w", encoding="utf-8").write(f'<svg xmlns="http://www.w3.org/2000/svg" width="850" height="{20 * len(rows) + 20}" font-size="11">{"".join(marks)}</svg>')
