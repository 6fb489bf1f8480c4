"""Draws every picture of this pack: SVG built from a few parts, rendered by rsvg-convert and cwebp. See README.md."""
import math
import random
import subprocess
import sys
import tempfile
from pathlib import Path

W, H = 1920, 1080
HERE = Path(__file__).resolve().parent
WALLS = ["#D98E73", "#E9C79A", "#C9806C", "#EBD3A6", "#D9AE86", "#B9705F", "#E3B98F"]
CLOTHES = ["#B5281F", "#1C7572", "#D9992F", "#3E5C76", "#8A4F7D", "#4E7C4A"]
SKINS = ["#E8B890", "#D9A074", "#F0C8A0"]
HAIRS = ["#2B2420", "#4A3A30", "#CFC8BE", "#6B5646"]


def rect(x, y, w, h, fill, r=0, o=1):
    return f'<rect x="{x:.0f}" y="{y:.0f}" width="{w:.0f}" height="{h:.0f}" rx="{r}" fill="{fill}" opacity="{o}"/>'


def circle(x, y, r, fill, o=1):
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}" opacity="{o}"/>'


def path(d, fill="none", stroke="none", width=0, o=1):
    return f'<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round" opacity="{o}"/>'


def sky(top, low, sun=None, glow="#FFE7B0"):
    parts = [f'<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{top}"/>'
             f'<stop offset="1" stop-color="{low}"/></linearGradient><radialGradient id="glow"><stop offset="0" '
             f'stop-color="{glow}" stop-opacity=".9"/><stop offset="1" stop-color="{glow}" stop-opacity="0"/>'
             '</radialGradient></defs>', rect(0, 0, W, H, "url(#sky)")]
    if sun:
        x, y, r, color = sun
        parts += [f'<circle cx="{x}" cy="{y}" r="{r * 3.2}" fill="url(#glow)"/>', circle(x, y, r, color)]
    return "".join(parts)


def clouds(seed, y, color="#FFF6E0", o=.55):
    rnd = random.Random(seed)
    out = []
    for _ in range(5):
        x, s = rnd.uniform(0, W), rnd.uniform(.6, 1.5)
        yy = y + rnd.uniform(-80, 80)
        out += [rect(x, yy, 260 * s, 26 * s, color, 13 * s, o), rect(x + 60 * s, yy - 20 * s, 150 * s, 26 * s, color, 13 * s, o)]
    return "".join(out)


def hills(y, color, seed, height=120, o=1):
    rnd = random.Random(seed)
    points = [(x, y - rnd.uniform(.2, 1) * height) for x in range(-100, W + 300, 240)]
    d = f"M-100 {H}L" + " ".join(f"{x} {p:.0f}" for x, p in points[:1])
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        m = (x0 + x1) / 2
        d += f" C{m} {y0:.0f} {m} {y1:.0f} {x1} {y1:.0f}"
    return path(d + f" L{W + 300} {H} Z", color, o=o)


def window(x, y, w, h, lit=False):
    glass = "#FFD98A" if lit else "#5E7C82"
    arch = f"M{x} {y + h} V{y + w / 2} A{w / 2} {w / 2} 0 0 1 {x + w} {y + w / 2} V{y + h} Z"
    return (path(arch, "#FFF6E4") + f'<g transform="translate({x + w * .12} {y + w * .14}) scale(.76 .86)">'
            + path(f"M0 {h} V{w / 2} A{w / 2} {w / 2} 0 0 1 {w} {w / 2} V{h} Z", glass) + "</g>"
            + rect(x + w / 2 - 2, y + w * .2, 4, h - w * .2, "#FFF6E4") + rect(x - 5, y + h, w + 10, 9, "#FFF6E4", 3))


def house(x, base, w, h, wall, seed, night=False, detail=True):
    """An arcaded shop-house: a gable with an ornament, two floors of windows, the covered walk below."""
    rnd = random.Random(seed)
    top = base - h
    g = [rect(x, top, w, h, wall)]
    shade = "#00000018"
    g.append(rect(x + w * .82, top, w * .18, h, shade))
    kind = rnd.choice(["round", "step", "scroll"])
    if kind == "round":
        g.append(path(f"M{x} {top} Q{x + w / 2} {top - w * .55} {x + w} {top} Z", wall))
        g.append(circle(x + w / 2, top - w * .09, w * .085, "#FFF6E4", .9) + circle(x + w / 2, top - w * .09, w * .05, "#5E7C82"))
    elif kind == "step":
        for i in range(3):
            g.append(rect(x + w * (.1 + .13 * i), top - 26 * (i + 1), w * (.8 - .26 * i), 28, wall))
        g.append(rect(x + w * .46, top - 108, w * .08, 34, "#FFF6E4", 4))
    else:
        g.append(path(f"M{x} {top} C{x + w * .1} {top - 70} {x + w * .3} {top - 20} {x + w * .35} {top - 84} L{x + w * .65} {top - 84} C{x + w * .7} {top - 20} {x + w * .9} {top - 70} {x + w} {top} Z", wall))
        g.append(path(f"M{x + w * .42} {top - 52} q{w * .08} -26 {w * .16} 0", stroke="#FFF6E4", width=7))
    g.append(rect(x - 6, top - 4, w + 12, 14, "#FFF6E4", 3))
    walk = h * .34
    floor = (h - walk) / 2
    for row in range(2):
        for col in range(3 if w > 230 else 2):
            n = 3 if w > 230 else 2
            ww = w / (n * 1.75)
            wx = x + w * (col + .5) / n - ww / 2
            g.append(window(wx, top + 34 + row * floor, ww, floor * .62, night and rnd.random() < .7))
        g.append(rect(x, top + floor * (row + 1) + 6, w, 8, "#FFF6E4", 0, .8))
    if detail:
        for i in range(int(w / 17)):
            g.append(rect(x + 6 + i * 17, top + floor * 2 - 26, 6, 26, "#FFF6E4", 2, .75))
    g.append(rect(x, base - walk, w, walk, "#6E4436" if not night else "#4A2F35"))
    g.append(rect(x, base - walk, w, walk * .25, "#00000025"))
    if detail:
        door = w * .3
        g.append(rect(x + w / 2 - door / 2, base - walk * .72, door, walk * .72, "#FFC76B" if night else "#3F2A22", 3))
        g.append(rect(x + w / 2 - 2, base - walk * .72, 4, walk * .72, "#6E4436"))
    arch = w * .42
    g.append(path(f"M{x} {base} V{base - walk} H{x + w} V{base} H{x + w - 22} V{base - walk + arch * .55} A{w / 2 - 22} {arch * .5} 0 0 0 {x + 22} {base - walk + arch * .55} V{base} Z", wall))
    g.append(rect(x - 4, base - walk - 6, w + 8, 13, "#FFF6E4", 3))
    g.append(rect(x, base - 16, 26, 16, "#00000022") + rect(x + w - 26, base - 16, 26, 16, "#00000022"))
    return "".join(g)


def street(base, seed, low=470, high=640, night=False, x0=-60):
    rnd = random.Random(seed)
    out, x, i = [], x0, 0
    while x < W + 40:
        w = rnd.choice([210, 240, 270])
        out.append(house(x, base, w, rnd.uniform(low, high), WALLS[(i + seed) % len(WALLS)], seed * 31 + i, night))
        x += w + 4
        i += 1
    return "".join(out)


def palm(x, base, h, lean=40, seed=1, dark="#1F5E4A", light="#2F8A68"):
    rnd = random.Random(seed)
    tx, ty = x + lean, base - h
    g = [path(f"M{x - 13} {base} Q{x + lean * .2} {base - h * .5} {tx - 6} {ty} L{tx + 7} {ty} Q{x + lean * .2 + 24} {base - h * .5} {x + 15} {base} Z", "#7A5638")]
    for k in range(9):
        t = (k + .5) / 9
        g.append(path(f"M{x - 10 + lean * t * t:.0f} {base - h * t:.0f} q12 7 {24 - 8 * t:.0f} 0", stroke="#5C3F29", width=3, o=.7))
    for layer, color in ((0, dark), (1, light)):
        for k in range(7):
            a = math.pi * (.02 + .96 * (k + .5 * layer) / 6.6) + rnd.uniform(-.06, .06)
            r = h * (.46 + rnd.uniform(-.05, .05))
            ex, ey = tx - math.cos(a) * r, ty - math.sin(a) * r * .52 + r * .34
            mx, my = tx - math.cos(a) * r * .55, ty - math.sin(a) * r * .8 - 8
            g.append(path(f"M{tx} {ty} Q{mx:.0f} {my:.0f} {ex:.0f} {ey:.0f} Q{mx:.0f} {my + 44:.0f} {tx} {ty + 9} Z", color))
            g.append(path(f"M{tx} {ty} Q{mx:.0f} {my + 16:.0f} {ex:.0f} {ey:.0f}", stroke="#17493A", width=2, o=.5))
    g += [circle(tx - 12, ty + 14, 12, "#8A5A2B"), circle(tx + 9, ty + 18, 12, "#A06B35")]
    return "".join(g)


def person(x, base, s=1.0, seed=0, kind="adult", facing=1):
    """A figure of simple shapes; base is where the feet stand."""
    rnd = random.Random(seed)
    coat, skin, hair = CLOTHES[seed % len(CLOTHES)], SKINS[seed % 3], HAIRS[2 if kind == "elder" else seed % 2]
    legs = rnd.choice(["#2F3E46", "#4A4038", "#37506B"])
    if kind == "child":
        s *= .66
    g = [f'<g transform="translate({x} {base}) scale({s * facing} {s})">', f'<ellipse cx="6" cy="2" rx="60" ry="11" fill="#000" opacity=".16"/>']
    if kind == "wheels":
        g += [circle(-4, -44, 44, "#2F3E46") + circle(-4, -44, 34, "#CFC8BE") + circle(-4, -44, 6, "#2F3E46"), path("M-34 -150 V-70 H36 L46 -14 H70", stroke="#2F3E46", width=9), circle(58, -14, 14, "#2F3E46"),
              path("M-30 -84 H44 L54 -26", stroke=legs, width=28), path("M-34 -84 Q-40 -196 0 -198 Q38 -196 34 -84 Z", coat), path("M22 -160 L56 -112", stroke=coat, width=20), circle(58, -108, 11, skin)]
        hy = -232
    else:
        g += [path("M-20 -6 V-104", stroke=legs, width=27), path("M20 -6 V-104", stroke=legs, width=27), rect(-36, -12, 34, 13, "#2B2420", 6), rect(6, -12, 34, 13, "#2B2420", 6)]
        if seed % 3 == 1:
            g.append(path("M-40 -52 Q-46 -214 0 -216 Q46 -214 40 -52 Z", coat))
        else:
            g.append(path("M-42 -92 Q-50 -214 0 -216 Q50 -214 42 -92 Z", coat))
        g.append(path("M10 -216 Q50 -214 42 -92 H18 Z", "#000", o=.1))
        a = rnd.choice([0, 1, 2])
        if a == 0:
            g += [path("M38 -184 L78 -230", stroke=coat, width=22), circle(82, -236, 13, skin), path("M-38 -184 L-54 -112", stroke=coat, width=22), circle(-55, -106, 12, skin)]
        elif a == 1:
            g += [path("M38 -184 L58 -136 L26 -122", stroke=coat, width=22), circle(22, -121, 12, skin), path("M-38 -184 L-54 -112", stroke=coat, width=22), circle(-55, -106, 12, skin)]
        else:
            g += [path("M38 -184 L54 -112", stroke=coat, width=22), circle(55, -106, 12, skin), path("M-38 -184 L-54 -112", stroke=coat, width=22), circle(-55, -106, 12, skin)]
        hy = -252
        if kind == "elder":
            g.append(path("M62 -104 L76 0", stroke="#7A5638", width=8))
    g += [rect(-11, hy + 22, 22, 26, skin), circle(0, hy, 35, skin), path(f"M-37 {hy + 2} Q-40 {hy - 42} 0 {hy - 43} Q40 {hy - 42} 37 {hy + 2} Q28 {hy - 20} 4 {hy - 21} Q-24 {hy - 20} -37 {hy + 2} Z", hair)]
    if seed % 3 == 1 and kind != "wheels":
        g.append(circle(-26, hy - 32, 17, hair))
    g += [circle(10, hy + 1, 3.2, "#2B2420"), circle(26, hy + 1, 3.2, "#2B2420"), path(f"M10 {hy + 15} q8 8 16 0", stroke="#8A3B2E", width=3), circle(3, hy + 13, 6, "#E58E73", .4), "</g>"]
    return "".join(g)


def crowd(base, people):
    return "".join(person(x, base + dy, s, seed, kind, f) for x, dy, s, seed, kind, f in sorted(people, key=lambda p: p[1]))


def ground(y, color="#D9B98C", edge="#B99266"):
    stones = "".join(rect((i * 173) % W, y + 60 + (i * 97) % (H - y - 70 if H - y > 80 else 1), 90, 7, "#00000010", 3) for i in range(26))
    return rect(0, y, W, H - y, color) + rect(0, y, W, 14, edge) + stones


def lanterns(y, count=7, color="#B5281F"):
    out = [path(f"M-20 {y - 40} Q{W / 2} {y + 90} {W + 20} {y - 40}", stroke="#6E4436", width=4)]
    for i in range(count):
        t = (i + .5) / count
        x, yy = W * t, y - 40 + 4 * 65 * t * (1 - t)
        out += [rect(x - 2, yy, 4, 18, "#6E4436"), f'<ellipse cx="{x}" cy="{yy + 50}" rx="34" ry="32" fill="{color}"/>', f'<ellipse cx="{x}" cy="{yy + 50}" rx="14" ry="32" fill="#D9482F"/>', rect(x - 14, yy + 15, 28, 7, "#D9992F", 3), rect(x - 14, yy + 79, 28, 7, "#D9992F", 3), path(f"M{x} {yy + 86} v26", stroke="#D9992F", width=5)]
    return "".join(out)


def tree(x, base, s=1.0, color="#3C7A54"):
    return (f'<g transform="translate({x} {base}) scale({s})">' + path("M-16 0 Q-8 -120 -4 -200 H10 Q12 -120 22 0 Z", "#6B4A32") + path("M0 -170 L-70 -240 M4 -150 L74 -226", stroke="#6B4A32", width=13)
            + "".join(circle(cx, cy, r, c) for cx, cy, r, c in [(-90, -270, 92, "#2C6445"), (86, -262, 96, "#2C6445"), (0, -330, 118, color), (-60, -350, 70, "#4C9168"), (52, -372, 66, "#5AA377")]) + "</g>")


def bench(x, base):
    return rect(x, base - 62, 220, 18, "#9A9388", 6) + rect(x + 22, base - 46, 26, 46, "#7D766C", 4) + rect(x + 172, base - 46, 26, 46, "#7D766C", 4)


def birds(x, y):
    return "".join(path(f"M{x + i * 66} {y - (i % 3) * 34} q16 -20 30 0 q14 -20 30 0", stroke="#2F3E46", width=5, o=.7) for i in range(5))


def courtyard(base, fresh=True):
    wall, roof = ("#EFD9B4", "#B5281F") if fresh else ("#A39A8C", "#6F675D")
    g = []
    for x, w, h in [(60, 520, 420), (1340, 540, 470)]:
        g += [rect(x, base - h, w, h, wall), rect(x + w * .84, base - h, w * .16, h, "#00000014"), path(f"M{x - 40} {base - h} L{x + 40} {base - h - 84} H{x + w - 40} L{x + w + 40} {base - h} Z", roof)]
        for r in range(3):
            for c in range(4):
                lit = "#FFE2A0" if fresh else "#5C564E"
                g += [rect(x + 44 + c * (w - 80) / 4, base - h + 46 + r * 124, 66, 78, "#FFF6E4" if fresh else "#857C70", 5), rect(x + 51 + c * (w - 80) / 4, base - h + 53 + r * 124, 52, 64, lit, 3)]
        if fresh:
            g.append(rect(x + w / 2 - 34, base - h - 30, 68, h + 30, "#8FB3B0", 6, .9) + rect(x + w / 2 - 22, base - 200, 44, 70, "#FFF6E4", 4))
    return "".join(g)


def digits(text, y=560, size=430, color="#B5281F"):
    return (f'<text x="{W / 2 + 10}" y="{y + 10}" font-family="Noto Sans CJK SC" font-weight="bold" font-size="{size}" text-anchor="middle" fill="#7A1A13" opacity=".25">{text}</text>'
            f'<text x="{W / 2}" y="{y}" font-family="Noto Sans CJK SC" font-weight="bold" font-size="{size}" text-anchor="middle" fill="{color}">{text}</text>')



def sea(y, h=200, color="#6FB0AA"):
    waves = "".join(rect((i * 233) % W, y + 26 + (i * 61) % max(h - 40, 1), 130, 6, "#FFF6E4", 3, .5) for i in range(14))
    return rect(0, y, W, h, color) + waves


def junk(x, y, s=1.0):
    """A trading junk under sail."""
    return (f'<g transform="translate({x} {y}) scale({s})">' + path("M-250 0 Q0 90 270 -12 L230 -62 H-210 Z", "#7A4B35") + path("M-250 0 Q0 90 270 -12", stroke="#4F2F22", width=8)
            + path("M0 -60 V-430 M-150 -60 V-300 M150 -60 V-330", stroke="#5C3F29", width=10)
            + path("M8 -420 Q210 -340 190 -110 H8 Z", "#E9C79A", "#6E4436", 5) + path("M-142 -290 Q-20 -240 -36 -104 H-142 Z", "#D9795F", "#6E4436", 5) + path("M158 -316 Q250 -260 244 -110 H158 Z", "#D9A86A", "#6E4436", 5)
            + "".join(path(f"M8 {-360 + k * 62} H{150 + k * 9}", stroke="#6E4436", width=4, o=.6) for k in range(4)) + "</g>")


def steamer(x, y, s=1.0):
    return (f'<g transform="translate({x} {y}) scale({s})">' + path("M-330 -40 H340 L290 60 H-280 Z", "#2F3E46") + rect(-326, -52, 660, 16, "#FFF6E4") + rect(-200, -130, 330, 80, "#EFD9B4", 6)
            + "".join(rect(-180 + i * 52, -108, 30, 34, "#5E7C82", 4) for i in range(6)) + rect(-40, -230, 62, 104, "#B5281F") + rect(-40, -230, 62, 26, "#2B2420")
            + "".join(circle(20 + i * 62, -262 - i * 26, 32 + i * 9, "#8D9492", .5) for i in range(4)) + path("M220 -50 V-250 M-260 -50 V-210", stroke="#5C3F29", width=8) + "</g>")


def clock_tower(x, base, s=1.0):
    """A red-brick clock tower at the water."""
    g = [f'<g transform="translate({x} {base}) scale({s})">', rect(-90, -640, 180, 640, "#B5533C"), rect(50, -640, 40, 640, "#00000018")]
    g += [rect(-104, -640 + k * 150, 208, 14, "#FFF6E4", 3) for k in range(4)]
    g += [window(-26, -430 + k * 150, 52, 84) for k in range(2)]
    g += [rect(-74, -610, 148, 128, "#C9694F", 6), circle(0, -546, 56, "#FFF6E4"), circle(0, -546, 47, "#FFFCF5"), path("M0 -546 V-582 M0 -546 L24 -532", stroke="#2B2420", width=7), circle(0, -546, 6, "#2B2420")]
    g += [path("M-110 -650 L0 -780 L110 -650 Z", "#7A1A13"), rect(-4, -850, 8, 76, "#5C3F29"), path("M-38 0 V-92 A38 38 0 0 1 38 -92 V0 Z", "#4A2F35"), "</g>"]
    return "".join(g)


def tall_house(x, base, floors=5, wall="#EBD3A6"):
    """The five-storey building of the old town: terraces, arches, a crown on the roof."""
    w, step = 560, 128
    g = [rect(x, base - floors * step, w, floors * step, wall), rect(x + w * .84, base - floors * step, w * .16, floors * step, "#00000014")]
    for f in range(floors):
        top = base - (f + 1) * step
        g += [rect(x - 12, top - 6, w + 24, 15, "#FFF6E4", 3)]
        g += [window(x + 36 + c * 106, top + 26, 62, 70) for c in range(5)] if f else [path(f"M{x + 26 + c * 106} {base} v-72 a41 41 0 0 1 82 0 v72 Z", "#4A2F35") for c in range(5)]
        g += [rect(x + 6 + i * 19, top + step - 26, 7, 22, "#FFF6E4", 2, .8) for i in range(29)] if f else []
    top = base - floors * step
    g += [path(f"M{x + 150} {top - 6} q130 -120 260 0 Z", wall), circle(x + w / 2, top - 32, 22, "#FFF6E4"), rect(x + w / 2 - 4, top - 140, 8, 76, "#5C3F29"), path(f"M{x + w / 2 + 4} {top - 138} l62 20 l-62 20 Z", "#B5281F")]
    return "".join(g)


def towers(base, seed, color="#8FB3B0"):
    """A modern skyline."""
    rnd = random.Random(seed)
    g, x = [], -20
    while x < W:
        w, h = rnd.choice([110, 140, 170]), rnd.uniform(240, 560)
        g += [rect(x, base - h, w, h, color, 8), rect(x + w * .7, base - h, w * .3, h, "#00000014", 4)]
        g += [rect(x + 16 + c * 30, base - h + 26 + r * 46, 16, 26, "#FFF6E4", 3, .7) for r in range(int(h / 46) - 1) for c in range(int((w - 20) / 30))]
        x += w + rnd.choice([14, 30, 52])
    return "".join(g)


def train(x, y):
    g = [rect(0, y + 40, W, 14, "#7D766C")] + [rect(40 + i * 190, y + 54, 46, 200, "#B3AA9C") for i in range(11)]
    g += [path(f"M{x} {y + 36} H{x + 1080} Q{x + 1270} {y + 26} {x + 1300} {y - 6} Q{x + 1180} {y - 96} {x + 1020} {y - 100} H{x} Z", "#FFFCF5"), path(f"M{x} {y + 2} H{x + 1290}", stroke="#1C7572", width=16)]
    g += [rect(x + 40 + i * 104, y - 72, 70, 40, "#3E5C76", 10) for i in range(9)] + [path(f"M{x + 1060} {y - 78} Q{x + 1170} {y - 74} {x + 1226} {y - 32} H{x + 1060} Z", "#3E5C76")]
    return "".join(g)


def plane(x, y, s=1.0):
    return (f'<g transform="translate({x} {y}) rotate(-12) scale({s})">' + path("M-300 -70 L-230 -70 L-170 0 H-260 Z", "#B5281F") + path("M-290 0 Q-260 -46 -180 -48 H210 Q300 -40 330 4 Q290 40 200 44 H-180 Q-270 40 -290 0 Z", "#FFFCF5")
            + path("M40 14 L-120 170 H-60 L140 14 Z", "#CFE3DD") + "".join(circle(-130 + i * 40, -14, 9, "#3E5C76") for i in range(9)) + path("M262 -30 Q306 -20 318 -4 H262 Z", "#3E5C76") + "</g>")


def boat_landing(x, y, s=1.0):
    """A wooden sailing boat full of people, a red flag at the mast."""
    heads = "".join(rect(-170 + i * 56, -92, 40, 60, "#4E7C4A", 16) + circle(-150 + i * 56, -104, 19, SKINS[i % 3]) + path(f"M{-171 + i * 56} -108 q21 -26 42 0 Z", "#4E7C4A") for i in range(6))
    return (f'<g transform="translate({x} {y}) scale({s})">' + path("M-10 -60 V-420", stroke="#5C3F29", width=11) + path("M0 -330 Q170 -260 150 -90 H0 Z", "#EFD9B4", "#6E4436", 5)
            + path("M-6 -420 H120 L104 -386 L120 -352 H-6 Z", "#B5281F") + heads + path("M-240 -44 H240 L190 36 Q0 66 -190 36 Z", "#7A4B35") + path("M-240 -44 H240", stroke="#4F2F22", width=9) + "</g>")


def night(scene, lights=""):
    """The same place after dark: what is lit stays bright."""
    return scene + rect(0, 0, W, H, "#141C3A", 0, .62) + lights


def glow(x, y, r, color="#FFD98A"):
    stops = "".join(f'<stop offset="{at}" stop-color="{color}" stop-opacity="{o}"/>' for at, o in ((0, .6), (.4, .28), (1, 0)))
    return f'<defs><radialGradient id="lamp">{stops}</radialGradient></defs><circle cx="{x:.0f}" cy="{y:.0f}" r="{r * 1.9:.0f}" fill="url(#lamp)"/>'


def courtyard_lights(base):
    """The windows of `courtyard`, lit."""
    g = []
    for x, w, h in [(60, 520, 420), (1340, 540, 470)]:
        g += [rect(x + 51 + c * (w - 80) / 4, base - h + 53 + r * 124, 52, 64, "#FFE2A0", 3) for r in range(3) for c in range(4) if (r * 3 + c * 2 + int(x)) % 5]
        g += [rect(x + w / 2 - 22, base - 200, 44, 70, "#FFF0C8", 4)]
    return "".join(g)


def portrait(seed, ground_color, back, coat, hair="short", gray=False, extra="", skin=None, tool=""):
    """Head and shoulders in the middle of the sheet; only the middle is kept."""
    skin, color = skin or SKINS[seed % 3], "#CFC8BE" if gray else HAIRS[seed % 2]
    x, y = W / 2, 430
    g = [rect(0, 0, W, H, ground_color), circle(x, 470, 330, back), circle(x, 470, 262, "#FFFCF5", .25)]
    if hair == "long":
        g.append(path(f"M{x - 150} {y + 250} Q{x - 200} {y - 190} {x} {y - 196} Q{x + 200} {y - 190} {x + 150} {y + 250} Z", color))
    if hair == "bun":
        g.append(circle(x, y - 200, 62, color))
    g += [path(f"M{x - 330} {H} Q{x - 330} 706 {x - 96} 664 H{x + 96} Q{x + 330} 706 {x + 330} {H} Z", coat), path(f"M{x + 110} 668 Q{x + 330} 706 {x + 330} {H} H{x + 190} Z", "#000", o=.1),
          path(f"M{x - 62} 560 V676 Q{x} 744 {x + 62} 676 V560 Z", skin), path(f"M{x - 62} 600 Q{x} 668 {x + 62} 600 V640 Q{x} 690 {x - 62} 640 Z", "#000", o=.1),
          circle(x - 138, y + 14, 32, skin), circle(x + 138, y + 14, 32, skin), f'<ellipse cx="{x}" cy="{y}" rx="138" ry="162" fill="{skin}"/>']
    brow = "#8E877D" if gray else "#3B2E27"
    g += [f'<ellipse cx="{x - 52}" cy="{y + 6}" rx="12" ry="14" fill="#2B2420"/>', f'<ellipse cx="{x + 52}" cy="{y + 6}" rx="12" ry="14" fill="#2B2420"/>', circle(x - 48, y + 1, 4, "#FFF"), circle(x + 56, y + 1, 4, "#FFF"),
          path(f"M{x - 76} {y - 32} q26 -16 50 -2 M{x + 26} {y - 34} q26 -14 50 2", stroke=brow, width=9), path(f"M{x} {y + 14} q-14 34 4 38", stroke="#B97E5C", width=6), path(f"M{x - 44} {y + 82} Q{x} {y + 122} {x + 44} {y + 82}", "#FFF6E4", "#8A3B2E", 7),
          circle(x - 86, y + 58, 24, "#E58E73", .35), circle(x + 86, y + 58, 24, "#E58E73", .35)]
    if gray:
        g.append(path(f"M{x - 96} {y + 34} q18 12 34 4 M{x + 62} {y + 38} q18 8 34 -4 M{x - 50} {y - 84} q50 -14 100 0", stroke="#B97E5C", width=4, o=.7))
    caps = {"short": f"M{x - 146} {y - 4} Q{x - 166} {y - 186} {x} {y - 192} Q{x + 166} {y - 186} {x + 146} {y - 4} Q{x + 124} {y - 92} {x + 20} {y - 98} Q{x - 110} {y - 92} {x - 146} {y - 4} Z",
            "side": f"M{x - 148} {y + 10} Q{x - 170} {y - 180} {x + 10} {y - 196} Q{x + 170} {y - 176} {x + 148} {y + 4} Q{x + 130} {y - 70} {x + 96} {y - 108} Q{x - 20} {y - 60} {x - 120} {y - 96} Q{x - 138} {y - 60} {x - 148} {y + 10} Z"}
    g.append(path(caps["side" if hair in ("side", "long", "bun") else "short"], color))
    return "".join(g) + extra + tool


def collar(color="#FFF6E4", x=W / 2):
    return path(f"M{x - 96} 664 L{x - 20} 770 L{x} 726 L{x + 20} 770 L{x + 96} 664 L{x + 62} 640 Q{x} 716 {x - 62} 640 Z", color)


def glasses(x=W / 2, y=436):
    return circle(x - 54, y, 46, "#FFFFFF", .18) + circle(x + 54, y, 46, "#FFFFFF", .18) + path(f"M{x - 8} {y} h16 M{x - 100} {y} l-38 -10 M{x + 100} {y} l38 -10 M{x - 100} {y} a46 46 0 1 0 92 0 a46 46 0 1 0 -92 0 M{x + 8} {y} a46 46 0 1 0 92 0 a46 46 0 1 0 -92 0", stroke="#2F3E46", width=7)


def badge(x=W / 2 + 140, y=850, color="#FFFCF5", mark="#B5281F"):
    return rect(x - 54, y - 34, 108, 68, color, 10) + rect(x - 40, y - 18, 34, 34, mark, 6) + rect(x + 2, y - 14, 42, 8, "#9A9388", 3) + rect(x + 2, y + 4, 30, 8, "#9A9388", 3)


def plan():
    """The centre's ground floor from above: 96 points are a metre."""
    wall, wood, edge, cloth = "#8A6448", "#B98E6C", "#9C6B45", "#1C7572"
    g = [rect(0, 0, W, H, "#E9DFC9"), rect(40, 40, 1840, 1000, wall, 18), rect(64, 64, 1792, 952, "#FBF4E4", 6)]
    g += [path(f"M64 {y} H1856", stroke="#EFE3C8", width=3) for y in range(160, 1016, 96)] + [path(f"M{x} 64 V1016", stroke="#EFE3C8", width=3) for x in range(160, 1856, 96)]
    # Windows to the mall, and the door.
    g += [rect(x, 46, 220, 12, "#BFE0DC", 4) for x in (220, 820, 1120)] + [rect(940, 1012, 240, 32, "#FBF4E4"), path("M940 1014 A120 120 0 0 1 1060 894", stroke="#C9B48E", width=5), path("M1180 1014 A120 120 0 0 0 1060 894", stroke="#C9B48E", width=5), rect(970, 930, 180, 70, "#D8C39A", 12)]
    # Toilet and lift behind walls of their own.
    g += [rect(1430, 64, 24, 300, wall), rect(1430, 340, 150, 24, wall), rect(1720, 340, 136, 24, wall), rect(1454, 64, 402, 276, "#DDEDE9"), rect(1760, 90, 70, 90, "#FFFFFF", 20), rect(1750, 76, 90, 24, "#C9D6D3", 8), rect(1480, 90, 120, 60, "#FFFFFF", 18), circle(1540, 120, 18, "#BFD9D4"), path("M1740 210 H1840", stroke="#7D8C8A", width=10)]
    g += [rect(1640, 500, 216, 240, wall, 8), rect(1664, 524, 192, 192, "#C9C2B4"), path("M1664 524 L1856 716 M1856 524 L1664 716", stroke="#B3AB9B", width=4), rect(1636, 556, 32, 128, "#8FB3B0", 4)]
    # Reading corner: shelves along the walls, a rug, a table, chairs.
    g += [rect(84, 84, 500, 54, edge, 6)] + [rect(94 + i * 24, 92, 18, 38, CLOTHES[i % 6], 3) for i in range(20)] + [rect(84, 150, 54, 260, edge, 6)] + [rect(92, 160 + i * 25, 38, 18, CLOTHES[(i + 2) % 6], 3) for i in range(10)]
    g += [f'<ellipse cx="360" cy="300" rx="190" ry="116" fill="#D8E9E4"/>', circle(360, 320, 70, wood), circle(360, 320, 58, "#C9A07A")] + [circle(360 + 112 * math.cos(a), 320 + 84 * math.sin(a), 28, cloth) for a in (.3, 1.6, 2.9, 4.1, 5.3)]
    # Tea along the window side.
    g += [rect(730, 84, 380, 84, edge, 10), rect(742, 96, 356, 60, "#E3C79F", 8)] + [circle(800 + i * 62, 126, 17, "#FFFCF5") for i in range(3)] + [rect(1010, 100, 60, 52, "#7D8C8A", 8)] + [circle(x, 300, 44, wood) + circle(x - 68, 300, 24, "#D9992F") + circle(x + 68, 300, 24, "#D9992F") for x in (780, 1090)]
    # The desk, curved towards the door, with a chair behind it and two before it.
    g += [path("M430 560 Q560 700 700 560", stroke=edge, width=66), path("M430 560 Q560 700 700 560", stroke="#E3C79F", width=44), circle(560, 530, 32, "#B5281F"), circle(480, 700, 28, cloth), circle(650, 700, 28, cloth)]
    # Children: a soft floor in colours, blocks, a low table.
    g += [rect(84, 740 + r * 64, 64, 64, ["#F6E7C8", "#D8E9E4", "#F3DDD6"][(r + 0) % 3]) for r in range(4)] + [rect(84 + c * 64, 740 + r * 64, 64, 64, ["#F6E7C8", "#D8E9E4", "#F3DDD6"][(r + c) % 3]) for c in range(1, 6) for r in range(4)]
    g += [rect(150 + i * 46, 930 + (i % 2) * 20, 34, 34, CLOTHES[i % 6], 5) for i in range(5)] + [circle(380, 800, 46, "#E3C79F")] + [circle(380 + dx, 800 + dy, 18, c) for dx, dy, c in ((-62, 0, "#D9992F"), (62, 0, "#B5281F"), (0, 62, "#3E5C76"))]
    # Check-in: two posts and a mat. The kiosk by the door. Plants in the corners.
    g += [rect(1250, 850, 160, 90, "#D8E9E4", 12), rect(1240, 760, 34, 90, "#2F3E46", 8), rect(1386, 760, 34, 90, "#2F3E46", 8), rect(878, 816, 30, 84, "#2F3E46", 8), rect(904, 826, 8, 64, "#8FB3B0", 3)]
    g += [circle(x, y, 38, "#8A5A3B") + "".join(circle(x + 26 * math.cos(a), y + 26 * math.sin(a), 22, c) for a, c in ((0, "#3C7A54"), (1.3, "#2C6445"), (2.6, "#4C9168"), (3.9, "#3C7A54"), (5.2, "#5AA377"))) for x, y in ((1380, 130), (1800, 950), (660, 950), (1480, 960))]
    g += [rect(1520, 800, 60, 150, cloth, 14), rect(1528, 808, 44, 134, "#2F8A84", 12)]
    return "".join(g)


DAWN = sky("#F6DDB0", "#FBEFD8", (1180, 330, 120, "#F2B35B"))
DAY = sky("#BFE0DC", "#F5EFE3", (420, 220, 90, "#FBE3A6"))
DUSK = sky("#3B4A6B", "#F0A070", (980, 560, 130, "#FFD08A"), "#FFB070")
WARM = sky("#F8E6C6", "#F3D6B8", (960, 420, 240, "#F9DFA8"))
GREY = sky("#A9AFAF", "#CFC9BE")

FOLK = [(620, 70, 1.0, 0, "adult", 1), (770, 110, 1.05, 1, "elder", 1), (900, 60, .95, 4, "adult", -1), (1010, 130, 1.0, 2, "child", 1), (1130, 90, 1.05, 5, "adult", -1), (1290, 120, 1.0, 3, "wheels", 1)]

YARD = courtyard(780) + ground(780, "#D7C3A0", "#B39A72") + tree(960, 850, 1.2) + bench(560, 930) + bench(1160, 930)

SCENES = {
    "cover": DUSK + clouds(3, 250, "#FFD9B8", .4) + hills(700, "#6C5B73", 2, 120, .7) + street(800, 5, night=True) + lanterns(160) + ground(800, "#B98E6C", "#8A6448") + palm(250, 900, 520, 60, 3) + palm(1700, 910, 560, -50, 4) + crowd(860, FOLK),
    "qilou/cover": DAWN + clouds(1, 220) + hills(650, "#D9B48A", 4, 130, .5) + street(790, 3, 440, 560) + ground(790) + palm(330, 880, 470, 50, 1) + palm(1610, 900, 520, -60, 2) + crowd(850, FOLK[1:5]) + birds(1250, 200),
    "qilou/p1": DAWN + clouds(7, 240) + hills(720, "#5FA39C", 9, 60, .6) + rect(0, 700, W, 200, "#6FB0AA") + "".join(rect(120 + i * 310, 740 + (i % 2) * 40, 150, 6, "#FFF6E4", 3, .5) for i in range(6)) + path("M700 760 Q960 840 1240 750 L1200 700 H740 Z", "#7A4B35") + path("M960 700 V330 M960 340 Q1180 420 1160 640 H960 Z", "#E9C79A", "#6E4436", 8) + path("M950 360 Q800 480 790 650 H950 Z", "#D9795F") + rect(0, 880, W, 200, "#D9B98C") + palm(240, 960, 520, 80, 6) + crowd(960, [(1480, 40, 1.1, 1, "adult", -1), (1600, 50, 1.1, 2, "child", -1), (1380, 60, 1.1, 4, "elder", -1)]),
    "qilou/p2": DAY + clouds(5, 180) + street(820, 8, 520, 690, x0=-120) + ground(820) + crowd(870, [(520, 60, 1.15, 3, "adult", 1), (700, 110, 1.2, 1, "elder", 1), (1060, 70, 1.1, 0, "adult", -1), (1200, 120, 1.15, 5, "child", -1)]),
    "qilou/p3": sky("#8FA3A8", "#D5DAD3") + street(820, 11, 540, 700) + "".join(path(f"M{(i * 137) % 1990} {(i * 211) % 800} l-16 62", stroke="#E8F0EE", width=4, o=.65) for i in range(90)) + ground(820, "#A99F92", "#877C6E") + crowd(830, [(430, 0, 1.0, 0, "adult", 1), (690, 0, 1.0, 1, "adult", 1), (960, 0, 1.0, 2, "child", 1), (1230, 0, 1.0, 4, "elder", -1), (1500, 0, 1.0, 3, "wheels", -1)]),
    "qilou/p4": DUSK + street(800, 14, 480, 640, night=True) + lanterns(220, 9) + ground(800, "#A67C60", "#7C5A44") + crowd(860, FOLK) + bench(300, 960),
    "guomao/cover": WARM + clouds(2, 160) + courtyard(780) + ground(780, "#D7C3A0", "#B39A72") + tree(960, 860, 1.25) + bench(560, 930) + bench(1160, 930) + crowd(900, [(650, 40, 1, 1, "elder", 1), (860, 110, 1.05, 2, "child", 1), (1010, 120, 1.05, 0, "child", -1), (1290, 40, 1, 4, "elder", -1), (1120, 80, 1.05, 3, "wheels", -1)]),
    "guomao/p1": GREY + courtyard(780, False) + ground(780, "#9A9286", "#7D766C") + "".join(f'<ellipse cx="{400 + i * 170}" cy="{880 + (i * 53) % 120}" rx="{60 + (i * 31) % 50}" ry="{22 + (i * 17) % 20}" fill="#6F675D"/>' for i in range(7)) + path("M960 780 V420 q0 -40 60 -40", stroke="#5C564E", width=14) + circle(1030, 392, 22, "#6F675D") + rect(760, 610, 330, 190, "#8A8277") + path("M720 620 H1130 L1090 560 H760 Z", "#5C564E"),
    "guomao/p2": WARM + courtyard(780) + ground(780, "#D7C3A0", "#B39A72") + rect(820, 500, 300, 300, "#C9C2B4") + path("M820 500 L1120 800 M1120 500 L820 800 M820 650 H1120", stroke="#7D766C", width=10) + "".join(rect(620 + i * 90, 900 + (i % 2) * 20, 80, 40, "#B7A888", 4) for i in range(8)) + crowd(900, [(560, 60, 1.1, 2, "adult", 1), (760, 90, 1.1, 0, "adult", 1), (1220, 60, 1.1, 5, "adult", -1), (1380, 100, 1.1, 4, "elder", -1)]),
    "guomao/p3": DUSK + courtyard(790) + lanterns(150, 8) + ground(790, "#B98E6C", "#8A6448") + rect(600, 740, 720, 90, "#7A1A13", 10) + crowd(760, [(760, 0, .95, 0, "adult", 1), (960, 0, 1, 1, "adult", 1), (1150, 0, .95, 4, "adult", -1)]) + crowd(980, [(420, 60, 1, 3, "wheels", 1), (600, 70, 1, 2, "child", 1), (800, 80, 1, 5, "elder", 1), (1010, 80, 1, 0, "child", -1), (1220, 70, 1, 1, "adult", -1), (1440, 60, 1, 4, "elder", -1)]),
    "figures/cover": WARM + hills(820, "#CFE3DD", 3, 160) + hills(900, "#A9CFC8", 5, 120) + digits("472", 560, 430) + crowd(980, FOLK),
    "volunteers/cover": DAY + hills(760, "#A9CFC8", 8, 140) + tree(300, 860, 1.1) + tree(1640, 850, 1.2) + ground(820, "#BFD3A8", "#97B07E") + crowd(930, [(560, 20, 1.2, 0, "adult", 1), (760, 50, 1.2, 1, "adult", 1), (960, 70, 1.25, 3, "adult", 1), (1160, 50, 1.2, 4, "elder", -1), (1350, 20, 1.2, 2, "child", -1)]),
    "volunteers/g1": DAY + clouds(6, 200) + rect(0, 700, W, 140, "#6FB0AA") + ground(820, "#EBD9B0", "#CDB582") + palm(300, 960, 560, 70, 8) + palm(1660, 950, 520, -70, 9) + crowd(960, [(640, 20, 1.2, 1, "adult", 1), (900, 50, 1.2, 5, "adult", -1), (1150, 20, 1.2, 0, "child", -1)]) + "".join(path(f"M{760 + i * 240} 960 l20 -80 h50 l20 80 Z", "#3E5C76") for i in range(3)),
    "volunteers/g2": WARM + rect(160, 140, 1600, 640, "#EFD9B4", 20) + "".join(rect(240 + c * 250, 200 + r * 180, 200, 130, "#8A5A3B", 8) + "".join(rect(250 + c * 250 + i * 22, 210 + r * 180 + (i * 13) % 30, 16, 112 - (i * 13) % 30, CLOTHES[(i + c + r) % 6], 2) for i in range(8)) for r in range(3) for c in range(6)) + ground(820) + crowd(960, [(600, 30, 1.2, 4, "elder", 1), (900, 50, 1.2, 2, "child", -1), (1060, 50, 1.2, 0, "child", 1), (1320, 20, 1.2, 1, "adult", -1)]),
    "volunteers/g3": WARM + rect(0, 0, W, 800, "#F3DDD6") + rect(760, 120, 400, 420, "#FFFCF5", 24) + rect(920, 200, 80, 260, "#B5281F", 10) + rect(830, 290, 260, 80, "#B5281F", 10) + ground(800) + rect(420, 820, 1080, 40, "#9C6B45", 8) + rect(480, 860, 40, 170, "#7A5033") + rect(1400, 860, 40, 170, "#7A5033") + crowd(830, [(560, 0, 1.1, 3, "adult", 1), (820, 0, 1.1, 4, "elder", 1), (1100, 0, 1.1, 1, "adult", -1), (1360, 0, 1.1, 5, "elder", -1)]),
    "volunteers/g4": DUSK + street(800, 21, 460, 600, night=True) + lanterns(180, 8) + ground(800, "#A67C60", "#7C5A44") + crowd(930, [(460, 30, 1.15, 0, "adult", 1), (660, 60, 1.15, 2, "child", 1), (860, 70, 1.2, 1, "elder", 1), (1060, 70, 1.2, 5, "adult", -1), (1270, 60, 1.15, 3, "wheels", -1), (1480, 30, 1.15, 4, "adult", -1)]),
    "quiz/cover": WARM + "".join(circle(x, y, r, c, .9) for x, y, r, c in [(420, 380, 210, "#D8E9E4"), (1500, 330, 240, "#F6E7C8"), (960, 480, 330, "#F3DDD6")]) + digits("?", 690, 620) + crowd(1010, [(440, 0, 1.15, 2, "child", 1), (640, 0, 1.15, 1, "adult", 1), (1300, 0, 1.15, 4, "elder", -1), (1500, 0, 1.15, 0, "child", -1)]),
    "years/cover": DAWN + clouds(9, 200) + hills(690, "#D9B48A", 4, 130, .5) + sea(690, 200) + junk(520, 780, .9) + street(800, 31, 420, 560, x0=900) + ground(880) + clock_tower(1010, 890, .9) + palm(160, 960, 520, 70, 6) + crowd(940, [(1260, 20, 1.1, 1, "elder", 1), (1420, 50, 1.1, 2, "child", -1), (1580, 30, 1.1, 4, "adult", -1)]),
    "years/y1858": DAWN + clouds(7, 220) + hills(660, "#5FA39C", 9, 90, .6) + sea(660, 300) + junk(560, 790, 1.15) + junk(1330, 720, .62) + junk(1650, 700, .4) + ground(930, "#D9B98C") + palm(1720, 1000, 520, -80, 6) + birds(1000, 220),
    "years/y1876": DAY + clouds(4, 170) + hills(660, "#A9CFC8", 3, 100, .7) + sea(660, 300) + steamer(640, 780, 1.2) + ground(920, "#C9AE84") + rect(1300, 520, 460, 400, "#EFD9B4") + path("M1260 520 L1530 380 L1800 520 Z", "#9C4A3A") + "".join(window(1340 + i * 136, 590, 90, 150) for i in range(3)) + path("M1490 920 V800 A40 40 0 0 1 1570 800 V920 Z", "#4A2F35") + rect(1526, 240, 9, 150, "#5C3F29") + path("M1535 244 h110 l-26 32 l26 32 h-110 Z", "#D9992F") + crowd(990, [(1120, 10, 1.05, 3, "adult", 1), (1230, 30, 1.05, 0, "adult", -1)]) + "".join(rect(880 + i * 78, 900 - (i % 2) * 62, 72, 62, "#9C6B45", 4) + path(f"M{880 + i * 78} {931 - (i % 2) * 62} h72", stroke="#6E4436", width=5) for i in range(3)),
    "years/y1924": DAY + clouds(8, 170) + street(820, 37, 500, 660) + ground(820) + crowd(900, [(420, 40, 1.1, 5, "adult", 1), (660, 70, 1.15, 1, "adult", 1), (1120, 50, 1.1, 0, "adult", -1), (1460, 60, 1.1, 4, "elder", -1)]) + "".join(path(f"M{500 + i * 330} 330 V760 M{620 + i * 330} 330 V760 M{500 + i * 330} 420 h120 M{500 + i * 330} 560 h120 M{500 + i * 330} 700 h120", stroke="#A06B35", width=10) for i in (0, 2)),
    "years/y1929": sky("#F3C79A", "#FBEFD8", (520, 360, 110, "#F2B35B")) + clouds(11, 200) + sea(720, 200) + junk(420, 820, .6) + street(820, 41, 360, 470, x0=1150) + ground(860, "#C9AE84") + clock_tower(960, 900, 1.08) + palm(1720, 980, 480, -50, 2) + crowd(970, [(760, 10, 1.1, 1, "adult", 1), (1180, 40, 1.1, 2, "child", -1), (1290, 30, 1.1, 4, "elder", -1)]),
    "years/y1935": DAY + clouds(12, 160) + street(830, 43, 360, 470, x0=-80) + tall_house(690, 830, 5) + ground(830) + crowd(930, [(430, 20, 1.1, 3, "adult", 1), (760, 60, 1.1, 0, "adult", 1), (1000, 70, 1.1, 1, "adult", -1), (1400, 40, 1.1, 5, "adult", -1)]),
    "years/y1950": sky("#4C6A86", "#F3C79A", (1380, 560, 110, "#FFD08A")) + clouds(5, 190, "#FFD9B8", .5) + hills(690, "#3F5C66", 6, 110, .7) + sea(690, 260, "#4F8E92") + boat_landing(520, 830, 1.15) + boat_landing(1130, 790, .8) + boat_landing(1560, 750, .55) + ground(960, "#D9B98C") + palm(1790, 1030, 540, -90, 7),
    "years/y1988": WARM + clouds(2, 170) + towers(820, 5, "#C9BBA0") + ground(820, "#D7C3A0", "#B39A72") + lanterns(150, 9) + rect(620, 500, 680, 130, "#B5281F", 18) + digits("1988", 604, 116, "#FFF6E4") + crowd(960, FOLK) + palm(190, 960, 460, 50, 3) + palm(1740, 960, 480, -50, 4),
    "years/y1999": DAY + clouds(10, 260) + hills(860, "#A9CFC8", 8, 90, .8) + plane(980, 420, 1.35) + ground(880, "#B8B2A6", "#8F887C") + rect(0, 950, W, 10, "#FFF6E4", 0, .8) + palm(220, 990, 420, 50, 2) + palm(1700, 990, 440, -60, 5),
    "years/y2009": DUSK + street(800, 47, 470, 620, night=True) + lanterns(200, 9) + ground(800, "#A67C60", "#7C5A44") + crowd(930, [(380, 20, 1.1, 3, "wheels", 1), (620, 60, 1.1, 0, "adult", 1), (860, 70, 1.15, 1, "elder", 1), (1080, 70, 1.15, 2, "child", -1), (1300, 50, 1.1, 5, "adult", -1), (1520, 20, 1.1, 4, "adult", -1)]),
    "years/y2015": DAY + clouds(13, 180) + hills(760, "#8FC0A8", 3, 160, .9) + sea(760, 140) + train(260, 640) + ground(900, "#BFD3A8", "#97B07E") + palm(1640, 1010, 420, -60, 9) + palm(180, 1010, 400, 50, 1),
    "years/y2020": sky("#9FD0D6", "#F5EFE3", (1460, 250, 90, "#FBE3A6")) + clouds(14, 180) + towers(780, 11) + sea(780, 300, "#5FA3A6") + steamer(600, 960, .9) + "".join(rect(1080 + (i % 5) * 128, 900 - (i // 5) * 70, 122, 64, ["#B5281F", "#1C7572", "#D9992F", "#3E5C76"][(i * 3) % 4], 4) for i in range(13)) + rect(1040, 964, 900, 120, "#C9AE84"),
    "people/cover": WARM + hills(800, "#CFE3DD", 3, 160) + "".join(rect(150 + i * 280, 190 + (i % 2) * 40, 230, 300, "#FFFCF5", 18) + circle(265 + i * 280, 330 + (i % 2) * 40, 84, ["#D8E9E4", "#F6E7C8", "#F3DDD6"][i % 3]) + circle(265 + i * 280, 316 + (i % 2) * 40, 40, SKINS[i % 3]) + path(f"M{201 + i * 280} {412 + (i % 2) * 40} q64 -96 128 0 Z", CLOTHES[i % 6]) + path(f"M{225 + i * 280} {312 + (i % 2) * 40} q0 -48 40 -48 q40 0 40 48 q-40 -26 -80 0 Z", HAIRS[i % 4]) for i in range(6)) + ground(820) + crowd(970, FOLK),
    "people/grid": portrait(0, "#D8E9E4", "#A9CFC8", "#3E5C76", "short", extra=collar() + badge()),
    "people/social": portrait(1, "#F6E7C8", "#E9C79A", "#8A4F7D", "long", extra=collar("#F3DDD6") + badge(mark="#8A4F7D") + glasses()),
    "people/volunteer": portrait(2, "#F3DDD6", "#E5B5A6", "#B5281F", "side", extra=path("M650 1080 L850 690 M1270 1080 L1070 690", stroke="#FFF6E4", width=16) + path("M1100 840 c-26 -40 -76 -6 -50 32 l50 52 l50 -52 c26 -38 -24 -72 -50 -32 Z", "#FFF6E4")),
    "people/building": portrait(4, "#E4E0D0", "#C9BBA0", "#4E7C4A", "short", gray=True, extra=collar() + glasses()),
    "people/reader": portrait(3, "#E9DCEA", "#C8B0C8", "#1C7572", "bun", gray=True, extra=collar("#F6E7C8") + path("M700 900 Q830 850 960 910 Q1090 850 1220 900 V1080 H700 Z", "#FFFCF5", "#9C6B45", 8) + path("M960 910 V1080", stroke="#9C6B45", width=8)),
    "people/opera": portrait(5, "#F3D9B8", "#E0AE78", "#B5281F", "bun", extra=path("M760 690 Q960 820 1160 690 L1130 650 Q960 760 790 650 Z", "#D9992F") + "".join(circle(810 + i * 60, 232 - (1 - abs(i - 2.5) / 2.5) * 52, 26, ["#D9992F", "#1C7572", "#E58E73"][i % 3]) + circle(810 + i * 60, 232 - (1 - abs(i - 2.5) / 2.5) * 52, 10, "#FFF6E4") for i in range(6)) + path("M1150 1010 L996 914 A182 182 0 0 1 1304 914 Z", "#F6E7C8", "#7A4E05", 7) + path("M1150 1010 L1060 846 M1150 1010 L1115 832 M1150 1010 L1185 832 M1150 1010 L1240 846", stroke="#7A4E05", width=4) + circle(1150, 1016, 40, SKINS[2])),
    "then-now/cover": GREY + courtyard(780, False) + ground(780, "#9A9286", "#7D766C") + f'<defs><clipPath id="half"><rect x="960" y="0" width="960" height="{H}"/></clipPath></defs><g clip-path="url(#half)">' + WARM.replace("sky", "sky2").replace("glow", "glow2") + clouds(2, 160) + courtyard(780) + ground(780, "#D7C3A0", "#B39A72") + tree(1180, 860, 1.1) + "</g>" + rect(950, 0, 20, H, "#FFFCF5") + circle(960, 540, 84, "#FFFCF5") + path("M918 540 l28 -26 v52 Z M1002 540 l-28 -26 v52 Z", "#B5281F"),
    "then-now/yard-then": GREY + courtyard(780, False) + ground(780, "#9A9286", "#7D766C") + "".join(f'<ellipse cx="{400 + i * 170}" cy="{880 + (i * 53) % 120}" rx="{60 + (i * 31) % 50}" ry="{22 + (i * 17) % 20}" fill="#6F675D"/>' for i in range(7)) + path("M660 790 V440 q0 -40 60 -40", stroke="#5C564E", width=14) + circle(730, 412, 22, "#6F675D") + rect(800, 610, 330, 190, "#8A8277") + path("M760 620 H1170 L1130 560 H800 Z", "#5C564E") + path("M1216 800 q40 -90 96 -20 q30 -70 70 20 Z", "#7D766C"),
    "then-now/yard-now": WARM + clouds(2, 160) + courtyard(780) + ground(780, "#D7C3A0", "#B39A72") + "".join(rect(220 + i * 150 + (r % 2) * 75, 850 + r * 62, 144, 56, "#C9B48E", 6, .5) for r in range(4) for i in range(10)) + path("M660 790 V440 q0 -40 60 -40", stroke="#2F3E46", width=14) + circle(730, 412, 24, "#FFD98A") + tree(970, 850, 1.15) + bench(1120, 900) + crowd(930, [(560, 20, 1.05, 1, "elder", 1), (800, 70, 1.1, 2, "child", 1), (1300, 40, 1.05, 3, "wheels", -1)]),
    "then-now/yard-day": DAY + clouds(6, 160) + YARD,
    "then-now/yard-night": night(DAY + YARD, courtyard_lights(780) + circle(1500, 150, 56, "#FBEFD8") + lanterns(170, 8) + "".join(glow(W * (i + .5) / 8, 170 + 10 + 260 * (i + .5) / 8 * (1 - (i + .5) / 8), 100) for i in range(8)) + crowd(960, [(420, 20, 1.05, 3, "wheels", 1), (640, 40, 1.05, 0, "adult", 1), (1260, 40, 1.05, 4, "elder", -1), (1460, 20, 1.05, 2, "child", -1)])),
    "then-now/street-day": sky("#BFE0DC", "#F5EFE3") + clouds(5, 170) + street(820, 53, 480, 640) + ground(820) + crowd(920, [(460, 20, 1.1, 5, "adult", 1), (1380, 40, 1.1, 4, "elder", -1)]),
    "then-now/street-night": sky("#2A3557", "#B0705A") + street(820, 53, 480, 640, night=True) + rect(0, 0, W, 820, "#141C3A", 0, .28) + lanterns(200, 9) + "".join(glow(W * (i + .5) / 9, 210 + 260 * (i + .5) / 9 * (1 - (i + .5) / 9), 110) for i in range(9)) + ground(820, "#8C6450", "#6A4C3C") + crowd(920, [(460, 20, 1.1, 5, "adult", 1), (700, 60, 1.1, 0, "adult", 1), (900, 70, 1.1, 2, "child", 1), (1120, 60, 1.1, 1, "adult", -1), (1380, 40, 1.1, 4, "elder", -1)]),
}
SCENES["centre/plan"] = plan()
SCENES["centre/cover"] = rect(0, 0, W, H, "#E9DFC9") + f'<g transform="translate(960 560) rotate(-8) scale(1.16) translate(-960 -540)">{plan()}</g>' + "".join(path(f"M{x} {y} C{x - 70} {y - 90} {x - 74} {y - 170} {x} {y - 176} C{x + 74} {y - 170} {x + 70} {y - 90} {x} {y} Z", c) + circle(x, y - 104, 30, "#FFFCF5") for x, y, c in ((520, 420, "#1C7572"), (1420, 400, "#1C7572"), (980, 800, "#B5281F")))
SCENES |= {"quiz/a1": SCENES["guomao/cover"], "quiz/a2": SCENES["qilou/p2"], "quiz/a3": SCENES["volunteers/g1"]}
for name, extra in {"health": ("volunteers/g3", None), "family": ("volunteers/g2", None), "arts": ("guomao/p3", None), "training": ("quiz/cover", None), "volunteer": ("volunteers/cover", None), "service": ("volunteers/g3", None)}.items():
    SCENES[f"activities/{name}"] = SCENES["volunteers/g3" if name == "health" else extra[0]]




def paper(x, y, size, color, turn, mark):
    """A sheet on a peg, with something small on it."""
    return (f'<g transform="translate({x} {y}) rotate({turn})">' + rect(-size / 2 + 5, 14, size, size, "#5A3A1E", 4, .16) + rect(-size / 2, 4, size, size, color, 4)
            + f'<g transform="translate(0 {size / 2 + 4}) scale({size / 200})">{mark}</g>' + rect(-6, -16, 12, 34, "#9C6B45", 3) + "</g>")


MARKS = [
    path("M0 52 C-70 0 -56 -62 -22 -58 Q-4 -56 0 -34 Q4 -56 22 -58 C56 -62 70 0 0 52 Z", "#B5281F"),
    circle(0, 0, 38, "#D9992F") + "".join(path(f"M{52 * math.cos(a):.0f} {52 * math.sin(a):.0f} L{74 * math.cos(a):.0f} {74 * math.sin(a):.0f}", stroke="#D9992F", width=9) for a in [i * math.pi / 4 for i in range(8)]),
    "".join(path(f"M{-64} {-40 + i * 34} H{64 - (i % 2) * 40}", stroke="#3E5C76", width=9) for i in range(4)),
    path("M-66 60 V-6 L0 -62 L66 -6 V60 Z", stroke="#1C7572", width=10) + rect(-16, 8, 32, 52, "#1C7572"),
    path("M0 66 V-4", stroke="#3C7A54", width=9) + "".join(circle(30 * math.cos(a), -24 + 30 * math.sin(a), 21, "#D96B8A") for a in [i * math.pi * .4 for i in range(5)]) + circle(0, -24, 17, "#F2C94C"),
    path("M-70 34 Q-36 6 0 34 Q36 62 70 34 M-70 62 Q-36 34 0 62 Q36 90 70 62", stroke="#3E7CA8", width=9) + path("M-44 6 H44 L26 -18 H-26 Z", "#B5281F") + path("M0 -20 V-76 L40 -30 Z", "#8A4F7D"),
]
PAPERS = ["#FFF9EC", "#FCE4DE", "#DFEEF4", "#E0F0E2", "#FDEFC3"]


def cord(y, sag, count, size, seed, x0=0, x1=W):
    """A cord from side to side, with papers on it."""
    rnd = random.Random(seed)
    wide = x1 - x0
    out = [path(f"M{x0 - 30} {y} Q{x0 + wide / 2} {y + 2 * sag} {x1 + 30} {y}", stroke="#8A6A48", width=5)]
    for i in range(count):
        t = (i + .5) / count
        out.append(paper(x0 + wide * t, y + 4 * sag * t * (1 - t), size, PAPERS[(i * 2 + seed) % 5], rnd.uniform(-7, 7), MARKS[(i + seed) % 6]))
    return "".join(out)


def plaster(color="#EBDDC3"):
    """A wall in warm light, its plaster uneven."""
    rnd = random.Random(4)
    spots = "".join(f'<ellipse cx="{rnd.uniform(0, W):.0f}" cy="{rnd.uniform(0, H):.0f}" rx="{rnd.uniform(120, 420):.0f}" ry="{rnd.uniform(60, 180):.0f}" fill="{rnd.choice(["#FFF6E4", "#DCC9A6"])}" opacity=".16"/>' for _ in range(26))
    return rect(0, 0, W, H, color) + spots


SCENES["wall/cover"] = (plaster() + rect(0, 0, W, 70, "#9C6B45") + rect(0, 70, W, 16, "#7A5033") + cord(150, 46, 9, 176, 1) + cord(420, 52, 8, 196, 4)
                        + ground(880, "#C9A87C", "#9C6B45") + crowd(1010, [(300, 0, 1.25, 4, "elder", 1), (520, 20, 1.2, 2, "child", 1), (960, 10, 1.25, 0, "adult", 1), (1390, 20, 1.2, 5, "child", -1), (1600, 0, 1.25, 1, "adult", -1)]))
SCENES["wall/board"] = (plaster("#E6D6B8") + rect(0, 0, W, 26, "#9C6B45") + rect(0, H - 26, W, 26, "#9C6B45") + rect(0, 0, 26, H, "#8A5C3A") + rect(W - 26, 0, 26, H, "#8A5C3A") + rect(26, 26, W - 52, 12, "#000", 0, .1))


def upright(name):
    """Portraits are tall: the middle of the sheet."""
    return name.startswith("people/") and name != "people/cover"


def view_of(name):
    return f"{W / 2 - 405:.0f} 0 810 {H}" if upright(name) else f"0 0 {W} {H}"


def main():
    wanted = sys.argv[1:]
    for name, body in SCENES.items():
        if wanted and not name.startswith(tuple(wanted)):
            continue
        out = HERE.parent / f"{name}.webp"
        out.parent.mkdir(exist_ok=True)
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view_of(name)}">{body}</svg>'
        width = 1200 if name.startswith(("activities/", "quiz/a")) else 1000 if upright(name) else 1920
        with tempfile.TemporaryDirectory() as scratch:
            source, png = Path(scratch, "a.svg"), Path(scratch, "a.png")
            source.write_text(svg, encoding="utf-8")
            subprocess.run(["rsvg-convert", "-w", str(width), str(source), "-o", str(png)], check=True)
            subprocess.run(["cwebp", "-quiet", "-q", "84", str(png), "-o", str(out)], check=True)


if __name__ == "__main__":
    main()
