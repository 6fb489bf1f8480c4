"""Speaks the pages of `qilou` and the scenes of `around` with a synthetic voice until somebody records them. See README.md."""
import subprocess
import sys
import tomllib
from pathlib import Path

from pypinyin import Style, lazy_pinyin

HERE = Path(__file__).resolve().parent.parent
VOICES = {"zh-CN": ("cmn-latn-pinyin", 150), "en": ("en-gb", 150)}


def spoken():
    """What is said, by language, and what its files are called."""
    for number, page in enumerate(tomllib.loads((HERE / "qilou/exhibit.toml").read_text())["pages"], 1):
        yield f"qilou/p{number}", {language: page["heading"][language] + "。" + page["text"][language] for language in VOICES}
    for scene in tomllib.loads((HERE / "around/exhibit.toml").read_text())["scenes"]:
        yield f"around/{scene['id']}", scene["text"]


for name, texts in spoken():
    if sys.argv[1:] and not name.startswith(tuple(sys.argv[1:])):
        continue
    for language, (voice, speed) in VOICES.items():
        words = texts[language]
        if language == "zh-CN":
            words = " ".join(lazy_pinyin(words, style=Style.TONE3, neutral_tone_with_five=True))
        wav = "/tmp/narration.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-g", "2", "-w", wav, words], check=True)
        out = HERE / f"{name}.{language.split('-')[0]}.ogg"
        subprocess.run(["oggenc", "-Q", "-q", "1", "-o", str(out), wav], check=True)
