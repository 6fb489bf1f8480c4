#!/usr/bin/env python3
"""Makes pinyin.txt: how each character of our fonts is read, and the words in which one is read otherwise.

Wants, from Debian, the packages unicode-data (Unihan_Readings.txt.bz2) and rime-data-pinyin-simp
(pinyin_simp.dict.yaml) unpacked in a folder that is the only argument. heteronyms.txt beside this file is ours.
"""

import bz2
import re
import sys
import unicodedata
from pathlib import Path

HERE = Path(__file__).parent
UNPACKED = Path(sys.argv[1])
# Rarer words would be heard once in a lifetime.
FREQUENCY_MIN = 60
TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}


def numbered(syllable):
    """`hǎo` as `hao3`, `lǜ` as `lv4`, no tone as 5."""
    tone, plain = "5", ""
    for char in unicodedata.normalize("NFD", syllable):
        if char in TONES:
            tone = TONES[char]
        elif char == "\u0308":
            plain = plain[:-1] + "v"
        elif char == "\u0302":
            pass
        else:
            plain += char
    return plain + tone


def readings():
    """Of each character, its readings, the most usual first."""
    found = {}
    path = UNPACKED / "usr/share/unicode/Unihan_Readings.txt.bz2"
    rows = [line.rstrip("\n").split("\t") for line in bz2.open(path, "rt") if line.startswith("U+")]
    for wanted, cut in [
        ("kHanyuPinlu", lambda value: re.sub(r"\(\d+\)", "", value).split()),
        ("kMandarin", lambda value: value.split()[:1]),
        ("kTGHZ2013", lambda value: re.findall(r":([^ ,]+(?:,[^ ,]+)*)", value)),
        ("kXHC1983", lambda value: re.findall(r":([^ ,]+)", value)),
    ]:
        for code, field, value in rows:
            if field == wanted:
                known = found.setdefault(chr(int(code[2:], 16)), [])
                for part in cut(value):
                    for reading in map(numbered, part.split(",")):
                        if re.fullmatch(r"[a-z]+[1-5]", reading) and reading not in known:
                            known.append(reading)
    return found


def gb2312_and_standard():
    """The characters that our fonts have: GB 2312 and the table of 2013."""
    chars = set()
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                chars.add(bytes([high, low]).decode("gb2312"))
            except UnicodeDecodeError:
                pass
    path = UNPACKED / "usr/share/unicode/Unihan_Readings.txt.bz2"
    for line in bz2.open(path, "rt"):
        if "\tkTGHZ2013\t" in line:
            chars.add(chr(int(line.split("\t")[0][2:], 16)))
    return chars


def main():
    found = readings()
    own = [
        line.split()
        for line in (HERE / "heteronyms.txt").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    # 欢 has no tone in 喜欢 only: alone, a reading with a tone comes first.
    usual = {
        char: next((reading for reading in found[char] if reading[-1] != "5"), found[char][0])
        for char in gb2312_and_standard()
        if found.get(char)
    }
    usual.update({word: syllables[0] for word, *syllables in own if len(word) == 1})
    words = {}
    path = UNPACKED / "usr/share/rime-data/pinyin_simp.dict.yaml"
    for line in path.read_text().split("...\n", 1)[1].splitlines():
        parts = line.split("\t")
        if len(parts) != 3 or int(parts[2]) < FREQUENCY_MIN or len(parts[0]) not in (2, 3, 4):
            continue
        word, syllables = parts[0], parts[1].replace("ü", "v").split()
        if len(syllables) != len(word) or any(char not in usual for char in word):
            continue
        read = []
        for char, syllable in zip(word, syllables):
            fits = [reading for reading in found[char] if reading[:-1] == syllable]
            mine = usual[char]
            read.append(mine if mine[:-1] == syllable else (fits or [mine])[0])
        if read != [usual[char] for char in word]:
            words.setdefault(word, read)
    for word, *syllables in own:
        if len(word) > 1:
            assert len(word) == len(syllables), word
            words[word] = syllables
    by_syllable = {}
    for char, reading in usual.items():
        by_syllable.setdefault(reading, []).append(char)
    with open(HERE / "pinyin.txt", "w") as out:
        for reading, chars in sorted(by_syllable.items()):
            out.write(f"{reading} {''.join(sorted(chars))}\n")
        out.write("\n")
        for word, read in sorted(words.items()):
            if read != [usual.get(char) for char in word]:
                out.write(f"{word} {' '.join(read)}\n")


main()
