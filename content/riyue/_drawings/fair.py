"""Draws the street fair of `volunteers`, 4,096 × 2,731, with the parts of `draw.py`; see README.md for its tiles."""
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import draw
from draw import bench, circle, lanterns, palm, path, person, rect, tree

draw.W, draw.H = W, H = 4096, 2731
KINDS = ["adult", "adult", "elder", "child", "adult", "child", "wheels"]


def folk(seed, count, top, bottom, near):
    """People between two lines, those in front larger and drawn last."""
    rnd = random.Random(seed)
    people = sorted((rnd.uniform(top, bottom), rnd.uniform(60, W - 60)) for _ in range(count))
    out = []
    for number, (y, x) in enumerate(people):
        size = near * (.72 + .28 * (y - top) / max(bottom - top, 1))
        kind = KINDS[(number * 5 + seed) % 7]
        out.append(person(round(x), round(y), round(size, 2), number + seed, kind, rnd.choice([1, -1])))
    return "".join(out)


def stall(x, base, s, color, goods):
    """A stall under a striped cloth; what lies on it is drawn by `goods`."""
    stripes = "".join(path(f"M{-150 + i * 50} -230 h50 l-6 66 q-19 22 -38 0 Z", color if i % 2 else "#FFF6E4") for i in range(6))
    return (f'<g transform="translate({x} {base}) scale({s})">' + '<ellipse cx="0" cy="4" rx="170" ry="16" fill="#000" opacity=".14"/>'
            + rect(-140, -230, 9, 230, "#7A5638") + rect(131, -230, 9, 230, "#7A5638") + rect(-146, -92, 292, 92, "#9C6B45", 4)
            + rect(-154, -104, 308, 18, "#C9A07A", 4) + rect(-146, -60, 292, 8, "#7A5033") + goods + stripes + "</g>")


def fruit():
    return "".join(circle(-120 + i * 27, -116 - (i % 2) * 8, 15, c) for i, c in enumerate(["#D9992F", "#4E7C4A", "#B5281F", "#E0A85A", "#7BA05B"] * 2))


def coconuts():
    return "".join(circle(-110 + i * 44, -124, 22, "#4E7C4A") + circle(-104 + i * 44, -130, 6, "#8FB36B") for i in range(6))


def kites():
    return "".join(path(f"M{-110 + i * 74} -190 l26 34 l-26 40 l-26 -40 Z M{-110 + i * 74} -116 q12 10 0 24", c, "#7A5638", 3) for i, c in enumerate(["#B5281F", "#D9992F", "#1C7572", "#8A4F7D"]))


def books():
    return "".join(rect(-130 + i * 26, -140 - (i * 7) % 18, 20, 38 + (i * 7) % 18, draw.CLOTHES[i % 6], 2) for i in range(10))


def tea():
    return "".join(rect(-120 + i * 50, -126, 26, 22, "#FFFCF5", 6) + path(f"M{-108 + i * 50} -134 q8 -14 0 -26", stroke="#FFFFFF", width=4, o=.8) for i in range(5))


def paper_cuts():
    return "".join(rect(-130 + i * 54, -176, 44, 58, "#FFF6E4", 3) + circle(-108 + i * 54, -147, 15, "#B5281F") + circle(-108 + i * 54, -147, 6, "#FFF6E4") for i in range(5))


def stage(x, base):
    """Opera on a small stage, and those who play for it."""
    players = "".join(person(px, base - 96, 1.0, seed, kind, facing) for px, seed, kind, facing in ((x - 170, 5, "adult", 1), (x + 10, 0, "adult", -1), (x + 190, 4, "elder", -1)))
    return (rect(x - 380, base - 470, 760, 380, "#7A1A13", 8) + "".join(path(f"M{x - 380 + i * 95} {base - 470} q47 60 95 0 v-14 h-95 Z", "#D9992F") for i in range(8))
            + "".join(rect(x - 360 + i * 78, base - 440, 26, 344, "#8E2A20", 4, .7) for i in range(10)) + rect(x - 420, base - 96, 840, 96, "#9C6B45", 6) + rect(x - 420, base - 100, 840, 16, "#C9A07A", 4) + players)


def cat(x, y, s=1.0, fur="#D9992F"):
    return (f'<g transform="translate({x} {y}) scale({s})">' + path("M-40 0 Q-44 -46 0 -46 Q44 -46 40 0 Z", fur) + circle(36, -52, 24, fur) + path("M18 -64 L22 -90 L36 -74 L52 -90 L56 -62 Z", fur)
            + path("M-38 -8 Q-84 -20 -70 -62", stroke=fur, width=12) + circle(30, -54, 3, "#2B2420") + circle(44, -54, 3, "#2B2420") + "</g>")


def kite(x, y, s, color):
    return (f'<g transform="translate({x} {y}) rotate(-14) scale({s})">' + path("M0 -90 L60 0 L0 110 L-60 0 Z", color, "#7A5638", 4) + path("M0 -90 V110 M-60 0 H60", stroke="#7A5638", width=4)
            + path("M0 110 q40 60 -10 120 q-40 50 20 110", stroke=color, width=8) + "</g>")


def rooftops(base, seed):
    """A row of houses far behind."""
    rnd = random.Random(seed)
    out, x = [], -40
    while x < W:
        w = rnd.choice([120, 150, 180])
        out.append(draw.house(x, base, w, rnd.uniform(250, 360), draw.WALLS[(x + seed) % 7], seed * 17 + x, detail=False))
        x += w + 3
    return f'<g opacity=".82">{"".join(out)}</g>'


GOODS = [fruit, kites, books, tea, coconuts, paper_cuts]


def fair():
    rnd = random.Random(9)
    sky = draw.sky("#BFE0DC", "#FBEFD8", (3050, 330, 130, "#FBE3A6"))
    g = [sky, draw.clouds(4, 230), draw.clouds(12, 420), draw.hills(900, "#8FB8A8", 6, 190, .8), rect(0, 850, W, 110, "#6FB0AA"), draw.junk(620, 900, .5), draw.steamer(3420, 890, .4),
         kite(980, 330, 1.0, "#B5281F"), kite(2240, 250, .8, "#1C7572"), kite(2540, 420, .6, "#D9992F"), draw.birds(1500, 300)]
    g += [rooftops(1160, 3), rect(0, 1150, W, 700, "#C9A87C"), folk(3, 46, 1165, 1205, .32)]
    g += [draw.street(1830, 21, 470, 640), rect(0, 1820, W, 320, "#D9B98C"), rect(0, 1820, W, 14, "#B99266"), folk(11, 58, 1850, 1905, .62)]
    g += [stage(2050, 2080), lanterns(1240, 19)]
    g += [stall(260 + i * 470 + (700 if i > 2 else 0), 2090 + (i % 2) * 30, 1.0, draw.CLOTHES[i % 6], GOODS[i % 6]()) for i in range(7) if not 1500 < 260 + i * 470 + (700 if i > 2 else 0) < 2600]
    g += [rect(0, 2120, W, H - 2120, "#E2C79C"), rect(0, 2120, W, 10, "#C3A06E")]
    g += [rect(rnd.uniform(0, W), rnd.uniform(2140, H), 120, 8, "#00000010", 4) for _ in range(150)]
    g += [tree(240, 2330, 1.25), tree(3830, 2350, 1.3), palm(1180, 2300, 620, 60, 3), palm(2960, 2310, 660, -60, 5), bench(520, 2330), bench(3300, 2340), bench(1560, 2300)]
    g += [folk(23, 74, 2160, 2420, .86), stall(700, 2520, 1.25, "#1C7572", GOODS[2]()), stall(2020, 2540, 1.3, "#B5281F", GOODS[5]()), stall(3380, 2530, 1.25, "#D9992F", GOODS[0]())]
    g += [folk(37, 40, 2500, 2700, 1.12), cat(1240, 2560, .8), cat(2860, 1836, .4, "#4A3A30"), cat(1705, 1182, .22, "#CFC8BE")]
    return "".join(g)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch, "fair.svg")
        source.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {W} {H}">{fair()}</svg>', encoding="utf-8")
        subprocess.run(["rsvg-convert", "--unlimited", "-w", str(W), str(source), "-o", sys.argv[1] if len(sys.argv) > 1 else "fair.png"], check=True)
