"""What a signed text looks like, and when it is trusted; that itsdangerous agrees is a law."""

from __future__ import annotations

import zlib

import pytest

from demijohn.core import signing
from demijohn.core.signing import Key

# RFC 2202, section 3: the test cases for HMAC with SHA-1.
RFC_2202: dict[str, tuple[bytes, bytes, str]] = {
    "1": (b"\x0b" * 20, b"Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"),
    "2": (b"Jefe", b"what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
    "3": (b"\xaa" * 20, b"\xdd" * 50, "125d7342b9ac11cd91a39af48aa17b4f63f175d3"),
    "6, a long key": (
        b"\xaa" * 80,
        b"Test Using Larger Than Block-Size Key - Hash Key First",
        "aa4ae5e15272d00e95705637ce8a3b55ed402112",
    ),
}


@pytest.mark.parametrize(("key", "text", "digest"), RFC_2202.values(), ids=RFC_2202)
def test_a_key_signs_as_the_rfc_says(key: bytes, text: bytes, digest: str) -> None:
    """A key gives the published signatures, as often as it is asked."""
    made = Key(key)
    assert [digest, digest] == [made.sign(text).hex(), made.sign(text).hex()]


def test_a_derivation_that_is_not_known_gives_no_key() -> None:
    """Of a derivation of somebody else's nothing is known here."""
    assert signing.derive(b"key", b"salt", "own") is None


def key(secret: bytes = b"key", derivation: str = "hmac") -> Key:
    made = signing.derive(secret, b"salt", derivation)
    assert made is not None
    return made


SIGNED = signing.sign(key(), b"e30", 1_000)

READINGS: dict[str, tuple[bytes, int, bytes | None]] = {
    "at once": (SIGNED, 1_000, b"e30"),
    "as old as it may be": (SIGNED, 1_060, b"e30"),
    "too old": (SIGNED, 1_061, None),
    "from the future": (SIGNED, 999, None),
    "with another character": (SIGNED.replace(b"e30", b"e31"), 1_000, None),
    "without a signature": (SIGNED.rpartition(b".")[0], 1_000, None),
    "with half a signature": (SIGNED[:-10], 1_000, None),
    "with a signature that is no Base64": (b"e30.A-g.A", 1_000, None),
    "without a time": (b"e30." + signing.encoded(key().sign(b"e30")), 1_000, None),
    "with a time that is no Base64": (b"e30.A." + signing.encoded(key().sign(b"e30.A")), 1_000, None),
    "with a time without end": (
        b"e30." + b"A" * 16 + b"." + signing.encoded(key().sign(b"e30." + b"A" * 16)),
        1_000,
        None,
    ),
    "nothing": (b"", 1_000, None),
}


@pytest.mark.parametrize(("text", "now", "expected"), READINGS.values(), ids=READINGS)
def test_what_is_trusted(text: bytes, now: int, expected: bytes | None) -> None:
    """A text is trusted if its signature is right, from its second on until it is too old."""
    assert expected == signing.trusted([key()], text.decode(), now, 60)


def test_any_of_the_keys_may_have_signed() -> None:
    """A text is trusted if any key signed it, and is not if there is no key."""
    assert (b"e30", None) == (
        signing.trusted([key(b"new"), key()], SIGNED.decode(), 1_000, 60),
        signing.trusted([], SIGNED.decode(), 1_000, 60),
    )


PACKED: dict[str, tuple[bytes, bytes]] = {
    "empty": (b"", b""),
    "short": (b"{}", b"e30"),
    "with characters for URLs": (b"\xfb\xff", b"-_8"),
    "too short to be compressed": (b'{"count":1,"name":"Ada"}', b"eyJjb3VudCI6MSwibmFtZSI6IkFkYSJ9"),
    "short, and the same again": (b"abcabcabcabcabcabcabcabc", b".eJxLTEpOxIYAcuAJMQ"),
    "short, with few letters": (
        b"aabbaaabbbababba" + b"cacbccaaccbbccc",
        b"YWFiYmFhYWJiYmFiYWJiYWNhY2JjY2FhY2NiYmNjYw",
    ),
    "no text": (bytes(range(40)), b"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw"),
    "short, with few letters and no three of them twice": (
        b"aaabaacabbabcacbaccbbbcbcccaa",
        b"YWFhYmFhY2FiYmFiY2FjYmFjY2JiYmNiY2NjYWE",
    ),
    "short, with many letters and no three of them twice": (
        b'{"cart":[7,8,12],"name":"Eve"}',
        b"eyJjYXJ0IjpbNyw4LDEyXSwibmFtZSI6IkV2ZSJ9",
    ),
    "compressed": (b"a" * 100, b".eJxLTKQ9AAB6RyXl"),
}


@pytest.mark.parametrize(("content", "text"), PACKED.values(), ids=PACKED)
def test_a_content_is_packed_and_unpacked(content: bytes, text: bytes) -> None:
    """What is packed is compressed where that is shorter, and comes back."""
    assert (text, content) == (signing.packed(content), signing.unpacked(text))


def test_much_content_is_compressed_too() -> None:
    """A content of any length comes back."""
    content = b"abc" * 5_000
    packed = signing.packed(content)
    assert (True, content) == (len(packed) < 100, signing.unpacked(packed))


@pytest.mark.parametrize("text", [b"A", b".A", b".AAAA", b"." + signing.encoded(zlib.compress(b"{}")[:-1])])
def test_what_never_was_packed_is_not_unpacked(text: bytes) -> None:
    """What is no Base64, or is said to be compressed and is not, is no content."""
    assert signing.unpacked(text) is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"{}", 2),
        (b'{"aa":11}', 6),
        (b" ~ ~", 2),
        (bytes(range(32, 127)), 95),
        (b"a\x1f", 0),
        (b"\x7f", 0),
        (b"\xe9a", 0),
    ],
)
def test_both_ways_to_count_bytes_agree(content: bytes, expected: int) -> None:
    """What is quick where it is compiled counts the same different bytes as what is quick where it is not."""
    assert (expected, expected) == (signing._in_two_numbers(content), signing._in_a_set(content))
