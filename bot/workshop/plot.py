"""Two pictures as one SVG: how far sureness can be trusted, and both kinds of error over the threshold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from bot.domain import BUDGET
from bot.domain.figures import wilson
from bot.workshop.evaluate import Trial, hits
from bot.workshop.shares import bins

SIDE, GAP = 320, 70  # points: a chart's edge, and the room for its words
STEPS = 101
STYLE = """\
<style>
  text { font: 12px system-ui, sans-serif; fill: #444 }
  .title { font-size: 14px; font-weight: 600; fill: #222 }
  .axis { stroke: #999; fill: none }
  .ideal { stroke: #bbb; stroke-dasharray: 4 4 }
  .now { stroke: #777; stroke-dasharray: 2 3 }
  .dot { fill: #4a6fa5 }
  .bar { stroke: #4a6fa5; stroke-width: 1.5 }
  .budget { stroke: #b5533c; stroke-dasharray: 2 3 }
  .wrong { stroke: #b5533c; fill: none; stroke-width: 2 }
  .silent { stroke: #4a6fa5; fill: none; stroke-width: 2 }
</style>"""


def plot(done: Trial, threshold: float, budget: float = BUDGET) -> str:
    """The SVG: left the reliability curve with 95 % intervals, right the two error rates with today's threshold."""
    width, height = 2 * SIDE + 3 * GAP, SIDE + 2 * GAP
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
    back = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    left = _chart(0, "How often it is right, by how sure it is", _reliability(done))
    right = _chart(1, "Errors over the threshold", _errors(done, threshold, budget))
    return "\n".join([head, STYLE, back, *left, *right, "</svg>", ""])


def _chart(place: int, title: str, inside: Iterable[str]) -> list[str]:
    """Axes from 0 to 1, a title, and what is drawn in between (points counted from the lower left corner)."""
    across = GAP + place * (SIDE + GAP)
    marks = [_mark(at / 4) for at in range(5)]
    frame = f'<rect class="axis" x="0" y="0" width="{SIDE}" height="{SIDE}"/>'
    head = f'<text class="title" x="0" y="-16">{title}</text>'
    return [f'<g transform="translate({across} {GAP})">', head, frame, *marks, *inside, "</g>"]


def _mark(value: float) -> str:
    below = f'<text x="{value * SIDE:.0f}" y="{SIDE + 18}" text-anchor="middle">{value:.2f}</text>'
    return below + f'<text x="-8" y="{(1 - value) * SIDE + 4:.0f}" text-anchor="end">{value:.2f}</text>'


def _reliability(done: Trial) -> Iterable[str]:
    yield f'<line class="ideal" x1="0" y1="{SIDE}" x2="{SIDE}" y2="0"/>'
    for each in bins([seen.sure for seen in done.ours], hits(done)):
        low, high = wilson(each.right.count, each.right.total)
        x, y = _at(each.sure, each.right.value)
        yield f'<line class="bar" x1="{x}" y1="{_at(0, low)[1]}" x2="{x}" y2="{_at(0, high)[1]}"/>'
        yield f'<circle class="dot" cx="{x}" cy="{y}" r="4"><title>{each.right} of {each.right.total}</title></circle>'


def _errors(done: Trial, threshold: float, budget: float) -> Iterable[str]:
    sure = {answerable: _sure(done, answerable) for answerable in (True, False)}
    bars = np.linspace(0, 1, STEPS)
    yield _line("wrong", bars, [float(np.mean(sure[False] >= bar)) if sure[False].size else 0.0 for bar in bars])
    yield _line("silent", bars, [float(np.mean(sure[True] < bar)) if sure[True].size else 0.0 for bar in bars])
    x, _ = _at(threshold, 0)
    yield f'<line class="now" x1="{x}" y1="0" x2="{x}" y2="{SIDE}"/><text x="{x + 4:.0f}" y="14">threshold</text>'
    _, y = _at(0, budget)
    yield f'<line class="budget" x1="0" y1="{y}" x2="{SIDE}" y2="{y}"/><text x="4" y="{y - 4:.0f}">error budget</text>'
    legend = (("#b5533c", "answers what nothing answers"), ("#4a6fa5", "silent where it should answer"))
    for line, (colour, words) in enumerate(legend):
        yield f'<text x="{SIDE - 8}" y="{34 + 16 * line}" text-anchor="end" style="fill:{colour}">{words}</text>'


def _line(kind: str, across: Iterable[float], up: Sequence[float]) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(a, u) for a, u in zip(across, up, strict=True)))
    return f'<polyline class="{kind}" points="{points}"/>'


def _at(across: float, up: float) -> tuple[float, float]:
    return round(float(across) * SIDE, 1), round((1 - float(up)) * SIDE, 1)


def _sure(done: Trial, answerable: bool) -> np.typing.NDArray[np.float64]:
    pairs = zip(done.ours, done.messages, strict=True)
    return np.array([seen.sure for seen, message in pairs if message.answerable is answerable])
