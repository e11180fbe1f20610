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
from types import FunctionType
from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number of C's own where this is compiled, and an ``int`` elsewhere

_BLOCK: Final = 64
_INNER: Final = bytes([byte ^ 0x36 for byte in range(256)])
_OUTER: Final = bytes([byte ^ 0x5C for byte in range(256)])
_TO_URL: Final = bytes.maketrans(b"+/", b"-_")
_FROM_URL: Final = bytes.maketrans(b"-_", b"+/")
# What is bound here is not looked for in the module's dict each time.
_READ: Final = a2b_base64
_WRITE: Final = b2a_base64
_MINUS: Final = 0x2D
_LINE: Final = 0x5F
_PADDING: Final[list[bytes]] = [b"", b"===", b"==", b"="]
_HEAD: Final = zlib.compress(b"")[:2]
_SMALL: Final = 2000
_BRIEF: Final = 40
_TIMES_LOG: Final[list[float]] = [0.0, *[number * log2(number) for number in range(1, _BRIEF + 2)]]


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


def trusted(keys: list[Key], text: str, now: int, max_age: int) -> bytes | None:
    """Give the content of a signed text, as it was packed, or ``None`` if it is not to be trusted.

    Args:
        keys: The keys that may have signed it; the one that is most probable first.
        text: The signed text.
        now: The second in which it is read.
        max_age: How many seconds it may be old.
    """
    last = text.rfind(".")
    before = text.rfind(".", 0, max(last, 0))
    if before < 0:
        return None
    signature, signed = decoded(text[last + 1 :].encode()), text[:last].encode()
    if signature is None or not _is_signed(keys, signed, signature):
        return None
    moment = decoded(text[before + 1 : last].encode())
    if moment is None or len(moment) > 8:
        return None
    signed_at = 0
    for byte in moment:
        signed_at = signed_at << 8 | byte
    return text[:before].encode() if 0 <= now - signed_at <= max_age else None


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
    return sign_at(key, content, stamp(now))


def stamp(now: int) -> bytes:
    """Write the second in which something is signed."""
    return encoded(now.to_bytes(8, "big").lstrip(b"\0"))


def sign_at(key: Key, content: bytes, written: bytes) -> bytes:
    """Sign as :func:`sign` does, with the second as :func:`stamp` writes it."""
    signed = b"%b.%b" % (content, written)
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
    # Where the padding and the end of the line begin is reckoned faster than they are looked for.
    return _WRITE(content)[: (4 * len(content) + 2) // 3].translate(_TO_URL)


def decoded(text: bytes) -> bytes | None:
    """Read bytes in Base64 for URLs, or give ``None`` if they are not; characters of no meaning are skipped."""
    # Numbers are looked for faster than bytes.
    if _MINUS in text or _LINE in text:
        text = text.translate(_FROM_URL)
    try:
        return _READ(text + _PADDING[len(text) % 4])
    except Error:
        return None


def _can_shrink(content: bytes) -> bool:
    """Tell whether compressing a content may make it shorter by two bytes or more; to try is dear, and most are short.

    Each of the different bytes has to be written once, with eight bits of the fixed code; what is like something before
    takes twelve bits, and the beginning and the end ten.
    """
    length = len(content)
    if not 3 <= length <= _BRIEF:
        return length > _BRIEF
    different = _in_two_numbers(content) if _IS_COMPILED else _in_a_set(content)
    if different == 0:
        return True
    # Beside the codes, there are six bytes around them.
    most = 8 * (length - 8)
    if (
        22 + 8 * different > most
        and _with_own_codes(different, _TIMES_LOG[different + 1], different + 1) > most
    ):
        return False
    return _repeats(content) or _with_own_codes(different, _of_codes(content), length) <= most + 1


def _with_own_codes(different: int, of_codes: float, symbols: int) -> float:
    """Give a number of bits that a text in ASCII takes at least, if its bytes are written with codes of their own.

    Whatever the codes are, they and what describes them (RFC 1951, 3.2.7) take the bits that are counted here: such a text
    has sixteen or more for runs of characters that it lacks, and codes of less than five bits are described further back
    in the list.

    Args:
        different: How many bytes are not like another.
        of_codes: The bits of the codes themselves, if they are the best.
        symbols: How many there are of them.
    """
    return 17 + min(30 + 5 * symbols, 36 + of_codes) + different / 2 + 17


def _in_a_set(content: bytes) -> int:
    """Count the bytes that are not like another; 0 says that one is no printable character of ASCII."""
    return len(set(content)) if content.isascii() and content.decode().isprintable() else 0


def _in_two_numbers(content: bytes) -> int:
    """Count them without a set, which is quicker where this is compiled, and only there."""
    low: i64 = 0
    high: i64 = 0
    different: i64 = 0
    text = content.decode("latin-1")
    length: i64 = len(text)
    place: i64 = 0
    while place < length:
        code: i64 = ord(text[place])
        place += 1
        if code < 32 or code > 126:
            return 0
        # Two numbers hold a bit for each character. A shifted literal would be a number of 32 bits.
        bit: i64 = 1
        bit <<= (code - 32) % 48
        if code < 80:
            different += 0 if low & bit else 1
            low |= bit
        else:
            different += 0 if high & bit else 1
            high |= bit
    return different


# The package, which says it too, imports this module before it can.
_IS_COMPILED: Final = not isinstance(_in_two_numbers, FunctionType)


def _of_codes(content: bytes) -> float:
    """Count the bits that the best codes for single bytes take."""
    letters = sorted(content)
    bits = _TIMES_LOG[len(letters)]
    first = 0
    for place in range(1, len(letters) + 1):
        if place == len(letters) or letters[place] != letters[first]:
            bits -= _TIMES_LOG[place - first]
            first = place
    return bits


def _repeats(content: bytes) -> bool:
    """Tell whether any three bytes stand twice."""
    triples = {content[place : place + 3] for place in range(len(content) - 2)}
    return len(triples) < len(content) - 2


def _compressed(content: bytes) -> bytes:
    """Compress as ``zlib.compress`` does, which sets up tables of 256 KiB for that, however little there is to compress."""
    if len(content) > _SMALL:
        return zlib.compress(content)
    # A window of 4 KiB sees all of it, and what is written does not tell how large the window was, but for its head.
    compressor = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, 12, 5)
    written = compressor.compress(content) + compressor.flush()
    return _HEAD + written[2:]
