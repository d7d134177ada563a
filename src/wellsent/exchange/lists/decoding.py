"""Which characters the bytes of a text file mean."""

from __future__ import annotations

import codecs
from itertools import pairwise
from typing import Final

from wellsent.base.errors import DataError

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE: Final = 200_000
_WESTERN: Final = "cp1252"
_SINGLE_BYTE: Final = ("cp125", "iso8859", "koi8", "mac_", "cp85", "cp86")
_MOSTLY_UTF8: Final = 0.5


def decode(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """The text, the encoding's name and sentences about what was mended.

    A byte order mark decides unless the bytes contradict it; then UTF-16 without a mark (by its zero bytes), UTF-8,
    UTF-8 mixed with Western lines (each line on its own), and last the most likely single-byte encoding.
    Raises DataError for bytes that are no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding, ()
            except UnicodeDecodeError:
                data = data[len(mark) :] if encoding == "utf-8" else data
                break
    wide = _wide_encoding(data[:_SAMPLE])
    if wide:
        return data.decode(wide, errors="replace"), wide, ()
    if _is_binary(data[:_SAMPLE]):
        raise DataError("The file is not a list: it holds no readable text.", "Export the list as .xlsx or .csv.")
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        return _decode_bytes(data)


def _wide_encoding(sample: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte is zero."""
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    low, high = sample[1 : 2 * pairs : 2].count(0), sample[0 : 2 * pairs : 2].count(0)
    if low > 0.7 * pairs and high < 0.1 * pairs:
        return "utf-16-le"
    if high > 0.7 * pairs and low < 0.1 * pairs:
        return "utf-16-be"
    return None


def _is_binary(sample: bytes) -> bool:
    """More than one byte in fifty is a control character that no text file holds (a stray NUL does no harm)."""
    control = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))
    return 50 * (len(sample) - len(sample.translate(None, control))) > len(sample) + 100


def _decode_bytes(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    lines = data.splitlines(keepends=True)
    foreign = [line for line in lines if not line.isascii()]
    unreadable = [line for line in foreign if not _is_utf8(line)]
    if len(unreadable) <= _MOSTLY_UTF8 * len(foreign):
        text = "".join(_line(line) for line in lines)
        which = "1 line is" if len(unreadable) == 1 else f"{len(unreadable):,} lines are"
        return text, "utf-8", (f"{which} in another encoding, read as Western (cp1252).",)
    encoding = _single_byte_encoding(b"".join(foreign)[:_SAMPLE])
    guess = () if encoding == _WESTERN else (f"The encoding was guessed ({encoding}): look whether names read well.",)
    return data.decode(encoding, errors="replace"), encoding, guess


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode(_WESTERN, errors="replace")


def _single_byte_encoding(sample: bytes) -> str:
    """Western, unless most foreign letters stand side by side as in words of another script (Greek, Cyrillic)."""
    from charset_normalizer import from_bytes  # slow to import, needed for few files

    foreign = [byte > 0x7F for byte in sample]
    side_by_side = sum(a and b for a, b in pairwise(foreign))
    if side_by_side <= 0.5 * sum(foreign):
        return _WESTERN
    best = from_bytes(sample).best()
    return best.encoding if best and best.encoding.startswith(_SINGLE_BYTE) else _WESTERN
