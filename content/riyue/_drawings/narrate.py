"""Speaks the pages of `qilou` with a synthetic voice until somebody records them. See README.md."""
import subprocess
import tomllib
from pathlib import Path

from pypinyin import Style, lazy_pinyin

HERE = Path(__file__).resolve().parent.parent
VOICES = {"zh-CN": ("cmn-latn-pinyin", 150), "en": ("en-gb", 150)}

for number, page in enumerate(tomllib.loads((HERE / "qilou/exhibit.toml").read_text())["pages"], 1):
    for language, (voice, speed) in VOICES.items():
        words = page["heading"][language] + "。" + page["text"][language]
        if language == "zh-CN":
            words = " ".join(lazy_pinyin(words, style=Style.TONE3, neutral_tone_with_five=True))
        short = language.split("-")[0]
        wav = f"/tmp/narration-{number}.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-g", "2", "-w", wav, words], check=True)
        out = HERE / f"qilou/p{number}.{short}.ogg"
        subprocess.run(["oggenc", "-Q", "-q", "1", "-o", str(out), wav], check=True)
