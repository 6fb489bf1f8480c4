"""Packs the pinyin dictionary into pinyin.bin; see README.md. Takes the folder that holds Debian's files."""
import bz2
import math
import struct
import sys
import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
FONT = HERE / "../fonts/NotoSansCJKsc-Regular-subset.otf"
# Readings without a vowel: their letters are abbreviations here.
VOWELLESS = {"m": None, "hm": None, "hng": None, "n": "en", "ng": "en"}
# Twelve steps for each factor of e: a word's cost fits a byte.
STEPS = 12


def dictionary(root):
    """(word, syllables, how often) of pinyin_simp."""
    with open(root / "usr/share/rime-data/pinyin_simp.dict.yaml", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3:
                yield parts[0], tuple(parts[1].split(" ")), int(parts[2])


def standard_readings(root):
    """(character, syllables, 0) of the 8,105 standard characters (Unihan kTGHZ2013)."""
    with bz2.open(root / "usr/share/unicode/Unihan_Readings.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] == "kTGHZ2013":
                for entry in parts[2].split(" "):
                    for reading in entry.split(":")[1].split(","):
                        yield chr(int(parts[0][2:], 16)), (toneless(reading),), 0


def toneless(reading):
    """`lǜ` as it is typed: `lv`."""
    apart = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(c for c in apart if "a" <= c <= "z").replace("lve", "lue").replace("nve", "nue")


def own_words():
    for line in (HERE / "words.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, reading, often = line.split("\t")
            yield word, tuple(reading.split(" ")), int(often)


def main(root):
    written = set(TTFont(FONT).getBestCmap())
    often = {}
    for source in (dictionary(root), standard_readings(root), own_words()):
        for word, reading, count in source:
            reading = tuple(VOWELLESS.get(syllable, syllable) for syllable in reading)
            # What our fonts cannot write cannot be chosen.
            if len(word) == len(reading) and None not in reading and all(ord(c) in written for c in word):
                often[word, reading] = max(count, often.get((word, reading), 0))
    syllables = sorted({s for _, reading in often for s in reading})
    characters = sorted({c for word, _ in often for c in word})
    number = {s: i for i, s in enumerate(syllables)}
    place = {c: i for i, c in enumerate(characters)}
    total = sum(often.values())
    order = sorted(often, key=lambda k: ([number[s] for s in k[1]], -often[k], k[0]))

    out = bytearray(b"TXPINYIN")
    names = "\n".join(syllables).encode()
    out += struct.pack("<III", len(names), len(characters), len(order)) + names
    out += b"".join(struct.pack("<I", ord(c)) for c in characters)
    for word, reading in order:
        cost = min(255, round(STEPS * math.log(total / max(often[word, reading], 0.5))))
        out += bytes([len(word), cost])
        out += b"".join(struct.pack("<H", number[s]) for s in reading)
        out += b"".join(struct.pack("<H", place[c]) for c in word)
    (HERE / "pinyin.bin").write_bytes(out)
    print(len(order), "words,", len(characters), "characters,", len(syllables), "syllables,", len(out), "bytes")



main(Path(sys.argv[1] if len(sys.argv) > 1 else "/"))
