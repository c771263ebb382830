"""The encoder's graph with one step changed: words are looked up first and made numbers of then. It runs nothing.

The file makes numbers of its whole table of words, and looks words up in those: onnxruntime does that once, at the
start, and holds 47 MB where the table is 12. The words of one message are made numbers of in no time, to the same bits.
"""

from __future__ import annotations

from bot.knowledge.protobuf import edited, field, fields

GRAPH, NODE = 7, 1  # the fields of ONNX that lead to the steps
INPUT, OUTPUT, KIND = 1, 2, 4  # and those of a step
TABLE, IDS, FOUND = b"inner.embeddings.word_embeddings.weight", b"input_ids", b"embedding"
STEPS, SCALE = TABLE + b"_q", TABLE + b"_scale"  # int8, and what each row is to be multiplied with
ROWS, SCALES = TABLE + b"_rows", SCALE + b"_rows"  # those of the words of a message
# What each step takes and gives, by what it gave: looked up, cast to float32, multiplied.
BEFORE = {
    FOUND: ((TABLE, IDS), FOUND),
    TABLE + b"_f": ((STEPS,), TABLE + b"_f"),
    TABLE: ((TABLE + b"_f", SCALE), TABLE),
}
AFTER = {FOUND: ((STEPS, IDS), ROWS), TABLE + b"_f": ((ROWS,), TABLE + b"_f"), TABLE: ((TABLE + b"_f", SCALES), FOUND)}


def spare(model: bytes) -> bytes:
    """The model so changed; as it was, where its graph is another one."""
    seen = list[tuple[tuple[bytes, ...], bytes]]()

    def graph(content: bytes) -> bytes:
        return _lookup() + edited(content, NODE, step)

    def step(node: bytes) -> bytes:
        taken = tuple(node[slice(*each.run)] for each in fields(node, (0, len(node))) if each.number == INPUT)
        (given, *_) = [node[slice(*each.run)] for each in fields(node, (0, len(node))) if each.number == OUTPUT]
        if BEFORE.get(given) != (taken, given):
            return node
        seen.append((taken, given))
        new, out = AFTER[given]
        names = dict(zip((*taken, given), (*new, out), strict=True))
        return edited(edited(node, INPUT, lambda name: names[name]), OUTPUT, lambda name: out)

    changed = edited(model, GRAPH, graph)
    return changed if len(seen) == len(BEFORE) else model


def _lookup() -> bytes:
    """The scales of the words of a message, looked up as the words are."""
    return field(NODE, field(INPUT, SCALE) + field(INPUT, IDS) + field(OUTPUT, SCALES) + field(KIND, b"Gather"))
