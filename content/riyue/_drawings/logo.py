"""Draws the centre's logo: a sun and a moon (日月) around one centre (同心). See README.md."""
import math
import subprocess
import tempfile
from pathlib import Path

from draw import circle, path

SIZE = 512
RED, SEA, GOLD = "#B5281F", "#1C7572", "#D9992F"


def rays(x, y, inner, outer, count):
    out = []
    for i in range(count):
        # Only where the moon leaves room.
        angle = math.radians(-170 + i * 160 / (count - 1))
        dx, dy = math.cos(angle), math.sin(angle)
        out.append(path(f"M{x + dx * inner:.1f} {y + dy * inner:.1f}L{x + dx * outer:.1f} {y + dy * outer:.1f}",
                        stroke=GOLD, width=20))
    return "".join(out)


def logo():
    x, y = 256, 272
    moon = path(f"M{x - 196} {y - 8}A196 196 0 1 0 {x + 196} {y - 8}A208 176 0 0 1 {x - 196} {y - 8}Z", SEA)
    return rays(x, y - 24, 172, 222, 9) + moon + circle(x, y - 24, 128, RED) + \
        circle(x, y - 24, 84, "#FFFCF5") + circle(x, y - 24, 46, GOLD)


def main():
    out = Path(__file__).resolve().parent.parent / "logo.webp"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE}" height="{SIZE}">{logo()}</svg>'
    with tempfile.TemporaryDirectory() as folder:
        source, png = Path(folder, "logo.svg"), Path(folder, "logo.png")
        source.write_text(svg, encoding="utf-8")
        subprocess.run(["rsvg-convert", str(source), "-o", str(png)], check=True)
        subprocess.run(["cwebp", "-quiet", "-lossless", str(png), "-o", str(out)], check=True)


if __name__ == "__main__":
    main()
