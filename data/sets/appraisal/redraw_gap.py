# Redraws the gap figure from gap.csv as SVG; needs nothing but Python.
# usage: python3 redraw_gap.py FOLDER [OUT.svg]
import csv, html, math, sys
read = lambda name: list(csv.DictReader(open(f"{sys.argv[1]}/{name}", encoding="utf-8-sig")))
rows = [r for r in read("gap.csv") if float(r["identified"] or 0) > 0 and float(r["estimate"] or 0) > 0]
print(len(rows), "comparisons,", len(read("estimates.csv")), "rows of estimates")
x = lambda text: 400 + 50 * math.log10(float(text))
mark = lambda r, y: (f'<text x="5" y="{y+4}">{html.escape(" ".join([r["area_name"], r["period"], r["method"]]))}</text>'
    f'<line x1="{x(r["estimate.low"] or r["estimate"])}" x2="{x(r["estimate.high"] or r["estimate"])}" y1="{y}" y2="{y}" stroke="#0072b2"/>'
    f'<circle cx="{x(r["estimate"])}" cy="{y}" r="4" fill="#0072b2"/><circle cx="{x(r["identified"])}" cy="{y}" r="4" fill="#c44e00"/>')
open(sys.argv[2] if len(sys.argv) > 2 else "gap.svg", "w", encoding="utf-8").write(
    f'<svg xmlns="http://www.w3.org/2000/svg" width="850" height="{20*len(rows)+20}" font-size="11">' + "".join(mark(r, 20*i+15) for i, r in enumerate(rows)) + "</svg>")
