"""Draws every picture of this pack: SVG built from a few parts, rendered by rsvg-convert and cwebp. See README.md."""
import math
import random
import subprocess
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


DAWN = sky("#F6DDB0", "#FBEFD8", (1180, 330, 120, "#F2B35B"))
DAY = sky("#BFE0DC", "#F5EFE3", (420, 220, 90, "#FBE3A6"))
DUSK = sky("#3B4A6B", "#F0A070", (980, 560, 130, "#FFD08A"), "#FFB070")
WARM = sky("#F8E6C6", "#F3D6B8", (960, 420, 240, "#F9DFA8"))
GREY = sky("#A9AFAF", "#CFC9BE")

FOLK = [(620, 70, 1.0, 0, "adult", 1), (770, 110, 1.05, 1, "elder", 1), (900, 60, .95, 4, "adult", -1), (1010, 130, 1.0, 2, "child", 1), (1130, 90, 1.05, 5, "adult", -1), (1290, 120, 1.0, 3, "wheels", 1)]

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
    "figures/p1": WARM + hills(860, "#CFE3DD", 6, 160) + digits("472", 520, 420) + "".join(path(f"M{180 + i * 165} 900 v-90 l55 -50 l55 50 v90 Z", ["#B5281F", "#1C7572", "#D9992F"][i % 3]) + rect(220 + i * 165, 850, 30, 50, "#FFF6E4", 3) for i in range(10)),
    "figures/p2": DAY + digits("2305", 520, 400, "#1C7572") + "".join(rect(360 + c * 122, 640 + r * 112, 106, 96, ["#D8E9E4", "#B7D6CF", "#F6E7C8", "#F3DDD6"][(r * 5 + c * 3) % 4], 16) for r in range(3) for c in range(10)) + crowd(1000, [(640, 0, .8, 1, "adult", 1), (1240, 0, .8, 4, "adult", -1)]),
    "figures/p3": WARM + digits("12345", 520, 360) + path("M760 720 Q960 600 1160 720 L1200 800 Q1100 860 1060 780 Q960 740 860 780 Q820 860 720 800 Z", "#1C7572") + crowd(1010, [(420, 0, .95, 0, "elder", 1), (1500, 0, .95, 5, "adult", -1)]),
    "volunteers/cover": DAY + hills(760, "#A9CFC8", 8, 140) + tree(300, 860, 1.1) + tree(1640, 850, 1.2) + ground(820, "#BFD3A8", "#97B07E") + crowd(930, [(560, 20, 1.2, 0, "adult", 1), (760, 50, 1.2, 1, "adult", 1), (960, 70, 1.25, 3, "adult", 1), (1160, 50, 1.2, 4, "elder", -1), (1350, 20, 1.2, 2, "child", -1)]),
    "volunteers/g1": DAY + clouds(6, 200) + rect(0, 700, W, 140, "#6FB0AA") + ground(820, "#EBD9B0", "#CDB582") + palm(300, 960, 560, 70, 8) + palm(1660, 950, 520, -70, 9) + crowd(960, [(640, 20, 1.2, 1, "adult", 1), (900, 50, 1.2, 5, "adult", -1), (1150, 20, 1.2, 0, "child", -1)]) + "".join(path(f"M{760 + i * 240} 960 l20 -80 h50 l20 80 Z", "#3E5C76") for i in range(3)),
    "volunteers/g2": WARM + rect(160, 140, 1600, 640, "#EFD9B4", 20) + "".join(rect(240 + c * 250, 200 + r * 180, 200, 130, "#8A5A3B", 8) + "".join(rect(250 + c * 250 + i * 22, 210 + r * 180 + (i * 13) % 30, 16, 112 - (i * 13) % 30, CLOTHES[(i + c + r) % 6], 2) for i in range(8)) for r in range(3) for c in range(6)) + ground(820) + crowd(960, [(600, 30, 1.2, 4, "elder", 1), (900, 50, 1.2, 2, "child", -1), (1060, 50, 1.2, 0, "child", 1), (1320, 20, 1.2, 1, "adult", -1)]),
    "volunteers/g3": WARM + rect(0, 0, W, 800, "#F3DDD6") + rect(760, 120, 400, 420, "#FFFCF5", 24) + rect(920, 200, 80, 260, "#B5281F", 10) + rect(830, 290, 260, 80, "#B5281F", 10) + ground(800) + rect(420, 820, 1080, 40, "#9C6B45", 8) + rect(480, 860, 40, 170, "#7A5033") + rect(1400, 860, 40, 170, "#7A5033") + crowd(830, [(560, 0, 1.1, 3, "adult", 1), (820, 0, 1.1, 4, "elder", 1), (1100, 0, 1.1, 1, "adult", -1), (1360, 0, 1.1, 5, "elder", -1)]),
    "volunteers/g4": DUSK + street(800, 21, 460, 600, night=True) + lanterns(180, 8) + ground(800, "#A67C60", "#7C5A44") + crowd(930, [(460, 30, 1.15, 0, "adult", 1), (660, 60, 1.15, 2, "child", 1), (860, 70, 1.2, 1, "elder", 1), (1060, 70, 1.2, 5, "adult", -1), (1270, 60, 1.15, 3, "wheels", -1), (1480, 30, 1.15, 4, "adult", -1)]),
    "quiz/cover": WARM + "".join(circle(x, y, r, c, .9) for x, y, r, c in [(420, 380, 210, "#D8E9E4"), (1500, 330, 240, "#F6E7C8"), (960, 480, 330, "#F3DDD6")]) + digits("?", 690, 620) + crowd(1010, [(440, 0, 1.15, 2, "child", 1), (640, 0, 1.15, 1, "adult", 1), (1300, 0, 1.15, 4, "elder", -1), (1500, 0, 1.15, 0, "child", -1)]),
}
for name, extra in {"health": ("figures/p3", None), "family": ("volunteers/g2", None), "arts": ("guomao/p3", None), "training": ("quiz/cover", None), "volunteer": ("volunteers/cover", None), "service": ("volunteers/g3", None)}.items():
    SCENES[f"activities/{name}"] = SCENES["volunteers/g3" if name == "health" else extra[0]]


def main():
    for name, body in SCENES.items():
        out = HERE.parent / f"{name}.webp"
        out.parent.mkdir(exist_ok=True)
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {W} {H}">{body}</svg>'
        width = 1200 if name.startswith("activities/") else 1920
        with tempfile.TemporaryDirectory() as scratch:
            source, png = Path(scratch, "a.svg"), Path(scratch, "a.png")
            source.write_text(svg, encoding="utf-8")
            subprocess.run(["rsvg-convert", "-w", str(width), str(source), "-o", str(png)], check=True)
            subprocess.run(["cwebp", "-quiet", "-q", "84", str(png), "-o", str(out)], check=True)


if __name__ == "__main__":
    main()
