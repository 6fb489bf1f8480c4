"""Draws the panoramas of this pack: rooms of textured planes, seen all around from one point. See README.md.

Every pixel of an equirectangular picture is a ray from the eye; what it meets first is what it shows. The textures are
drawn with the parts of draw.py, so that the places look like the other pictures.
"""
import io
import math
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

import draw
from draw import circle, path, person, rect

OUT = draw.HERE.parent / "around"
WIDE, SAMPLES = 4096, 2


def svg(width, height, body, pixels):
    """An SVG of width × height units as an array of pixels across, colours 0..1 with alpha."""
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{body}</svg>'
    png = subprocess.run(["rsvg-convert", "-w", str(pixels)], input=text.encode(), capture_output=True, check=True).stdout
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"), np.float32) / 255


def plain(color):
    return np.array([[[int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)] + [1]]], np.float32)


class Plane:
    """A rectangle: its top left corner, the way along its width, the way down, and what is on it."""

    def __init__(self, corner, across, down, texture, shade=1.0, cut=False):
        self.corner, self.across, self.down = (np.array(v, np.float64) for v in (corner, across, down))
        self.normal = np.cross(self.across, self.down)
        self.texture, self.shade, self.cut = texture, shade, cut

    def far(self, eye):
        return np.linalg.norm(self.corner + self.across / 2 + self.down / 2 - eye)

    def seen(self, eye, rays):
        """Distance and colour along every ray; no distance where it misses."""
        toward = rays @ self.normal.astype(np.float32)
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.float32((self.corner - eye) @ self.normal) / toward
        hit = np.isfinite(t) & (t > 1e-3)
        at = rays * np.where(hit, t, 0)[..., None]
        off = (eye - self.corner).astype(np.float32)
        u = (at + off) @ (self.across / (self.across @ self.across)).astype(np.float32)
        v = (at + off) @ (self.down / (self.down @ self.down)).astype(np.float32)
        hit &= (u >= 0) & (u < 1) & (v >= 0) & (v < 1)
        return hit, t, u, v


def sample(texture, u, v):
    """Between four pixels, so that near textures are smooth."""
    h, w = texture.shape[:2]
    x, y = np.clip(u * w - .5, 0, w - 1), np.clip(v * h - .5, 0, h - 1)
    x0, y0 = x.astype(int), y.astype(int)
    x1, y1 = np.minimum(x0 + 1, w - 1), np.minimum(y0 + 1, h - 1)
    fx, fy = (x - x0)[:, None], (y - y0)[:, None]
    top = texture[y0, x0] * (1 - fx) + texture[y0, x1] * fx
    low = texture[y1, x0] * (1 - fx) + texture[y1, x1] * fx
    return top * (1 - fy) + low * fy


def box(x, y, z, w, h, d, color):
    """A box standing on y, its middle at x and z: five sides, each in its own light."""
    x0, x1, z0, z1, top = x - w / 2, x + w / 2, z - d / 2, z + d / 2, y + h
    c = plain(color)
    return [Plane((x0, top, z0), (w, 0, 0), (0, 0, d), c, 1.06),
            Plane((x0, top, z0), (w, 0, 0), (0, -h, 0), c, .92), Plane((x0, top, z1), (w, 0, 0), (0, -h, 0), c, .92),
            Plane((x0, top, z0), (0, 0, d), (0, -h, 0), c, .8), Plane((x1, top, z0), (0, 0, d), (0, -h, 0), c, .8)]


def standing(x, z, width, height, texture, eye, foot=0.0):
    """A flat figure that faces the eye."""
    away = np.array([x - eye[0], 0, z - eye[2]])
    away /= np.linalg.norm(away)
    right = np.array([away[2], 0, -away[0]])
    corner = np.array([x, foot + height, z]) - right * width / 2
    return Plane(corner, right * width, (0, -height, 0), texture, 1, True)


def folk(x, z, seed, kind, eye, facing=1):
    figure = svg(260, 330, person(130, 312, 1, seed, kind, facing), 390)
    return standing(x, z, 1.42, 1.8, figure, eye, -.1)


def lantern(x, z, y, eye):
    body = (rect(48, 0, 4, 40, "#6E4436") + f'<ellipse cx="50" cy="86" rx="46" ry="42" fill="#B5281F"/>'
            + '<ellipse cx="50" cy="86" rx="20" ry="42" fill="#D9482F"/>' + rect(32, 40, 36, 9, "#D9992F", 3)
            + rect(32, 124, 36, 9, "#D9992F", 3) + path("M50 132 v34", stroke="#D9992F", width=6))
    return standing(x, z, .62, 1.05, svg(100, 170, body, 240), eye, y - 1.05)


def grid(w, d, colors, line, seed, size=100, pixels=2400):
    """A floor of slabs."""
    rnd = random.Random(seed)
    body = rect(0, 0, w, d, line)
    for j in range(math.ceil(d / size)):
        for i in range(math.ceil(w / size)):
            body += f'<rect x="{i * size + 1.5}" y="{j * size + 1.5}" width="{size - 3}" height="{size - 3}" fill="{rnd.choice(colors)}"/>'
    return svg(w, d, body, pixels)


def shaded(width, height, wall, body, pixels, dado="#00000000"):
    """A wall: lighter above, a dado below, a skirting."""
    ground = ('<defs><linearGradient id="w" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#FFFFFF" stop-opacity=".28"/>'
              '<stop offset=".55" stop-color="#FFFFFF" stop-opacity="0"/><stop offset="1" stop-color="#3A2C12" stop-opacity=".16"/></linearGradient></defs>')
    return svg(width, height, ground + rect(0, 0, width, height, wall) + rect(0, height * .68, width, height * .32, dado) + rect(0, 0, width, height, "url(#w)")
               + rect(0, height - 14, width, 14, "#9C6B45") + rect(0, 0, width, 10, "#FFFCF5") + body, pixels)


def picture_window(x, y, w, h):
    """A window with a day outside."""
    frame = rect(x - 12, y - 12, w + 24, h + 24, "#FFFCF5", 6)
    clip = f'<svg x="{x}" y="{y}" width="{w}" height="{h}" viewBox="0 240 1920 840" preserveAspectRatio="xMidYMid slice">{draw.DAY}{draw.hills(700, "#A9CFC8", 5, 140)}{draw.street(960, 8, 420, 520)}{draw.tree(420, 1000, 1.0)}{rect(0, 960, 1920, 200, "#D9B98C")}</svg>'
    bars = rect(x + w / 2 - 5, y, 10, h, "#FFFCF5") + rect(x, y + h * .38, w, 8, "#FFFCF5") + rect(x - 22, y + h + 8, w + 44, 16, "#E2D7C2", 4)
    curtains = path(f"M{x - 30} {y - 24} h60 q-6 {h * .5} -44 {h + 40} h-16 Z", "#B5281F", o=.85) + path(f"M{x + w + 30} {y - 24} h-60 q6 {h * .5} 44 {h + 40} h16 Z", "#B5281F", o=.85) + rect(x - 44, y - 34, w + 88, 12, "#7A5638", 6)
    return frame + clip + bars + curtains


def shelf(x, y, w, h, seed):
    rnd = random.Random(seed)
    g = [rect(x, y, w, h, "#8A5A3B", 4)]
    rows = 5
    for r in range(rows):
        top, room = y + 10 + r * (h - 10) / rows, (h - 10) / rows - 10
        g.append(rect(x + 10, top, w - 20, room, "#5E3B25"))
        at = x + 14
        while at < x + w - 30:
            wide, tall = rnd.uniform(8, 17), room * rnd.uniform(.62, .92)
            g.append(rect(at, top + room - tall, wide, tall, rnd.choice(draw.CLOTHES + ["#E9C79A", "#CFE3DD"]), 1))
            at += wide + 1.5
    return "".join(g)


def poster(x, y, w, h, body, ground="#FFFCF5"):
    return rect(x - 8, y - 8, w + 16, h + 16, "#7A5638", 4) + f'<svg x="{x}" y="{y}" width="{w}" height="{h}" viewBox="0 0 1920 1080" preserveAspectRatio="xMidYMid slice">{rect(0, 0, 1920, 1080, ground)}{body}</svg>'


def doorway(x, y, w, h, sign):
    outside = f'<svg x="{x}" y="{y}" width="{w}" height="{h}" viewBox="560 180 700 900" preserveAspectRatio="xMidYMid slice">{sign}</svg>'
    return rect(x - 16, y - 16, w + 32, h + 16, "#7A5638", 4) + outside + rect(x - 16, y - 16, w + 32, 16, "#5C3F29")


def hall():
    """The centre's hall: windows ahead, books and the way to the street at the right, the way to the yard behind."""
    eye = np.array([0, 1.5, 0])
    w, d, h = 1000, 800, 340
    planes = []
    floor = grid(w, d, ["#E3CDA4", "#DDC496", "#E8D5B0", "#D8BD8E"], "#C5A677", 1, 50)
    ceiling = svg(w, d, rect(0, 0, w, d, "#FBF5E8") + "".join(rect(x, 0, 14, d, "#C79C6C") for x in (160, 330, 500, 670, 840)) + "".join(rect(x, y, 90, 90, "#FFFFFF", 8) + rect(x + 6, y + 6, 78, 78, "#FFF3CF", 6) for x in (205, 375, 545, 715) for y in (140, 355, 570)), 1800)
    north = shaded(w, h, "#F3E2C4", picture_window(90, 70, 230, 170) + picture_window(690, 70, 230, 170) + poster(400, 80, 200, 140, draw.SCENES["qilou/cover"]), 2600, "#1C757222")
    east = shaded(d, h, "#EFD9B4", shelf(50, 60, 180, 262, 3) + shelf(250, 60, 120, 262, 4) + doorway(480, 96, 150, 244, draw.SCENES["qilou/p2"]) + circle(700, 90, 30, "#FFFCF5") + circle(700, 90, 26, "#1D2B30", .08) + path("M700 90 v-18 M700 90 l12 8", stroke="#1D2B30", width=4), 2200)
    south = shaded(w, h, "#F3E2C4", poster(60, 80, 190, 120, draw.SCENES["volunteers/cover"]) + poster(280, 80, 190, 120, draw.SCENES["guomao/cover"]) + doorway(560, 96, 150, 244, draw.SCENES["guomao/cover"]) + poster(780, 80, 170, 120, draw.SCENES["volunteers/g1"]), 2600, "#1C757222")
    stage = "".join(path(f"M{120 + i * 70} 30 q18 130 0 262 h70 q18 -130 0 -262 Z", "#B5281F" if i % 2 else "#9E211A") for i in range(8)) + rect(110, 20, 580, 26, "#D9992F", 6) + f'<text x="400" y="150" font-family="Noto Sans CJK SC" font-weight="bold" font-size="58" text-anchor="middle" fill="#F6E7C8">日月广场</text>'
    west = shaded(d, h, "#EFD9B4", stage, 2200)
    planes += [Plane((-5, 0, 4), (10, 0, 0), (0, 0, -8), floor, .97), Plane((-5, 3.4, 4), (10, 0, 0), (0, 0, -8), ceiling, .98),
               Plane((-5, 3.4, 4), (10, 0, 0), (0, -3.4, 0), north), Plane((5, 3.4, 4), (0, 0, -8), (0, -3.4, 0), east, .96),
               Plane((5, 3.4, -4), (-10, 0, 0), (0, -3.4, 0), south, .98), Plane((-5, 3.4, -4), (0, 0, 8), (0, -3.4, 0), west, .95)]
    light = svg(100, 100, '<defs><radialGradient id="l"><stop offset="0" stop-color="#FFF6D8" stop-opacity=".6"/><stop offset="1" stop-color="#FFF6D8" stop-opacity="0"/></radialGradient></defs>' + rect(0, 0, 100, 100, "url(#l)"), 200)
    planes += [Plane((x - 1.4, .01, 3.6), (2.8, 0, 0), (0, 0, -2.6), light, 1, True) for x in (-2.95, 3.05)]
    planes += box(-4.1, 0, 0, 1.5, .45, 5.6, "#9C6B45")
    planes += box(1.4, .68, 2.3, 2.4, .06, .95, "#B98E6C") + box(.5, 0, 2.3, .12, .68, .7, "#7A5638") + box(2.3, 0, 2.3, .12, .68, .7, "#7A5638")
    planes += box(-1.9, .68, 2.5, 1.7, .06, .9, "#B98E6C") + box(-2.5, 0, 2.5, .1, .68, .6, "#7A5638") + box(-1.3, 0, 2.5, .1, .68, .6, "#7A5638")
    planes += box(-2.6, 0, -2.6, 2.6, 1.02, .6, "#1C7572") + box(-2.6, 1.02, -2.6, 2.8, .06, .8, "#E9C79A")
    for x, z, seed, kind, facing in [(.7, 3.15, 4, "elder", 1), (2.1, 3.1, 2, "child", -1), (-1.9, 3.3, 1, "adult", 1), (3.4, 1.0, 0, "child", 1), (3.7, 2.2, 5, "adult", -1),
                                     (-3.0, -3.3, 3, "adult", 1), (-1.6, -1.5, 3, "wheels", -1), (-3.6, .9, 7, "adult", 1), (-3.6, -.7, 6, "elder", -1), (2.6, -2.6, 8, "adult", -1)]:
        figure = folk(x, z, seed, kind, eye, facing)
        if x < -3.4:
            figure.corner[1] += .45
        planes.append(figure)
    pot = svg(300, 330, draw.palm(140, 270, 210, 16, 4) + path("M100 262 h86 l-12 62 h-62 Z", "#B9705F"), 420)
    planes += [standing(x, z, 1.5, 1.65, pot, eye) for x, z in [(4.4, 3.5), (-4.4, 3.5), (4.4, -3.4)]]
    planes += [lantern(x, z, 3.35, eye) for x, z in [(-3, 1.8), (-1, 2.9), (1, 2.9), (3, 1.8), (-3, -2), (0, -3), (3, -2)]]
    return eye, planes, None


def day_sky(rays):
    """Blue above, warm at the horizon, a soft sun, and clouds."""
    up = np.clip(rays[..., 1] / np.linalg.norm(rays, axis=-1), -1, 1)[..., None]
    low, mid, high = (np.array(c, np.float32) / 255 for c in ((250, 240, 220), (191, 224, 220), (140, 196, 204)))
    color = np.where(up < .35, low + (mid - low) * np.clip(up / .35, 0, 1), mid + (high - mid) * np.clip((up - .35) / .65, 0, 1))
    sun = np.array([.55, .62, .56], np.float32)
    near = np.clip((rays / np.linalg.norm(rays, axis=-1, keepdims=True)) @ (sun / np.linalg.norm(sun)), 0, 1)[..., None]
    color = color + (np.array([1, .93, .72], np.float32) - color) * (near ** 60 * .7 + (near > .9965) * .3)
    yaw = np.arctan2(rays[..., 0], rays[..., 2])[..., None]
    for i in range(7):
        at, height, size = -3 + i * .93, .42 + .13 * math.sin(i * 2.4), .26 + .1 * math.sin(i * 1.7)
        dx = (yaw - at + math.pi) % (2 * math.pi) - math.pi
        puff = np.zeros_like(up, bool)
        for k, (ox, oy, r) in enumerate([(-.5, 0, .5), (0, .16, .62), (.5, .02, .52)]):
            puff |= ((dx / size - ox) ** 2 + ((up - height) / (size * .3) - oy) ** 2 < r * r) & (up > height - size * .06)
        color = np.where(puff, color + (np.array([1, .985, .95], np.float32) - color) * .8, color)
    return color


def facade(seed, w=440, h=620):
    return svg(1920, 1080, draw.street(1080, seed, w, h), 3400)


def street():
    """The old street: arcades on both sides, the sea breeze from its end."""
    eye = np.array([0, 1.6, 0])
    planes = []
    stones = grid(1000, 1500, ["#D9B98C", "#D2AF80", "#DDC19A", "#CBA676"], "#B99266", 5, 50, 2200)
    planes += [Plane((-5, 0, 30 - 15 * i), (10, 0, 0), (0, 0, -15), stones, .98) for i in range(4)]
    for side in (-1, 1):
        for i in range(3):
            texture = facade(8 + i * 3 + (side > 0) * 11)
            z0 = -30 + i * 20
            corner, along = ((-5, 9.4, z0), (0, 0, 20)) if side < 0 else ((5, 9.4, z0 + 20), (0, 0, -20))
            planes.append(Plane(corner, along, (0, -9.4, 0), texture, .92 if side < 0 else 1.0, True))
        kerb = plain("#B99266")
        x = side * 4.3
        planes += [Plane((x - .35 * 1, .12, 30), (.7, 0, 0), (0, 0, -60), plain("#E3CDA4")), Plane((x - side * .35, .12, 30), (0, 0, -60), (0, -.12, 0), kerb)]
    end = svg(1000, 900, draw.house(60, 900, 420, 520, "#E9C79A", 21) + draw.house(500, 900, 430, 560, "#D98E73", 22), 1400)
    planes += [Plane((-5, 9, 30), (10, 0, 0), (0, -9, 0), end, .95, True), Plane((5, 9, -30), (-10, 0, 0), (0, -9, 0), end, .95, True)]
    for x, z, seed, kind, facing in [(-1.9, 4.4, 0, "adult", 1), (-1.0, 4.9, 2, "child", 1), (2.3, 6.0, 1, "elder", -1), (3.3, 3.2, 4, "adult", -1), (-3.2, 2.3, 5, "adult", 1), (.6, 10, 3, "wheels", -1), (-2.6, 13, 7, "adult", 1),
                                     (1.7, -4.3, 8, "adult", 1), (2.5, -4.8, 9, "elder", -1), (-2.6, -3.7, 6, "child", 1), (-3.4, -4.4, 10, "adult", 1), (.2, -9, 11, "adult", -1), (3.5, -1.2, 13, "adult", 1)]:
        planes.append(folk(x, z, seed, kind, eye, facing))
    palm = svg(640, 680, draw.palm(300, 670, 520, 40, 3), 900)
    planes += [standing(x, z, 4.7, 5, palm, eye) for x, z in [(-4.1, 8), (4.1, 12), (4.1, -7.5), (-4.1, -11), (-4.1, 19), (4.1, -19)]]
    rope = svg(1000, 160, path("M0 20 Q500 170 1000 20", stroke="#6E4436", width=6), 1400)
    for z in (-12, -6, 6, 12, 18):
        planes.append(Plane((-5, 5.6, z), (10, 0, 0), (0, -1.6, 0), rope, 1, True))
        for k in range(5):
            t = (k + .5) / 5
            sag = .2 + 1.5 * 2 * t * (1 - t)
            planes.append(lantern(-5 + 10 * t, z, 5.55 - sag * .95, eye))
    return eye, planes, day_sky


def yard():
    """The courtyard: homes around, a tree in the middle, neighbours on benches."""
    eye = np.array([0, 1.6, 0])
    planes = []
    stones = grid(2400, 2400, ["#D7C3A0", "#D1BB95", "#DECDAE", "#CBB58D"], "#B39A72", 9, 60, 3000)
    planes.append(Plane((-12, 0, 12), (24, 0, 0), (0, 0, -24), stones, .98))
    sides = [((-12, 11, 12), (24, 0, 0), 1.0), ((12, 11, 12), (0, 0, -24), .94), ((12, 11, -12), (-24, 0, 0), .98), ((-12, 11, -12), (0, 0, 24), .92)]
    for i, (corner, along, shade) in enumerate(sides):
        wall = rect(0, 780, 1920, 100, "#E9D5AE") + rect(0, 776, 1920, 10, "#C7A878")
        flag = "".join(draw.tree(x, 880, .85, c) for x, c in ((700, "#3C7A54"), (1240, "#4C9168")))
        body = f'<svg x="0" y="0" width="1920" height="880" viewBox="0 0 1920 880">{draw.courtyard(880)}{flag}{wall}</svg>'
        planes.append(Plane(corner, along, (0, -11, 0), svg(1920, 880, body, 2800), shade, True))
    tree = svg(520, 520, draw.tree(260, 510, 1.02), 900)
    planes += [standing(x, z, s, s, tree, eye) for x, z, s in [(.8, 6.2, 6.4), (-7.5, -5.5, 6), (7.6, -6.5, 6.4), (-8, 6.5, 5.6)]]
    for x, z in [(-2.2, 4.2), (3.8, 4.4), (-4.6, -2.0)]:
        planes += box(x, .42, z, 1.7, .1, .5, "#9A9388") + box(x - .6, 0, z, .2, .42, .4, "#7D766C") + box(x + .6, 0, z, .2, .42, .4, "#7D766C")
    planes += box(5.2, 0, -3.4, 3.2, .4, 2.6, "#B5281F")
    for x, z, seed, kind, facing in [(-1.2, 3.6, 1, "elder", 1), (-2.9, 3.5, 7, "elder", -1), (2.6, 3.6, 0, "child", 1), (3.5, 3.3, 2, "child", -1), (1.2, 4.4, 3, "wheels", 1), (-4.2, .6, 5, "adult", 1),
                                     (-5.0, -3.2, 4, "adult", 1), (-3.3, -3.0, 9, "elder", -1), (1.0, -5.0, 8, "adult", 1), (2.2, -4.4, 10, "child", -1)]:
        planes.append(folk(x, z, seed, kind, eye, facing))
    for x, seed in ((4.6, 6), (5.7, 11)):
        figure = folk(x, -3.2, seed, "adult", eye)
        figure.corner[1] += .4
        planes.append(figure)
    return eye, planes, day_sky


def render(scene, wide):
    """The scene, equirectangular: yaw 0 (+z) in the middle, to the right is +x."""
    eye, planes, sky = scene
    solid = [plane for plane in planes if not plane.cut]
    cut = sorted((plane for plane in planes if plane.cut), key=lambda plane: -plane.far(eye))
    # What lies on a floor is told apart from it by a hair.
    high, s = wide // 2, SAMPLES
    out = np.zeros((high, wide, 3), np.float32)
    yaw = ((np.arange(wide * s, dtype=np.float32) + .5) / (wide * s) - .5) * 2 * np.pi
    for top in range(0, high, 64):
        rows = np.arange(top * s, min(top + 64, high) * s, dtype=np.float32)
        pitch = (.5 - (rows + .5) / (high * s)) * np.pi
        c = np.cos(pitch)[:, None]
        rays = np.stack([np.sin(yaw)[None] * c, np.broadcast_to(np.sin(pitch)[:, None], (len(rows), wide * s)), np.cos(yaw)[None] * c], -1).reshape(-1, 3).astype(np.float32)
        color = sky(rays).astype(np.float32) if sky else np.zeros_like(rays)
        depth = np.full(len(rays), np.inf, np.float32)
        for plane in solid + cut:
            hit, t, u, v = plane.seen(eye, rays)
            hit &= t < depth + (.02 if plane.cut else 0)
            where = np.flatnonzero(hit)
            if not len(where):
                continue
            seen = sample(plane.texture, u[where], v[where])
            alpha = seen[:, 3:]
            shade = plane.shade
            color[where] = color[where] * (1 - alpha) + np.clip(seen[:, :3] * shade, 0, 1) * alpha
            deep = where[alpha[:, 0] > .5] if plane.cut else where
            depth[deep] = t[deep]
        if sky:
            # The air between: far things are paler.
            haze = np.where(np.isfinite(depth), 1 - np.exp(-np.where(np.isfinite(depth), depth, 0) / 90), 0)[:, None].astype(np.float32)
            color = color + (np.array([.98, .95, .88], np.float32) - color) * haze
        block = color.reshape(len(rows) // s, s, wide, s, 3).mean((1, 3))
        out[top:top + len(block)] = block
    return Image.fromarray((np.clip(out, 0, 1) * 255 + .5).astype(np.uint8))


def plan():
    """The map: the street at the right, the hall at the left, the yard below."""
    body = rect(0, 0, 900, 700, "#F5EFE3") + rect(640, 0, 150, 700, "#E3CDA4") + "".join(rect(700, 20 + i * 90, 30, 46, "#FFFCF5", 4, .7) for i in range(8))
    body += "".join(rect(796, 10 + i * 98, 96, 88, draw.WALLS[i % 7], 8) for i in range(7)) + "".join(rect(560, 430 + i * 92, 76, 84, draw.WALLS[(i + 3) % 7], 8) for i in range(3))
    body += rect(150, 60, 486, 300, "#FFFCF5", 14) + rect(150, 60, 486, 300, "#1C7572", 14, .18) + rect(176, 86, 434, 248, "#FFFCF5", 8) + rect(610, 180, 30, 70, "#E3CDA4") + rect(330, 334, 80, 30, "#DECDAE")
    body += rect(120, 366, 420, 300, "#DECDAE", 14) + "".join(circle(x, y, 34, "#4C9168") + circle(x - 8, y - 8, 20, "#5AA377") for x, y in ((190, 430), (480, 440), (190, 610), (470, 600)))
    body += "".join(rect(x, y, 46, 20, "#B98E6C", 5) for x, y in ((280, 130), (420, 130), (250, 270))) + rect(190, 110, 26, 180, "#B5281F", 6)
    return svg(900, 700, body, 1200)


def save(image, name, quality):
    with tempfile.TemporaryDirectory() as scratch:
        png = Path(scratch, "a.png")
        image.save(png)
        subprocess.run(["cwebp", "-quiet", "-q", str(quality), "-m", "6", str(png), "-o", str(OUT / f"{name}.webp")], check=True)


def main():
    OUT.mkdir(exist_ok=True)
    wide = int(sys.argv[1]) if len(sys.argv) > 1 else WIDE
    save(Image.fromarray((plan() * 255).astype(np.uint8)).convert("RGB"), "map", 84)
    for name, scene in (("hall", hall), ("street", street), ("yard", yard)):
        image = render(scene(), wide)
        save(image, name, 82)
        if name == "street":
            w, h = image.size
            save(image.crop((int(w * .36), int(h * .3), int(w * .64), int(h * .615))).resize((1920, 1080), Image.LANCZOS), "cover", 84)


main()
