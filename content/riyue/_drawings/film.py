"""Makes the film of `day`: a day in the old street, drawn with the parts of draw.py, and its music. See README.md.

`python3 film.py` takes some minutes; `python3 film.py 12` makes one picture, twelve seconds in, for a look.
"""
import math
import random
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw

import draw
from draw import circle, path, rect

HERE = Path(__file__).resolve().parent.parent / "day"
W, H, RATE, SECS = 1920, 1080, 24, 48
# How far the camera goes, and how wide the street is.
TRACK, STREET = 1500, W + 1500 + 200
BASE = 800  # where the arcades stand
# Second, sky above, sky below, light on everything, how much of the night, how hard it rains.
DAY = [
    (0, "#F0B48C", "#FBE3BE", "#FFEBD8", .25, 0),
    (4, "#BFE0DD", "#FBE9C8", "#FFF8EC", 0, 0),
    (18, "#A9D8DE", "#E9F1E2", "#FFFFFF", 0, 0),
    (21, "#8FA3A8", "#B9C4C2", "#B4BEC6", .12, .5),
    (27, "#8A9DA4", "#B4C0BF", "#AEB9C2", .15, 1),
    (30, "#B6D9DC", "#F2EDDA", "#F4F4EE", 0, 0),
    (35, "#F2B27C", "#FCDDAE", "#FFE6C8", .1, 0),
    (39, "#C9747A", "#F4B27F", "#E2AFA0", .6, 0),
    (43, "#3A4672", "#7A5F7E", "#7E82AE", 1, 0),
    (48, "#2A3560", "#4E4C78", "#6E74A6", 1, 0),
]


def rgb(color):
    return np.array([int(color[i:i + 2], 16) for i in (1, 3, 5)], float)


def hour(t):
    """Colours, night and rain at a second."""
    for before, after in zip(DAY, DAY[1:]):
        if t <= after[0]:
            s = (t - before[0]) / (after[0] - before[0])
            s = s * s * (3 - 2 * s)
            mix = [rgb(a) * (1 - s) + rgb(b) * s for a, b in zip(before[1:4], after[1:4])]
            return (*mix, *(a * (1 - s) + b * s for a, b in zip(before[4:], after[4:])))
    return (*map(rgb, DAY[-1][1:4]), *DAY[-1][4:])


def drawn(parts, width=W, height=H, top=0):
    """A sheet with these parts."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "a.svg", Path(folder) / "a.png"
        source.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {top} {width} {height}" width="{width}" height="{height}">{parts}</svg>')
        subprocess.run(["rsvg-convert", "-o", out, source], check=True)
        return Image.open(out).convert("RGBA").copy()


def houses(night):
    draw.W = STREET
    try:
        return drawn(draw.street(BASE, 5, 400, 545, night) + draw.ground(BASE, "#D9BE93", "#B99266"), STREET)
    finally:
        draw.W = W


def lights(night):
    """What is lit at night, taken from the drawing of the night."""
    pixels = np.array(night)
    lit = sum(np.abs(pixels[..., :3] - rgb(color)).sum(-1) < 36 for color in ("#FFD98A", "#FFC76B")) > 0
    pixels[..., 3] = np.where(lit, 255, 0)
    return Image.fromarray(pixels)


def lantern_line():
    """A string of lanterns over the whole street, and their glow."""
    line, glow = [], []
    for start in range(0, STREET, 640):
        line.append(path(f"M{start} 250 Q{start + 320} 370 {start + 640} 250", stroke="#6E4436", width=4))
        for k in range(4):
            s = (k + .5) / 4
            x, y = start + 640 * s, 250 + 240 * s * (1 - s)
            line += [rect(x - 2, y, 4, 16, "#6E4436"), f'<ellipse cx="{x}" cy="{y + 48}" rx="34" ry="32" fill="#B5281F"/><ellipse cx="{x}" cy="{y + 48}" rx="14" ry="32" fill="#D9482F"/>',
                     rect(x - 14, y + 13, 28, 7, "#D9992F", 3), rect(x - 14, y + 77, 28, 7, "#D9992F", 3), path(f"M{x} {y + 84} v24", stroke="#D9992F", width=5)]
            glow.append(f'<circle cx="{x}" cy="{y + 48}" r="120" fill="url(#g)"/><ellipse cx="{x}" cy="{y + 48}" rx="34" ry="32" fill="#E8432E"/><ellipse cx="{x}" cy="{y + 48}" rx="15" ry="32" fill="#FFB45E"/>')
    stops = "".join(f'<stop offset="{at}" stop-color="#FFB45E" stop-opacity="{o}"/>' for at, o in ((0, .55), (.4, .22), (1, 0)))
    return drawn("".join(line), STREET), drawn(f'<defs><radialGradient id="g">{stops}</radialGradient></defs>' + "".join(glow), STREET)


def figure(seed, kind):
    return drawn(draw.person(130, 330, 1, seed, kind), 260, 350)


class Walker:
    """Somebody in the street: where from, how fast, how near."""

    def __init__(self, seed, kind, x, speed, y, size, shelters=True):
        sprite = figure(seed, kind).resize((int(260 * size), int(350 * size)), Image.LANCZOS)
        self.sprite = sprite if speed >= 0 else sprite.transpose(Image.FLIP_LEFT_RIGHT)
        self.x, self.speed, self.y, self.size, self.kind = x, speed, y, size, kind
        self.shelters, self.phase = shelters, seed * 1.7

    def at(self, t, rain):
        step = abs(self.speed) * t / 46
        bob = 0 if self.kind == "wheels" else abs(math.sin(step + self.phase)) * 9 * self.size
        y = self.y - (self.y - BASE - 26) * (rain if self.shelters else 0)
        return self.x + self.speed * t, y - bob, math.sin(step + self.phase) * (0 if self.kind == "wheels" else 1.6)


WALKERS = [
    (1, "adult", 300, 62, 838, .62), (10, "elder", 1500, -18, 842, .62), (3, "adult", 2300, -40, 848, .64), (8, "child", 1180, 30, 852, .66),
    (6, "adult", 1120, 30, 856, .66), (14, "adult", 3500, -58, 862, .66), (2, "wheels", 500, 44, 872, .7), (5, "adult", 430, 44, 872, .7),
    (12, "elder", 1700, 9, 884, .74), (7, "adult", -300, 70, 892, .76), (20, "child", -210, 70, 900, .76), (9, "adult", 3000, -36, 910, .8),
    (4, "adult", 2050, 14, 930, .86), (16, "elder", 2640, -8, 936, .86), (11, "adult", 1000, 52, 956, .92), (19, "child", 2130, 14, 946, .86),
]


def sky(t, above, below):
    s = np.linspace(0, 1, 700)[:, None]
    column = above * (1 - s) + below * s
    picture = np.zeros((H, W, 3), np.uint8)
    picture[:700] = column[:, None, :]
    picture[700:] = below
    return Image.fromarray(picture).convert("RGBA")


def sun(t):
    """Up on the left, down on the right; then the moon."""
    s = (t + 3) / 44
    return W * (.1 + .8 * s), 640 - math.sin(math.pi * s) * 500


class Film:
    def __init__(self):
        night = houses(True)
        self.houses, self.lights = houses(False), lights(night)
        self.line, self.glow = lantern_line()
        draw.W = STREET
        self.far = drawn("".join(path(f"M{x} 800 v-{260 + x * 7 % 150} q60 -60 120 0 v600 Z", "#C9B49A", o=.55) for x in range(-40, STREET, 128)), STREET)
        draw.W = W
        self.clouds = drawn(draw.clouds(4, 200) + draw.clouds(9, 330), W)
        self.palms = drawn("".join(draw.palm(x, 1130, 760, lean, seed) for x, lean, seed in ((260, 60, 3), (1750, -70, 4), (3150, 50, 6), (4400, -60, 7))), 5000)
        self.bird = drawn(draw.birds(10, 120), 420, 140)
        self.halo = drawn('<defs><radialGradient id="h"><stop offset="0" stop-color="#FFE7B0" stop-opacity=".9"/><stop offset="1" stop-color="#FFE7B0" stop-opacity="0"/></radialGradient></defs>'
                          + '<circle cx="260" cy="260" r="260" fill="url(#h)"/>' + circle(260, 260, 78, "#FFD27A"), 520, 520)
        self.moon = drawn('<defs><radialGradient id="h"><stop offset="0" stop-color="#E8ECFF" stop-opacity=".5"/><stop offset="1" stop-color="#E8ECFF" stop-opacity="0"/></radialGradient></defs>'
                          + '<circle cx="160" cy="160" r="160" fill="url(#h)"/>' + circle(160, 160, 50, "#FFFCF0"), 320, 320)
        self.walkers = sorted((Walker(*walker) for walker in WALKERS), key=lambda walker: walker.y)
        self.drops = [(random.Random(i).uniform(0, W + 400), random.Random(i + 999).uniform(0, H), .7 + (i % 5) / 8) for i in range(420)]
        words = [('老街的一天', 112, 330), ('A day in the old street', 50, 412)]
        self.title = drawn(rect(W / 2 - 390, 180, 780, 290, "#FFFCF5", 28, .93) + "".join(f'<text x="{W / 2}" y="{y}" font-family="Noto Sans CJK SC" font-weight="bold" font-size="{size}" text-anchor="middle" fill="#B5281F">{text}</text>' for text, size, y in words))

    def picture(self, t):
        above, below, light, night, rain = hour(t)
        s = t / SECS
        camera = int(TRACK * (s * s * (3 - 2 * s) * .5 + s * .5))
        frame = sky(t, above, below)
        x, y = sun(t)
        frame.alpha_composite(faded(self.halo, 1 - rain * .9), clamp(x - 260, y - 260, frame)) if y < 760 and x < W - 30 else None
        drift = int(t * 14) % W
        clouds = Image.new("RGBA", (W, H))
        for start in (drift - W, drift):
            clouds.paste(self.clouds, (start, 0))
        frame.alpha_composite(faded(clouds, .95 - night * .6))
        if 6 < t < 17:
            frame.alpha_composite(self.bird, (int(2000 - (t - 6) * 210), int(170 + 20 * math.sin(t * 2)))) if 0 <= 2000 - (t - 6) * 210 <= W else None
        frame.alpha_composite(self.far.crop((camera // 2, 0, camera // 2 + W, H)))
        frame = graded(frame, light)
        if t > 40:
            frame.alpha_composite(faded(self.moon, min(1, (t - 40) / 3)), (1330, int(60 + 260 * max(0, 1 - (t - 40) / 5))))
        here = (camera, 0, camera + W, H)
        frame.alpha_composite(graded(self.houses.crop(here), light))
        frame.alpha_composite(graded(self.line.crop(here), light))
        for sheet, start in ((self.lights, .2), (self.glow, .45)):
            if night > start:
                frame.alpha_composite(faded(sheet.crop(here), min(1, (night - start) / .4)))
        # Whoever walks before a lit door hides it.
        front = Image.new("RGBA", (W, H))
        for walker in self.walkers:
            self.place(front, walker, t, rain, camera)
        ahead = int(camera * 1.3)
        front.alpha_composite(self.palms.crop((ahead, 0, ahead + W, H)))
        frame.alpha_composite(graded(front, light))
        if rain > .05:
            self.rain(frame, t, rain)
        if t < 5.5:
            frame.alpha_composite(faded(self.title, min(1, t / .8, (5.5 - t) / .8)))
        dark = max(0, 1 - t / .7, 1 - (SECS - t) / 1.6)
        return Image.blend(frame.convert("RGB"), Image.new("RGB", (W, H)), min(1, dark)) if dark else frame.convert("RGB")

    def place(self, frame, walker, t, rain, camera):
        x, y, turn = walker.at(t, rain)
        x -= camera
        sprite = walker.sprite.rotate(turn, Image.BICUBIC, center=(walker.sprite.width / 2, walker.sprite.height))
        left, top = int(x - sprite.width / 2), int(y - sprite.height + 20 * walker.size)
        if -sprite.width < left < W:
            cut = sprite.crop((max(0, -left), 0, min(sprite.width, W - left), sprite.height))
            frame.alpha_composite(cut, (max(0, left), top))

    def rain(self, frame, t, rain):
        sheet = Image.new("RGBA", (W, H))
        pen = ImageDraw.Draw(sheet)
        for x, y, fast in self.drops[:int(len(self.drops) * rain)]:
            y = (y + t * 1500 * fast) % (H + 80) - 60
            x = (x - t * 250 * fast) % (W + 400) - 100
            pen.line((x, y, x - 12 * fast, y + 60 * fast), fill=(238, 246, 248, 130), width=3)
        frame.alpha_composite(sheet)


def graded(sheet, light):
    """As this light shows it."""
    return ImageChops.multiply(sheet, Image.new("RGBA", sheet.size, (*(int(c) for c in light), 255)))


def faded(sheet, amount):
    if amount >= 1:
        return sheet
    sheet = sheet.copy()
    sheet.putalpha(sheet.getchannel("A").point(lambda a: int(a * max(0, amount))))
    return sheet


def clamp(x, y, frame):
    return max(0, int(x)), max(0, int(y))


def pluck(pitch, secs, rate, bright=.5):
    """A plucked string (Karplus and Strong, 1983)."""
    length = int(rate / pitch)
    rnd = np.random.default_rng(int(pitch * 10))
    ring = rnd.uniform(-1, 1, length)
    for _ in range(2):
        ring = bright * ring + (1 - bright) * np.roll(ring, 1)
    out = np.empty(int(secs * rate))
    for start in range(0, len(out), length):
        out[start:start + length] = ring[:len(out) - start]
        ring = .996 * (.5 * ring + .5 * np.roll(ring, 1))
    return out * np.minimum(1, np.linspace(secs * 4, 0, len(out)))


def music(rate=44100):
    """Strings in a five-note scale, rain while it rains, and silence at both ends."""
    scale = [293.66, 329.63, 369.99, 440.0, 493.88, 587.33, 659.26, 739.99]
    out = np.zeros(rate * SECS)
    # Steps of the scale; a dot is a rest. Two to a second, slower towards night.
    tune = "0.2.3.4.5.4.3.2. 3.4.5.7.5.4.3... 2.3.4.5.3.2.0... 4.5.7.5.4.3.2.3. 5.4.3.2.0.2.3... 0.2.3.5.4.3.2.0."
    at = 1.2
    for k, note in enumerate(tune.replace(" ", "")):
        if at > SECS - 4:
            break
        if note != ".":
            start = int(at * rate)
            for pitch, loud, delay in ((scale[int(note)], .5, 0), (scale[int(note)] / 2, .28, 0), (scale[int(note)] * 1.004, .16, .012)):
                begin = start + int(delay * rate)
                tone = pluck(pitch, 2.6, rate)[:len(out) - begin]
                out[begin:begin + len(tone)] += tone * loud * (.85 + .15 * math.sin(k))
        at += .46 if at < 36 else .56
    times = np.arange(len(out)) / rate
    noise = np.random.default_rng(5).normal(0, 1, len(out))
    soft = np.convolve(noise, np.ones(9) / 9, "same")
    rain = np.interp(times, [19, 21, 27, 30.5], [0, .5, 1, 0])
    out = out * (1 - .35 * rain) + soft * rain * .16
    out *= np.minimum(1, np.minimum(times / .5, (SECS - times) / 2.5).clip(0))
    return (out / np.abs(out).max() * .7 * 32767).astype(np.int16), rate


def main():
    film = Film()
    HERE.mkdir(exist_ok=True)
    if len(sys.argv) > 1:
        film.picture(float(sys.argv[1])).save("/tmp/film.png")
        return
    for name, t in (("poster", 40.6), ("cover", 45.0)):
        film.picture(t).save(HERE / f"{name}.webp", quality=84, method=6)
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large.mp4"
        render(film, large)
        encode(large, Path(folder))


def gst(*parts, **more):
    return subprocess.Popen(["gst-launch-1.0", "-q", *" ".join(parts).split()], **more)


def render(film, large):
    """Every picture in full size."""
    into = gst(f"fdsrc fd=0 ! rawvideoparse format=rgb width={W} height={H} framerate={RATE}/1 ! videoconvert",
               "! video/x-raw,format=I420,colorimetry=bt709 ! x264enc pass=qual quantizer=25 speed-preset=slower key-int-max=48 bframes=3",
               f"! video/x-h264,profile=high ! h264parse ! mp4mux ! filesink location={large}", stdin=subprocess.PIPE)
    for number in range(RATE * SECS):
        into.stdin.write(film.picture(number / RATE).tobytes())
    into.stdin.close()
    assert into.wait() == 0


def encode(large, folder):
    """Small enough to ship: 720p, looked at twice, and its music."""
    sound = folder / "music.wav"
    samples, rate = music()
    with wave.open(str(sound), "wb") as out:
        out.setparams((1, 2, rate, 0, "NONE", ""))
        out.writeframes(samples.tobytes())
    wait = "queue max-size-time=0 max-size-bytes=0 max-size-buffers=0"
    for number, end in (1, "fakesink"), (2, f"h264parse ! {wait} ! m."):
        music_too = f"filesrc location={sound} ! wavparse ! audioconvert ! avenc_aac bitrate=72000 ! aacparse ! {wait} ! m."
        mux = f"mp4mux name=m faststart=true ! filesink location={HERE / 'day.mp4'} {music_too}"
        run = gst(mux if number == 2 else "", f"filesrc location={large} ! qtdemux ! h264parse ! avdec_h264 ! videoscale method=lanczos",
                  f"! video/x-raw,width=1280,height=720 ! x264enc pass=pass{number} multipass-cache-file={folder / 'passes'} bitrate=410",
                  f"psy-tune=animation speed-preset=medium key-int-max=96 bframes=5 ! video/x-h264,profile=high ! {end}")
        assert run.wait() == 0


if __name__ == "__main__":
    main()
