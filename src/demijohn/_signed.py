"""What signs session cookies, kept from one request to the next, with its keys derived."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from itsdangerous import HMACAlgorithm, Signer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.serializer import Serializer

from ._untouched import Untouched
from .core import signing
from .json.tag import TaggedJSONSerializer

# ``Any`` below: hashlib does not name the type of its objects, and what is signed is any data.


def _lazy_sha1(string: bytes = b"") -> Any:
    """Hash with SHA-1, which a build of Python that follows FIPS may lack, so it is looked up when needed."""
    return hashlib.sha1(string)  # noqa: S324  # itsdangerous uses it in an HMAC, where it is sound


_STEPS: Final = (
    Untouched(URLSafeTimedSerializer, "dump_payload", "dumps", "load_payload", "loads", "make_signer"),
    Untouched(TimestampSigner, "sign", "timestamp_to_datetime", "unsign"),
    Untouched(Signer, "derive_key", "get_signature", "sign", "unsign", "verify_signature"),
    Untouched(HMACAlgorithm, "get_signature", "verify_signature"),
)
"""What itsdangerous does with a cookie, but for its clock, which is asked."""


class KeptSerializer(URLSafeTimedSerializer):
    """A serializer whose keys have been derived, and which signs and checks in one step while nobody replaced one.

    Args:
        keys: The secret keys, the one that signs last.
        salt: What is mixed into them.
        key_derivation: How.
        serializer: Turns content into text and back.
    """

    def __init__(
        self,
        keys: list[Any],
        salt: str | bytes,
        key_derivation: str,
        serializer: TaggedJSONSerializer,
    ) -> None:
        super().__init__(
            keys,
            salt=salt,
            serializer=serializer,
            signer_kwargs={"key_derivation": key_derivation, "digest_method": _lazy_sha1},
        )
        self.derived: Final = _derive(self)
        self.clock: Final = TimestampSigner(b"")
        # Reads and writes a content that is not packed.
        self._payload: Final[Serializer[str]] = Serializer(b"", serializer=serializer)

    def loads(  # type: ignore[override]  # as for the class above, whose own base has other parameters
        self,
        s: str | bytes,
        max_age: int | None = None,
        return_timestamp: bool = False,
        salt: str | bytes | None = None,
    ) -> Any:
        if type(s) is str and type(max_age) is int and not return_timestamp and salt is None:
            keys = self._keys()
            if keys is not None:
                content = signing.trusted(keys, s, self.clock.get_timestamp(), max_age)
                text = None if content is None else signing.unpacked(content)
                if text is not None:
                    return self._payload.load_payload(text)
        return super().loads(s, max_age, return_timestamp, salt)

    def dumps(self, obj: Any, salt: str | bytes | None = None) -> str:
        keys = self._keys()
        if keys is None or salt is not None:
            return super().dumps(obj, salt)
        text = signing.packed(self._payload.dump_payload(obj))
        return signing.sign(keys[0], text, self.clock.get_timestamp()).decode("ascii")

    def _keys(self) -> list[signing.Key] | None:
        """Give the keys, the one that signs first, or ``None`` if itsdangerous has to do it."""
        return self.derived if all([each.by(each.cls) for each in _STEPS]) else None


def _derive(serializer: URLSafeTimedSerializer) -> list[signing.Key] | None:
    derivation: str = serializer.signer_kwargs["key_derivation"]
    derived: list[signing.Key] = []
    for secret in reversed(serializer.secret_keys):
        key = signing.derive(secret, serializer.salt or b"", derivation)
        if key is None:
            return None
        derived.append(key)
    return derived


_ENOUGH: Final = 100
"""How many serializers are kept before it is begun anew."""

_kept: dict[tuple[Any, ...], tuple[TaggedJSONSerializer, KeptSerializer]] = {}
"""The serializers of the applications in this process, by their keys and settings."""


def keep(keys: list[Any], salt: Any, key_derivation: Any, serializer: TaggedJSONSerializer) -> KeptSerializer:
    """Give the serializer for some keys, which are text or bytes, as are the settings."""
    settings = (*keys, salt, key_derivation)
    kept = _kept.get(settings)
    if kept is None or kept[0] is not serializer:
        kept = (serializer, KeptSerializer(keys, salt, key_derivation, serializer))
        if len(_kept) >= _ENOUGH:
            _kept.clear()
        _kept[settings] = kept
    return kept[1]
