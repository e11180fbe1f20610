"""Decides whether a signed text can be trusted, and signs one, in the form of itsdangerous.

1. A signed text is the content, the second at which it was signed, and an HMAC of both (RFC 2104), each in Base64 for URLs
   without padding (RFC 4648, section 5), with dots between them; any key may have signed, and the newest signs.
2. It is trusted from that second on, until it is older than its reader allows.
3. The content is compressed (RFC 1950) where that makes it shorter by two bytes or more, and begins with a dot then.
"""

from __future__ import annotations

import hashlib
import zlib
from binascii import Error, a2b_base64, b2a_base64
from hmac import compare_digest
from math import log2
from typing import Final, final

_BLOCK: Final = 64
_INNER: Final = bytes([byte ^ 0x36 for byte in range(256)])
_OUTER: Final = bytes([byte ^ 0x5C for byte in range(256)])
_TO_URL: Final = bytes.maketrans(b"+/", b"-_")
_FROM_URL: Final = bytes.maketrans(b"-_", b"+/")
_MINUS: Final = 0x2D
_LINE: Final = 0x5F
_PADDING: Final = (b"", b"===", b"==", b"=")
_HEAD: Final = zlib.compress(b"")[:2]
_SMALL: Final = 2000
_BRIEF: Final = 40
_TIMES_LOG: Final[list[float]] = [0.0, *[number * log2(number) for number in range(1, _BRIEF + 1)]]


@final
class Key:
    """A key whose HMAC with SHA-1 has been begun, so that a signature only has to go on from there."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        block = (key if len(key) <= _BLOCK else hashlib.sha1(key).digest()).ljust(_BLOCK, b"\0")  # noqa: S324  # RFC 2104
        self._inner: Final = hashlib.sha1(block.translate(_INNER))  # noqa: S324  # it is sound in an HMAC
        self._outer: Final = hashlib.sha1(block.translate(_OUTER))  # noqa: S324  # as above

    def sign(self, text: bytes) -> bytes:
        """Give the signature of a text."""
        inner = self._inner.copy()
        inner.update(text)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()


def derive(secret: bytes, salt: bytes, derivation: str) -> Key | None:
    """Make the key that signs, or give ``None`` for a derivation that is not known here.

    Args:
        secret: The secret key.
        salt: What keeps signatures for one purpose from being taken for another's.
        derivation: How itsdangerous is told to mix the two.
    """
    if derivation == "hmac":
        return Key(Key(secret).sign(salt))
    if derivation == "concat":
        return Key(hashlib.sha1(salt + secret).digest())  # noqa: S324  # so it is defined
    if derivation == "django-concat":
        return Key(hashlib.sha1(salt + b"signer" + secret).digest())  # noqa: S324  # so it is defined
    return Key(secret) if derivation == "none" else None


def trusted(keys: list[Key], text: bytes, now: int, max_age: int) -> bytes | None:
    """Give the content of a signed text, as it was packed, or ``None`` if it is not to be trusted.

    Args:
        keys: The keys that may have signed it; the one that is most probable first.
        text: The signed text.
        now: The second in which it is read.
        max_age: How many seconds it may be old.
    """
    signed, dot, signature = text.rpartition(b".")
    content, second_dot, stamp = signed.rpartition(b".")
    if not dot or not second_dot:
        return None
    found = decoded(signature)
    if found is None or not _is_signed(keys, signed, found):
        return None
    moment = decoded(stamp)
    if moment is None or len(moment) > 8:
        return None
    age = now - int.from_bytes(moment, "big")
    return content if 0 <= age <= max_age else None


def _is_signed(keys: list[Key], signed: bytes, signature: bytes) -> bool:
    for key in keys:
        if compare_digest(signature, key.sign(signed)):
            return True
    return False


def sign(key: Key, content: bytes, now: int) -> bytes:
    """Sign a content that was packed.

    Args:
        key: The newest key.
        content: The content.
        now: The second in which it is signed.
    """
    stamp = now.to_bytes(8, "big").lstrip(b"\0")
    signed = b"%b.%b" % (content, encoded(stamp))
    return b"%b.%b" % (signed, encoded(key.sign(signed)))


def packed(content: bytes) -> bytes:
    """Pack a content for URLs, compressed if that makes it shorter."""
    if _can_shrink(content):
        compressed = _compressed(content)
        if len(compressed) < len(content) - 1:
            return b"." + encoded(compressed)
    return encoded(content)


def unpacked(text: bytes) -> bytes | None:
    """Give a content that was packed, or ``None`` if it never was one."""
    if not text.startswith(b"."):
        return decoded(text)
    compressed = decoded(text[1:])
    if compressed is None:
        return None
    try:
        return zlib.decompress(compressed)
    except zlib.error:
        return None


def encoded(content: bytes) -> bytes:
    """Write bytes in Base64 for URLs, without padding."""
    return b2a_base64(content, newline=False).translate(_TO_URL).rstrip(b"=")


def decoded(text: bytes) -> bytes | None:
    """Read bytes in Base64 for URLs, or give ``None`` if they are not; characters of no meaning are skipped."""
    # Numbers are looked for faster than bytes.
    if _MINUS in text or _LINE in text:
        text = text.translate(_FROM_URL)
    try:
        return a2b_base64(text + _PADDING[len(text) % 4])
    except Error:
        return None


def _can_shrink(content: bytes) -> bool:
    """Tell whether compressing a content may make it shorter by two bytes or more; to try is dear, and most are short.

    Where no three bytes stand twice, each byte is written with a code of its own, and whatever the codes are, they and
    what describes them (RFC 1951, 3.2.7) take the bits that are counted here: a text in ASCII has sixteen or more for runs
    of characters that it lacks, and codes of less than five bits are described further back in the list.
    """
    length = len(content)
    if not 3 <= length <= _BRIEF:
        return length > _BRIEF
    letters = sorted(content)
    if letters[0] < 32 or letters[-1] > 126 or _repeats(content):
        return True
    of_codes = _TIMES_LOG[length]
    different, first = 0, 0
    for place in range(1, length + 1):
        if place == length or letters[place] != letters[first]:
            of_codes -= _TIMES_LOG[place - first]
            different, first = different + 1, place
    least = 17 + min(30 + 5 * length, 36 + of_codes) + different / 2 + 17
    # Beside the codes, there are six bytes around them.
    return least <= 8 * (length - 8) + 1


def _repeats(text: bytes) -> bool:
    """Tell whether any three bytes of a text in ASCII stand twice."""
    triples: list[int] = []
    last = 0
    for byte in text:
        last = (last << 7 | byte) & 0x1FFFFF
        triples.append(last)
    # The first two hold less than three bytes, and so are like no other. In their order, equal ones are neighbours.
    triples.sort()
    before = -1
    for triple in triples:
        if triple == before:
            return True
        before = triple
    return False


def _compressed(content: bytes) -> bytes:
    """Compress as ``zlib.compress`` does, which sets up tables of 256 KiB for that, however little there is to compress."""
    if len(content) > _SMALL:
        return zlib.compress(content)
    # A window of 4 KiB sees all of it, and what is written does not tell how large the window was, but for its head.
    compressor = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, 12, 5)
    written = compressor.compress(content) + compressor.flush()
    return _HEAD + written[2:]
