"""Whatever is signed, and whatever comes back, the core and itsdangerous say the same of it."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from unittest.mock import patch

import pytest
from hypothesis import given, strategies as st
from itsdangerous import BadData, BadPayload, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode

from demijohn.core import signing
from tests.laws.budget import cases


class Raw:
    """A serializer whose contents are bytes already."""

    def dumps(self, obj: bytes) -> bytes:
        return obj

    def loads(self, payload: bytes) -> bytes:
        return payload


NOW = 1_600_000_000
# The last ones are for a moment that no calendar has, signed with the key.
REFUSALS = (BadData, OSError, OverflowError, ValueError)
SECRETS = st.binary(max_size=100)
DERIVATIONS = st.sampled_from(["hmac", "concat", "django-concat", "none"])
JSON_LIKE = st.text(st.sampled_from('abc{}[]":,0 t'), max_size=300).map(str.encode)
CONTENTS = (
    st.binary(max_size=100) | JSON_LIKE | st.binary(min_size=1, max_size=5).map(lambda part: part * 300)
)


def at(moment: int) -> Callable[[TimestampSigner], int]:
    """Make a clock that stands still."""

    def get_timestamp(signer: TimestampSigner) -> int:
        return moment

    return get_timestamp


def theirs(secrets: list[bytes], salt: bytes, derivation: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        secrets,
        salt=salt,
        serializer=Raw(),  # it takes serializers for bytes as well, and gives bytes then
        signer_kwargs={"key_derivation": derivation, "digest_method": hashlib.sha1},
    )


def ours(secrets: list[bytes], salt: bytes, derivation: str) -> list[signing.Key]:
    keys = [signing.derive(secret, salt, derivation) for secret in reversed(secrets)]
    return [key for key in keys if key is not None]


def read_by_them(serializer: URLSafeTimedSerializer, text: bytes, age: int, max_age: int) -> bytes | None:
    with patch.object(TimestampSigner, "get_timestamp", at(NOW + age)):
        try:
            found: bytes = serializer.loads(text, max_age=max_age)
        except REFUSALS:
            return None
        return found


def read_by_us(keys: list[signing.Key], text: bytes, age: int, max_age: int) -> bytes | None:
    packed = signing.trusted(keys, text.decode(), NOW + age, max_age)
    return None if packed is None else signing.unpacked(packed)


@cases(500)
@given(st.lists(SECRETS, min_size=1, max_size=3), SECRETS, DERIVATIONS, CONTENTS)
def test_the_same_is_signed(secrets: list[bytes], salt: bytes, derivation: str, content: bytes) -> None:
    """Both sign the same text for a content, byte by byte, with the newest key."""
    with patch.object(TimestampSigner, "get_timestamp", at(NOW)):
        signed: str | bytes = theirs(secrets, salt, derivation).dumps(content)
    key = ours(secrets, salt, derivation)[0]
    assert signed == signing.sign(key, signing.packed(content), NOW)


@cases(500)
@given(st.data(), st.lists(SECRETS, min_size=1, max_size=3), SECRETS, DERIVATIONS, CONTENTS)
def test_the_same_is_trusted(
    data: st.DataObject, secrets: list[bytes], salt: bytes, derivation: str, content: bytes
) -> None:
    """Both read the same from a text that one of the keys or another one signed, at any time."""
    secret = data.draw(st.sampled_from(secrets) | SECRETS)
    max_age, age = data.draw(st.integers(-2, 100)), data.draw(st.integers(-2, 102))
    text = signing.sign(ours([secret], salt, derivation)[0], signing.packed(content), NOW)
    found = read_by_them(theirs(secrets, salt, derivation), text, age, max_age)
    assert found == read_by_us(ours(secrets, salt, derivation), text, age, max_age)


@cases(500)
@given(st.data(), CONTENTS)
def test_the_same_is_refused(data: st.DataObject, content: bytes) -> None:
    """Both read the same from a signed text in which something was changed, cut or put in, or that was signed so."""
    serializer, keys = theirs([b"key"], b"salt", "hmac"), ours([b"key"], b"salt", "hmac")
    text = signing.sign(keys[0], signing.packed(content), NOW)
    start = data.draw(st.integers(0, len(text)))
    put = data.draw(st.text(st.sampled_from("Aa0-_.=+/ é"), max_size=3)).encode()
    changed = text[:start] + put + text[start + data.draw(st.integers(0, 3)) :]
    signed = b"%b.%b" % (changed, signing.encoded(keys[0].sign(changed)))
    assert [read_by_them(serializer, each, 0, 60) for each in (changed, signed)] == [
        read_by_us(keys, each, 0, 60) for each in (changed, signed)
    ]


def decoded_by_them(text: bytes) -> bytes | None:
    try:
        return base64_decode(text)
    except BadData:
        return None


@cases(500)
@given(st.binary(max_size=30) | st.text(st.sampled_from("Aa0-_=+/ \n"), max_size=12).map(str.encode))
def test_base64_is_the_same(text: bytes) -> None:
    """Both write bytes alike, and read alike whatever may or may not be Base64."""
    assert (base64_encode(text), decoded_by_them(text)) == (signing.encoded(text), signing.decoded(text))


def joined(parts: list[str]) -> bytes:
    """Leave out each character after which three would stand twice, so that there is little to compress."""
    text = ""
    for part in "".join(parts):
        longer = text + part
        if longer[-3:] not in longer[:-1]:
            text = longer
    return text.encode()


ALPHABETS = st.sampled_from(["ab", "abc", "abcdef", '{"a":1}', "0123456789,[]", '{"name":"Ada","n":12345}'])
BRIEF = ALPHABETS.flatmap(lambda letters: st.lists(st.sampled_from(letters), min_size=5, max_size=120)).map(
    joined
)


@cases(1_000)
@given(
    CONTENTS
    | st.binary(max_size=2_100)
    | BRIEF
    | st.text(st.characters(codec="ascii"), max_size=45).map(str.encode)
)
def test_small_tables_compress_as_large_ones(content: bytes) -> None:
    """What is packed is what zlib makes of the content with its usual tables, or the content itself where zlib saves nothing."""
    compressed = zlib.compress(content)
    shorter = len(compressed) < len(content) - 1
    expected = b"." + base64_encode(compressed) if shorter else base64_encode(content)
    assert expected == signing.packed(content)


def test_a_bad_content_is_no_bad_signature() -> None:
    """What was signed and is no content is another refusal to itsdangerous, and here it is trusted but not unpacked."""
    serializer, keys = theirs([b"key"], b"salt", "hmac"), ours([b"key"], b"salt", "hmac")
    text = signing.sign(keys[0], b".A", NOW)
    with patch.object(TimestampSigner, "get_timestamp", at(NOW)), pytest.raises(BadPayload):
        serializer.loads(text, max_age=60)
    assert (b".A", None) == (signing.trusted(keys, text.decode(), NOW, 60), signing.unpacked(b".A"))
