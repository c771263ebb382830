"""The gardener's knowledge folder: begun, imported and weighed with the workshop's own tools, as an operator would."""

from __future__ import annotations

from pathlib import Path

from bot.workshop.beginning import begin_folder
from bot.workshop.importer import bring
from tests.knowledge.folder import asks, change
from tests.workshop.importer.garden import page

WATER = "water-morning-water-soil-not"
EXAMPLES = f"""\
writer: {{writer}}
examples:
  - text: "when should I water, {{writer}}"
    fits: {{{{{WATER}: 3}}}}
  - text: "is it wrong to water the leaves in the evening"
    fits: {{{{{WATER}: 2}}}}
    facts: {{{{first_time: "yes"}}}}
  - text: "which mower should I buy"
    fits: {{{{}}}}
"""
CONVERSATIONS = f"""\
manner: fragments
conversations:
  - name: when to water, and goodbye
    person: Mia
    turns:
      - {{says: "when should I water my garden one", kind: answer, serves: [{WATER}]}}
      - {{says: "thanks", kind: talk, about: thanks}}
"""


def grow(folder: Path) -> Path:
    """A folder that answers."""
    source = folder.parent / "garden.html"
    source.write_text(page(), encoding="utf-8")
    begin_folder(folder)
    bring(source, folder)
    source.unlink()
    change(folder, "article.yaml", "asks: []", f"asks: [{asks('when should I water my garden')}]", 2)
    change(folder, "article.yaml", asks("when should I water my garden"), asks("what can a garden forgive"), 1)
    change(folder, "article.yaml", "[suicide, abuse, stalking, violence, minor]", "[]", 9)
    change(folder, "phrases.yaml", '{text: "Hello {name}."}', '{text: "Hello {name}, and welcome.", by: author}')
    change(folder, "facts.yaml", "never (?:", "had never (?:")
    (folder / "examples" / "conversations").mkdir()
    (folder / "examples" / "conversations" / "fragments.yaml").write_text(CONVERSATIONS, encoding="utf-8")
    for writer in ("ga", "gb"):
        (folder / "examples" / f"{writer}.yaml").write_text(EXAMPLES.format(writer=writer), encoding="utf-8")
    return folder
