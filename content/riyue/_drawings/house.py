"""Builds `house/house.glb`: one Qilou house in the round, boxes and arches in the palette of the drawings."""
import json
import math
import struct
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
pieces = {}


def color(hexa):
    """sRGB to the linear values that glTF wants."""
    parts = [int(hexa[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def quad(paint, a, b, c, d):
    """Counterclockwise as seen from outside."""
    u = [b[i] - a[i] for i in range(3)]
    v = [d[i] - a[i] for i in range(3)]
    n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
    length = math.sqrt(sum(x * x for x in n)) or 1
    n = [x / length for x in n]
    piece = pieces.setdefault(paint, ([], [], []))
    start = len(piece[0])
    piece[0].extend([a, b, c, d])
    piece[1].extend([n] * 4)
    piece[2].extend([start, start + 1, start + 2, start, start + 2, start + 3])


def box(paint, x0, x1, y0, y1, z0, z1):
    quad(paint, (x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1))
    quad(paint, (x1, y0, z0), (x0, y0, z0), (x0, y1, z0), (x1, y1, z0))
    quad(paint, (x0, y0, z0), (x0, y0, z1), (x0, y1, z1), (x0, y1, z0))
    quad(paint, (x1, y0, z1), (x1, y0, z0), (x1, y1, z0), (x1, y1, z1))
    quad(paint, (x0, y1, z1), (x1, y1, z1), (x1, y1, z0), (x0, y1, z0))
    quad(paint, (x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1))


def prism(paint, outline, z0, z1):
    """A convex outline (counterclockwise seen from the front) pushed back from z1 to z0."""
    middle = [sum(p[i] for p in outline) / len(outline) for i in (0, 1)]
    for (ax, ay), (bx, by) in zip(outline, outline[1:] + outline[:1]):
        quad(paint, (ax, ay, z1), (ax, ay, z0), (bx, by, z0), (bx, by, z1))
        quad(paint, (middle[0], middle[1], z1), (ax, ay, z1), (bx, by, z1), (middle[0], middle[1], z1))
        quad(paint, (middle[0], middle[1], z0), (bx, by, z0), (ax, ay, z0), (middle[0], middle[1], z0))


def arch(paint, x0, x1, spring, top, z0, z1, steps=20):
    """The wall over a round opening from x0 to x1 that springs at `spring`, up to `top`."""
    cx, r = (x0 + x1) / 2, (x1 - x0) / 2
    points = [(cx - r * math.cos(math.pi * i / steps), spring + r * math.sin(math.pi * i / steps)) for i in range(steps + 1)]
    for (ax, ay), (bx, by) in zip(points, points[1:]):
        quad(paint, (ax, ay, z1), (bx, by, z1), (bx, top, z1), (ax, top, z1))
        quad(paint, (bx, by, z0), (ax, ay, z0), (ax, top, z0), (bx, top, z0))
        quad(paint, (ax, ay, z0), (bx, by, z0), (bx, by, z1), (ax, ay, z1))


WALL, TRIM, PILLAR, ROOF, SHUTTER, DOOR, FLOOR, GOLD, GLASS, DARK = (
    "#E3BE8E", "#FBF3E0", "#EBD9B4", "#A24B3A", "#1C7572", "#7A3B2A", "#B9A98C", "#D9992F", "#5E7C82", "#4A3A30")
PLANT = "#4E7C4A"

W, D, H = 6.0, 9.0, 9.6          # a narrow front and a deep house, in metres
box(FLOOR, -W / 2 - .6, W / 2 + .6, -.3, 0, -D - .3, 3.2)                 # street and arcade
box("#9C8E74", -W / 2 - .6, W / 2 + .6, -.42, -.3, -D - .3, 3.4)
box(WALL, -W / 2, W / 2, 0, H, -D, 0)                                     # the house
# The ground floor: shop front, set back behind the arcade.
for x in (-2.05, 0, 2.05):
    box(DARK, x - .86, x + .86, 0, 2.9, 0, .06)
    for i in range(5):
        box(DOOR, x - .82 + i * .33, x - .52 + i * .33, .05, 2.82, .06, .12)
box(GOLD, -2.3, 2.3, 3.05, 3.55, .02, .14)                                # the shop's board
box(DARK, -2.18, 2.18, 3.12, 3.48, .14, .17)
for i in range(4):
    box(GOLD, -1.65 + i, -1.25 + i, 3.18, 3.42, .17, .2)
# The arcade: pillars and round arches, the upper floors above it.
Z0, Z1 = 2.05, 2.75
for x in (-2.75, 0, 2.75):
    box(PILLAR, x - .25, x + .25, 0, 3.3, Z0, Z1)
    box(TRIM, x - .33, x + .33, 0, .35, Z0 - .06, Z1 + .08)
    box(TRIM, x - .33, x + .33, 2.55, 2.72, Z0 - .06, Z1 + .08)
for x0, x1 in ((-2.5, -.25), (.25, 2.5)):
    arch(PILLAR, x0, x1, 2.7, 4.15, Z0, Z1)
for x in (-2.75, 0, 2.75):
    box(PILLAR, x - .25, x + .25, 3.3, 4.15, Z0, Z1)
box(TRIM, -W / 2 - .12, W / 2 + .12, 4.15, 4.4, -.2, Z1 + .2)             # cornice
box(WALL, -W / 2, W / 2, 4.4, H, 0, Z1)                                   # upper floors over the walk
for y in (6.95, ):
    box(TRIM, -W / 2 - .1, W / 2 + .1, y, y + .18, -.2, Z1 + .15)
# Windows: shutters, frames, a little arch over each.
for floor, y in enumerate((4.85, 7.35)):
    for x in (-1.95, 0, 1.95):
        box(TRIM, x - .62, x + .62, y - .12, y + 1.62, Z1, Z1 + .07)
        box(GLASS, x - .42, x + .42, y, y + 1.5, Z1 + .07, Z1 + .1)
        box(TRIM, x - .03, x + .03, y, y + 1.5, Z1 + .1, Z1 + .13)
        box(TRIM, x - .42, x + .42, y + .95, y + 1.0, Z1 + .1, Z1 + .13)
        for side in (-1, 1):
            a, b = sorted((x + side * .44, x + side * .86))
            box(SHUTTER, a, b, y, y + 1.5, Z1 + .05, Z1 + .13)
            for i in range(7):
                box("#2A8B86", a + .05, b - .05, y + .1 + i * .2, y + .2 + i * .2, Z1 + .13, Z1 + .15)
        arch(TRIM, x - .5, x + .5, y + 1.5, y + 2.05, Z1, Z1 + .09, 12)
        box(TRIM, x - .7, x + .7, y - .24, y - .12, Z1, Z1 + .22)
# The balcony in the middle, with turned balusters and a flower box.
box(TRIM, -1.1, 1.1, 4.4, 4.55, Z1, Z1 + .8)
for i in range(9):
    box(TRIM, -1.03 + i * .25, -.93 + i * .25, 4.55, 5.15, Z1 + .68, Z1 + .76)
box(TRIM, -1.1, 1.1, 5.15, 5.25, Z1 + .64, Z1 + .8)
for side in (-1.05, .95):
    box(TRIM, side, side + .1, 4.55, 5.15, Z1, Z1 + .76)
box(DOOR, -.8, .8, 4.55, 4.75, Z1 + .5, Z1 + .64)
for i in range(8):
    box(PLANT, -.78 + i * .2, -.62 + i * .2, 4.75, 4.98 + .06 * (i % 3), Z1 + .48, Z1 + .66)
# The parapet: steps, a curved top with an opening against the wind.
box(TRIM, -W / 2 - .15, W / 2 + .15, H, H + .22, Z1 - .3, Z1 + .22)
box(WALL, -W / 2, -1.35, H + .22, H + .95, Z1 - .22, Z1 + .05)
box(WALL, 1.35, W / 2, H + .22, H + .95, Z1 - .22, Z1 + .05)
for x in (-W / 2 + .2, -1.55, 1.55, W / 2 - .2):
    box(TRIM, x - .16, x + .16, H + .22, H + 1.2, Z1 - .26, Z1 + .1)
    prism(TRIM, [(x - .2, H + 1.2), (x + .2, H + 1.2), (x + .12, H + 1.42), (x, H + 1.58), (x - .12, H + 1.42)], Z1 - .24, Z1 + .08)
# A gable with a round hole: an outer curve, the hole left open.
cx, cy, steps = 0, H + 1.05, 32
for i in range(steps):
    t0, t1 = (2 * math.pi * k / steps for k in (i, i + 1))
    def outer(t):
        x, y = 1.4 * math.cos(t), 1.15 * math.sin(t)
        return (cx + x, max(cy + y, H + .22))
    def inner(t):
        return (cx + .5 * math.cos(t), cy + .08 + .5 * math.sin(t))
    (ax, ay), (bx, by), (qx, qy), (px, py) = inner(t0), outer(t0), outer(t1), inner(t1)
    quad(WALL, (ax, ay, Z1 + .05), (bx, by, Z1 + .05), (qx, qy, Z1 + .05), (px, py, Z1 + .05))
    quad(WALL, (px, py, Z1 - .22), (qx, qy, Z1 - .22), (bx, by, Z1 - .22), (ax, ay, Z1 - .22))
    quad(TRIM, (bx, by, Z1 + .1), (bx, by, Z1 - .26), (qx, qy, Z1 - .26), (qx, qy, Z1 + .1))
    quad(GOLD, (px, py, Z1 + .05), (px, py, Z1 - .22), (ax, ay, Z1 - .22), (ax, ay, Z1 + .05))
# The roof behind the parapet, two slopes of tiles.
ridge = H + 1.35
for x0, x1, y0, y1 in ((-W / 2 - .1, 0, H + .05, ridge), (0, W / 2 + .1, ridge, H + .05)):
    quad(ROOF, (x0, y0, Z1 - .35), (x1, y1, Z1 - .35), (x1, y1, -D - .15), (x0, y0, -D - .15))
for i in range(13):
    for side in (-1, 1):
        x, y = side * (i + .5) * .235, ridge - (i + .5) * .1
        box("#8C3F31", x - .05, x + .05, y - .02, y + .07, -D - .15, Z1 - .35)
box("#8C3F31", -.12, .12, ridge - .02, ridge + .14, -D - .15, Z1 - .35)
prism(WALL, [(-W / 2, H), (W / 2, H), (0, ridge - .05)], -D, -D + .02)
prism(WALL, [(-W / 2, H), (W / 2, H), (0, ridge - .05)], Z1 - .42, Z1 - .4)
# Lanterns under the arches.
for x in (-1.375, 1.375):
    box(DARK, x - .02, x + .02, 3.35, 3.75, 2.36, 2.4)
    prism("#B5281F", [(x + .3 * math.cos(2 * math.pi * i / 14), 3.1 + .26 * math.sin(2 * math.pi * i / 14)) for i in range(14)], 2.16, 2.6)
    box(GOLD, x - .12, x + .12, 3.33, 3.38, 2.26, 2.5)
    box(GOLD, x - .12, x + .12, 2.82, 2.87, 2.26, 2.5)

blob, views, accessors, meshes_primitives, materials = b"", [], [], [], []


def add(data, target, component, kind, count, low=None, high=None):
    global blob
    views.append({"buffer": 0, "byteOffset": len(blob), "byteLength": len(data), "target": target})
    blob += data + b"\0" * (-len(data) % 4)
    accessor = {"bufferView": len(views) - 1, "componentType": component, "count": count, "type": kind}
    if low:
        accessor.update(min=low, max=high)
    accessors.append(accessor)
    return len(accessors) - 1


for paint, (positions, normals, indices) in pieces.items():
    flat = [struct.pack("<3f", *p) for p in positions]
    low, high = ([f(p[i] for p in positions) for i in range(3)] for f in (min, max))
    where = add(b"".join(flat), 34962, 5126, "VEC3", len(positions), low, high)
    facing = add(b"".join(struct.pack("<3f", *n) for n in normals), 34962, 5126, "VEC3", len(normals))
    corners = add(b"".join(struct.pack("<I", i) for i in indices), 34963, 5125, "SCALAR", len(indices))
    glass = paint == GLASS
    materials.append({"doubleSided": True, "pbrMetallicRoughness": {
        "baseColorFactor": color(paint) + [1], "metallicFactor": 0.0, "roughnessFactor": .35 if glass else .85}})
    meshes_primitives.append({"attributes": {"POSITION": where, "NORMAL": facing}, "indices": corners,
                              "material": len(materials) - 1})
text = json.dumps({"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}],
                   "nodes": [{"mesh": 0, "name": "qilou"}], "meshes": [{"primitives": meshes_primitives}],
                   "materials": materials, "buffers": [{"byteLength": len(blob)}], "bufferViews": views,
                   "accessors": accessors}).encode()
text += b" " * (-len(text) % 4)
out = struct.pack("<4sII", b"glTF", 2, 28 + len(text) + len(blob)) + struct.pack("<I4s", len(text), b"JSON") + text
(HERE / "house/house.glb").write_bytes(out + struct.pack("<I4s", len(blob), b"BIN\0") + blob)
print(sum(len(p[2]) for p in pieces.values()) // 3, "triangles")
