"""Cuts the two fonts of the program out of Noto Sans CJK SC; see README.md."""
import bz2
import sys
from fontTools import subset
from fontTools.ttLib import TTCollection

UNIHAN = "/usr/share/unicode/Unihan_OtherMappings.txt.bz2"
NOTO = "/usr/share/fonts/opentype/noto/NotoSansCJK-{weight}.ttc"


def standard_characters():
    """The 8,105 characters of the 2013 standard table (Unihan kTGH)."""
    with bz2.open(UNIHAN, "rt", encoding="utf-8") as lines:
        return {int(line.split("\t")[0][2:], 16) for line in lines if "\tkTGH\t" in line}


def gb2312():
    """Every character of GB 2312, signs and letters included."""
    pairs = (bytes([a, b]) for a in range(0xA1, 0xF8) for b in range(0xA1, 0xFF))
    return {ord(c) for c in (pair.decode("gb2312", "ignore") for pair in pairs) if c}


def big5():
    """Every character of Big5: what visitors from Hong Kong and Taiwan write their names with."""
    pairs = (bytes([a, b]) for a in range(0xA4, 0xFA) for b in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    return {ord(c) for c in (pair.decode("big5", "ignore") for pair in pairs) if c}


def main():
    wanted = standard_characters() | gb2312() | big5()
    # Latin with accents, punctuation, arrows, circled digits, geometric signs and the signs our screens use.
    for first, last in [(0x20, 0x17F), (0x2010, 0x2044), (0x20AC, 0x20AC), (0x2190, 0x2199), (0x2212, 0x2212), (0x2460, 0x2473),
                        (0x25A0, 0x25FF), (0x2605, 0x2606), (0x2713, 0x2717), (0x232B, 0x232B), (0x3000, 0x303F),
                        (0xFF00, 0xFFEF)]:
        wanted |= set(range(first, last + 1))
    for weight in ("Regular", "Bold"):
        collection = TTCollection(NOTO.format(weight=weight))
        names = [font["name"].getDebugName(4) for font in collection.fonts]
        font = collection.fonts[next(i for i, name in enumerate(names) if "CJK SC" in name and "Mono" not in name)]
        options = subset.Options(layout_features=["kern", "vert"], hinting=False, notdef_outline=True)
        cut = subset.Subsetter(options)
        cut.populate(unicodes=wanted)
        cut.subset(font)
        font.save(f"NotoSansCJKsc-{weight}-subset.otf")
        print(weight, len(font.getBestCmap()), "characters")


sys.exit(main())
