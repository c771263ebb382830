"""Protobuf, as far as ONNX files need it: messages read field by field, and written anew where fields change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

BYTES = 2  # the kind of a field that is a run of bytes
Run = tuple[int, int]  # where bytes begin and end


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a protobuf message: a number, or a run of bytes."""

    number: int
    value: int
    run: Run


def fields(model: bytes, run: Run) -> Iterator[Field]:
    """The fields of a protobuf message that lies there."""
    at, end = run
    while at < end:
        key, at = _varint(model, at)
        value, run = 0, (at, at)
        match key & 7:
            case 0:
                value, at = _varint(model, at)
            case 1:
                at += 8
            case 2:
                size, at = _varint(model, at)
                run = (at, at + size)
                at += size
            case 5:
                at += 4
            case _:
                raise ValueError("no protobuf")
        if at > end:
            raise ValueError("a field ends beyond its message")
        yield Field(key >> 3, value, run)


def _varint(model: bytes, at: int) -> tuple[int, int]:
    """A number of any size, seven bits a byte, and where it ends."""
    value = shift = 0
    while model[at] & 0x80:
        value |= (model[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return value | model[at] << shift, at + 1


def edited(message: bytes, number: int, edit: Callable[[bytes], bytes]) -> bytes:
    """A message in which each field of that number, a run of bytes, is what `edit` makes of it."""
    pieces, at = list[bytes](), 0
    for each in fields(message, (0, len(message))):
        kept = each.number != number
        pieces.append(message[at : each.run[1]] if kept else field(number, edit(message[slice(*each.run)])))
        at = each.run[1]
    return b"".join(pieces)


def field(number: int, content: bytes) -> bytes:
    """A field that is a run of bytes, as it is written."""
    return _written(number << 3 | BYTES) + _written(len(content)) + content


def _written(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
