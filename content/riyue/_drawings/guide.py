"""Draws Coco, the coconut that answers questions, and the cover of `guide`, with the parts of draw.py. See README.md."""
import subprocess
import tempfile
from pathlib import Path

from draw import (DAY, H, HERE, W, circle, clouds, crowd, ground, hills, palm, path, rect, street)

HUSK, HUSK_DARK, HUSK_LIGHT, FLESH = "#A8714A", "#8A5836", "#BC885F", "#FFF6E4"


def ellipse(x, y, rx, ry, fill, o=1, turn=0):
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{fill}" opacity="{o}" transform="rotate({turn} {x} {y})"/>'


def leaf(x, y, length, angle, dark, light):
    """A feather of a palm, from its root at x, y; angle 0 is up."""
    half = length * .17
    blade = (path(f"M0 0 C{-half * 1.5} {-length * .34} {-half} {-length * .8} 0 {-length} C{half} {-length * .8} {half * 1.5} {-length * .34} 0 0 Z", dark)
             + path(f"M0 0 C{half * 1.5} {-length * .34} {half} {-length * .8} 0 {-length} Z", light))
    cuts = "".join(path(f"M{s * half * .72:.0f} {-length * t:.0f} L{s * half * .08:.0f} {-length * (t - .08):.0f}", stroke="#17493A", width=4, o=.35) for t in (.3, .43, .56, .69) for s in (-1, 1))
    return f'<g transform="translate({x} {y}) rotate({angle})">' + blade + cuts + path(f"M0 0 V{-length * .94:.0f}", stroke="#17493A", width=4, o=.4) + "</g>"


def flower(x, y, s):
    """A bougainvillea: three leaves that are taken for petals, and the small flower between them."""
    g = [f'<g transform="translate({x} {y}) scale({s})">']
    for turn, color in ((8, "#C4307A"), (128, "#D4468C"), (248, "#DE5C9C")):
        g.append(f'<g transform="rotate({turn})">' + path("M0 4 C-52 -20 -48 -84 0 -104 C48 -84 52 -20 0 4 Z", color) + path("M0 0 V-88 M0 -34 l-22 -20 M0 -34 l22 -20", stroke="#A21F63", width=4, o=.55) + "</g>")
    g += [circle(dx, dy, 9, FLESH) + circle(dx, dy, 4, "#E9B44C") for dx, dy in ((-8, -6), (10, -4), (0, 10))]
    return "".join(g) + "</g>"


def coco():
    """On a sheet of 800 × 1000, waving."""
    g = [ellipse(400, 962, 220, 24, "#1D2B30", .14)]
    # Legs and shoes.
    for x, s in ((318, -1), (482, 1)):
        g += [path(f"M{x} 800 V930", stroke=HUSK_DARK, width=44), path(f"M{x - 46 + s * 10} 958 q0 -44 46 -44 q46 0 46 44 Z", "#B5281F"), rect(x - 48 + s * 10, 948, 96, 14, "#7A1A13", 7)]
    # The arm that rests, behind the body; the one that waves.
    g += [path("M176 640 Q76 690 116 790", stroke=HUSK, width=48), circle(122, 800, 36, HUSK_LIGHT)]
    g += [path("M622 600 Q726 560 716 430", stroke=HUSK, width=48), circle(716, 412, 40, HUSK_LIGHT)]
    g += [path(f"M{716 + dx} {404 - 14} L{716 + dx * 2.1:.0f} {404 - ly}", stroke=HUSK_LIGHT, width=19) for dx, ly in ((-19, 54), (-5, 64), (12, 62), (27, 48))]
    g += [path("M640 360 q-18 -26 -6 -56 M792 352 q16 -24 6 -54", stroke="#D9992F", width=9, o=.9)]
    # Leaves behind, body, leaves before.
    g += [leaf(400, 316, 250, a, "#1F5E4A", "#2C7A5A") for a in (-74, -44, 42, 72)]
    g += [ellipse(400, 590, 272, 286, HUSK), path("M524 338 A272 286 0 0 1 520 846 A330 330 0 0 0 524 338 Z", HUSK_DARK, o=.55), ellipse(286, 420, 92, 46, HUSK_LIGHT, .7, -36)]
    g += [path(d, stroke=HUSK_DARK, width=6, o=.45) for d in ("M212 430 q-44 84 -38 170", "M160 700 q16 60 50 96", "M640 470 q34 70 24 156", "M330 334 q30 -14 64 -16", "M590 790 q34 -34 48 -74")]
    g += [leaf(400, 322, 232, a, "#2F8A68", "#43A57E") for a in (-24, 22)] + [leaf(400, 330, 176, -2, "#3C9A74", "#57B88E")]
    g += [path("M340 322 q60 -36 120 0 q-18 34 -60 34 q-42 0 -60 -34 Z", "#1F5E4A")]
    # The face: where the nut is opened.
    g += [ellipse(400, 588, 208, 190, "#E4CDA6"), ellipse(400, 584, 200, 182, FLESH)]
    g += [ellipse(x, 560, 27, 34, "#2B2420") + circle(x + 9, 547, 10, "#FFF") + circle(x - 8, 572, 5, "#FFF", .8) for x in (322, 478)]
    g += [path("M284 496 q34 -26 68 -8 M448 488 q36 -18 68 8", stroke=HUSK_DARK, width=11)]
    g += [ellipse(258, 630, 36, 24, "#E58E73", .5), ellipse(542, 630, 36, 24, "#E58E73", .5)]
    g += [path("M332 634 Q400 668 468 634 Q462 716 400 718 Q338 716 332 634 Z", "#8A3B2E"), path("M356 694 Q400 660 444 694 Q430 718 400 718 Q370 718 356 694 Z", "#E58E73"), path("M346 641 Q400 664 454 641 l-4 18 Q400 676 350 659 Z", "#FFFFFF")]
    # The scarf of a volunteer, with a heart.
    g += ['<defs><clipPath id="nut"><ellipse cx="400" cy="590" rx="273" ry="287"/></clipPath></defs><g clip-path="url(#nut)">', path("M112 688 Q400 912 688 688 V752 Q400 976 112 752 Z", "#B5281F"), path("M112 688 Q400 912 688 688 V702 Q400 926 112 702 Z", "#D9482F"), "</g>", path("M372 852 L330 950 L396 918 Z M428 852 L474 944 L404 918 Z", "#9C2019"), ellipse(400, 858, 44, 32, "#D9482F")]
    g += [path("M400 876 c-22 -18 -32 -30 -22 -41 c9 -9 19 -3 22 5 c3 -8 13 -14 22 -5 c10 11 0 23 -22 41 Z", FLESH)]
    return "".join(g) + flower(556, 356, .86)


def bubble(x, y, s, fill, body, tail=1):
    return (f'<g transform="translate({x} {y}) scale({s})">' + path(f"M{tail * 20} 96 L{tail * 96} 176 L{tail * 96} 84 Z", fill) + rect(-190, -120, 380, 226, fill, 60) + body + "</g>")


def mark(text, color):
    return f'<text x="0" y="66" font-family="Noto Sans CJK SC" font-weight="bold" font-size="200" text-anchor="middle" fill="{color}">{text}</text>'


def cover():
    clock = circle(0, -8, 76, "#FFFCF5") + circle(0, -8, 66, "#D8E9E4") + path("M0 -8 V-56 M0 -8 L34 12", stroke="#1C7572", width=12)
    cup = path("M-56 -60 H40 V10 Q40 56 -8 56 Q-56 56 -56 10 Z", "#FFFCF5") + path("M40 -40 q48 4 36 44 q-8 24 -36 24", stroke="#FFFCF5", width=14) + path("M-30 -82 q-12 -18 0 -34 M0 -82 q-12 -18 0 -34", stroke="#FFFCF5", width=9)
    pin = path("M0 74 C-58 8 -62 -74 0 -80 C62 -74 58 8 0 74 Z", "#FFFCF5") + circle(0, -26, 24, "#D9992F")
    return (DAY + clouds(5, 170) + hills(720, "#A9CFC8", 4, 130, .8) + street(820, 61, 300, 400, x0=-80) + rect(0, 0, W, 830, "#F5EFE3", 0, .35) + ground(820) + palm(170, 930, 470, 60, 3) + palm(1760, 930, 500, -60, 5)
            + bubble(520, 330, 1.0, "#1C7572", clock) + bubble(1420, 300, 1.06, "#B5281F", mark("?", "#FFFCF5"), -1) + bubble(430, 640, .72, "#D9992F", pin) + bubble(1500, 620, .74, "#3E5C76", cup, -1)
            + f'<g transform="translate(628 150) scale(.86)">{coco()}</g>' + crowd(1000, [(330, 20, 1.05, 2, "child", 1), (480, 0, 1.05, 4, "elder", 1), (1440, 0, 1.05, 1, "adult", -1), (1600, 10, 1.05, 3, "wheels", -1)]))


def render(name, svg, width, quality):
    out = HERE.parent / "guide" / f"{name}.webp"
    with tempfile.TemporaryDirectory() as scratch:
        source, png = Path(scratch, "a.svg"), Path(scratch, "a.png")
        source.write_text(svg, encoding="utf-8")
        subprocess.run(["rsvg-convert", "-w", str(width), str(source), "-o", str(png)], check=True)
        subprocess.run(["cwebp", "-quiet", "-q", str(quality), "-alpha_q", "100", str(png), "-o", str(out)], check=True)


if __name__ == "__main__":
    sheet = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{}">{}</svg>'
    # Nothing behind it: it stands on whatever the screen is.
    render("figure", sheet.format("60 40 760 960", coco()), 900, 90)
    render("cover", sheet.format(f"0 0 {W} {H}", cover()), 1920, 84)
