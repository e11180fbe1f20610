"""Decides which values an encoded form or a query string gives to which names.

1. Pairs stand between ampersands, and empty ones are passed over; what stands after the first equals sign is the value.
2. A plus sign is a space, and two hexadecimal digits after a percent sign are a byte; any other percent sign is itself.
3. Bytes have to be UTF-8. Escaped ones that are not stay escaped, in capitals; others spoil the whole.
"""

from __future__ import annotations

from typing import Final


def values(data: bytes) -> dict[str, list[str]] | None:
    """Read a body or a query string: the values of each name, or ``None`` if it is not UTF-8.

    Names stand in the order in which they first came.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    found: dict[str, list[str]] = {}
    has_escapes = "%" in text
    for pair in text.replace("+", " ").split("&"):
        if not pair:
            continue
        name, _, value = pair.partition("=")
        if has_escapes:
            name, value = _unescape(name), _unescape(value)
        known = found.get(name)
        if known is None:
            found[name] = [value]
        else:
            known.append(value)
    return found


def _unescape(text: str) -> str:
    if "%" not in text:
        return text
    parts = text.split("%")
    unescaped = parts[0]
    for place in range(1, len(parts)):
        part = parts[place]
        char = _CHARS.get(part[:2])
        if char is None:
            return _unescape_bytes(parts)
        unescaped += char + part[2:]
    return unescaped


def _unescape_bytes(parts: list[str]) -> str:
    unescaped = [parts[0].encode()]
    for part in parts[1:]:
        byte = _BYTES.get(part[:2])
        if byte is None:
            unescaped.append(b"%" + part.encode())
        else:
            unescaped.append(byte + part[2:].encode())
    whole = b"".join(unescaped)
    try:
        return whole.decode()
    except UnicodeDecodeError:
        return _escape_invalid(whole)


def _escape_invalid(whole: bytes) -> str:
    # The codec marks each byte that is no UTF-8 with a character that UTF-8 cannot hold.
    marked = whole.decode("utf-8", "surrogateescape")
    return "".join([_MARKED.get(char, char) for char in marked])


_DIGITS: Final = "0123456789ABCDEFabcdef"

_BYTES: Final = {high + low: bytes.fromhex(high + low) for high in _DIGITS for low in _DIGITS}
"""The byte that two digits stand for."""

_CHARS: Final = {digits: byte.decode("ascii") for digits, byte in _BYTES.items() if byte < b"\x80"}
"""The character that two digits stand for, if one byte is all of it."""

_MARKED: Final = {chr(0xDC00 + byte): f"%{byte:02X}" for byte in range(0x80, 0x100)}
"""How a byte that is no UTF-8 is written, by the mark that the codec makes for it."""
