"""Packs the shapes of handwritten characters into strokes.bin and rare-strokes.bin; see README.md.

Takes the unpacked npm package hanzi-writer-data and the folder that holds Debian's files.
"""
import bz2
import json
import struct
import sys
from pathlib import Path

import numpy
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
FONT = HERE / "../fonts/NotoSansCJKsc-Regular-subset.otf"
# Points nearer than this to the line between their neighbours tell nothing (of 256 steps).
FLAT = 2.0
# Side of the picture a character without strokes is thinned from.
PICTURE = 96


def unihan(root, name, key):
    """(code point, value) of one property."""
    with bz2.open(root / f"usr/share/unicode/Unihan_{name}.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] == key:
                yield int(parts[0][2:], 16), parts[2]


def is_han(code):
    return 0x3400 <= code <= 0x9FFF or code >= 0x20000


def thin_line(points):
    """Without the points that tell nothing (Ramer-Douglas-Peucker)."""
    if len(points) < 3:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    length = max(((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5, 1e-6)
    far = [abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length for x, y in points[1:-1]]
    if (ax, ay) == (bx, by):
        far = [((x - ax) ** 2 + (y - ay) ** 2) ** 0.5 for x, y in points[1:-1]]
    at = max(range(len(far)), key=far.__getitem__)
    if far[at] < FLAT:
        return [points[0], points[-1]]
    return thin_line(points[: at + 2])[:-1] + thin_line(points[at + 1 :])


def drawn(package, character):
    """The strokes of the package, from the upper left corner, in 256 steps."""
    with open(package / f"{character}.json", encoding="utf-8") as file:
        medians = json.load(file)["medians"]
    return [thin_line([(x / 4, (900 - y) / 4) for x, y in line]) for line in medians]


def thinned(picture):
    """The middle of every line of a picture (Zhang and Suen 1984)."""
    on = picture.copy()
    while True:
        gone = 0
        for step in (0, 1):
            p = numpy.pad(on, 1)
            around = [p[:-2, 1:-1], p[:-2, 2:], p[1:-1, 2:], p[2:, 2:], p[2:, 1:-1], p[2:, :-2], p[1:-1, :-2], p[:-2, :-2]]
            count = sum(a.astype(int) for a in around)
            turns = sum((~a & b).astype(int) for a, b in zip(around, around[1:] + around[:1]))
            n, e, s, w = around[0], around[2], around[4], around[6]
            ends = (~(n & e & s) & ~(e & s & w)) if step == 0 else (~(n & e & w) & ~(n & s & w))
            drop = on & (count >= 2) & (count <= 6) & (turns == 1) & ends
            gone += int(drop.sum())
            on &= ~drop
        if not gone:
            return on


def traced(on):
    """The lines of a thinned picture, from end or crossing to end or crossing."""
    left = {(x, y) for y, x in zip(*numpy.nonzero(on))}
    steps = [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (-1, -1), (1, -1)]
    near = lambda p: [(p[0] + a, p[1] + b) for a, b in steps if (p[0] + a, p[1] + b) in left]
    whole = set(left)
    degree = {p: len(near(p)) for p in whole}
    lines = []
    while left:
        begin = min(left, key=lambda p: (degree[p] != 1, p))
        line = [begin]
        left.discard(begin)
        while True:
            onward = near(line[-1])
            if not onward:
                break
            if len(line) > 1:
                # Straight on where lines cross.
                dx, dy = line[-1][0] - line[max(0, len(line) - 6)][0], line[-1][1] - line[max(0, len(line) - 6)][1]
                onward.sort(key=lambda p: -((p[0] - line[-1][0]) * dx + (p[1] - line[-1][1]) * dy))
            line.append(onward[0])
            left.discard(onward[0])
        if len(line) > 3:
            lines.append(line)
    return lines


def from_font(font, character):
    """Lines of a glyph, for characters whose strokes nobody has drawn."""
    picture = Image.new("1", (PICTURE, PICTURE))
    ImageDraw.Draw(picture).text((0, -PICTURE // 5), character, font=font, fill=1)
    scale = 256 / PICTURE
    lines = traced(thinned(numpy.array(picture, dtype=bool)))
    # Hands go to the right and down.
    lines = [line if sum(line[0]) <= sum(line[-1]) else line[::-1] for line in lines]
    return [thin_line([(x * scale, y * scale) for x, y in line]) for line in lines]


def pack(shapes):
    """Shapes: what is drawn, what is written for it, its strokes, how many strokes it has."""
    out = bytearray(b"TXSTROKE") + struct.pack("<I", len(shapes))
    for code, written, count, lines in shapes:
        out += struct.pack("<IIBB", code, written, count, len(lines))
        for line in lines:
            out.append(len(line))
            for x, y in line:
                out += bytes([min(255, max(0, round(x))), min(255, max(0, round(y)))])
    return bytes(out)


def main(package, root):
    glyphs = {c for c in TTFont(FONT).getBestCmap() if is_han(c)}
    have = {ord(p.stem) for p in package.glob("*.json") if len(p.stem) == 1}
    shapes = [(c, c) for c in sorted(have & glyphs)]
    simplified = {c: [int(v[2:], 16) for v in values.split()] for c, values in unihan(root, "Variants", "kSimplifiedVariant")}
    # Who writes a traditional form gets the form that our fonts can write.
    for code in sorted(have - glyphs):
        shapes += [(code, other) for other in simplified.get(code, []) if other in glyphs][:1]
    all_shapes = []
    for code, written in shapes:
        lines = drawn(package, chr(code))
        all_shapes.append((code, written, len(lines), lines))
    counts = {c: int(v.split()[0]) for c, v in unihan(root, "IRGSources", "kTotalStrokes")}
    font = ImageFont.truetype(str(FONT), PICTURE)
    rare = [(c, c, counts.get(c, 0), from_font(font, chr(c))) for c in sorted(glyphs - have)]
    for name, some in (("strokes.bin", all_shapes), ("rare-strokes.bin", rare)):
        packed = pack(some)
        (HERE / name).write_bytes(packed)
        print(name, len(some), "shapes,", len(packed), "bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "/"))
