"""A finding explained, so that anybody can take the decision again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lantau.disclosure.standing import Standing
from lantau.refusal import Json


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a finding says what it says: what was measured, against which value in force, and where that is recorded."""

    standing: Standing
    body: Mapping[str, Json]

    def as_text(self) -> str:
        """The explanation as plain text for people."""
        return "\n".join(_lines(self.body)) + "\n"


def explain(standing: Standing) -> Explanation:
    """The explanation of a finding, with the table and commit that hold it."""
    held_in = "disclosure.finding" if standing.source == "close" else "events.record"
    return Explanation(standing, {**standing.as_body(), "held_in": held_in})


def _lines(body: Mapping[str, Json]) -> list[str]:
    lines = [
        f"{body['finding_id']}: {body['outcome']} ({body['level']})",
        f"{body['title_en']} [{body['citation']}], rule {body['rule_id']} of {body['rulebook_id']}",
        str(body["sentence_en"]),
        str(body["sentence_zh"]),
        "",
        f"Subject       {body['subject_kind']} {body['subject_id']}, judged on {body['on']}",
        f"In force      since {body['in_force_since']}" + (" (last text held)" if body["held_last"] else ""),
        f"Open since    {body['open_since'] or 'not open: it happened with the act'}",
        f"Recorded      {body['recorded_at']} in {body['held_in']}, commit {body['commit_id']}",
        "",
        "Comparisons",
    ]
    comparisons, inputs, parameters = body["comparisons"], body["inputs"], body["parameters"]
    assert isinstance(comparisons, list) and isinstance(inputs, dict) and isinstance(parameters, dict)
    for item in comparisons:
        assert isinstance(item, dict)
        limb = f"{item['limb']}: " if item["limb"] else ""
        lines.append(f"  {item['outcome']:<14}{limb}{item['sentence_en']}")
    lines += ["Inputs", *(f"  {name} = {value}" for name, value in sorted(inputs.items()))]
    missing = body["missing"]
    assert isinstance(missing, list)
    lines += [f"  {name} is missing" for name in missing]
    lines += ["Parameters", *(f"  {name} = {value}" for name, value in sorted(parameters.items()))]
    return lines
