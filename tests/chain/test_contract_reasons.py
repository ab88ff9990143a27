"""Every reason of the contract has words in both languages, and none is left that the contract cannot give."""

from __future__ import annotations

import json

import pytest

from lantau.chain import coin_contract
from lantau.chain.contract_reasons import in_words, names


def errors() -> set[str]:
    folder = coin_contract.artefacts_folder()
    artefact = json.loads((folder / coin_contract.ARTEFACT).read_text(encoding="utf-8"))
    return {item["name"] for item in artefact["abi"] if item["type"] == "error"}


def test_every_error_of_the_contract_has_words_and_no_other() -> None:
    assert names() == errors()


@pytest.mark.parametrize("zh", [False, True])
def test_a_reason_is_told_with_the_contracts_own_spelling_behind(zh: bool) -> None:
    told = in_words("DelayNotOver()", zh=zh)
    assert told.endswith("(DelayNotOver())") and told != "DelayNotOver()"


def test_what_has_no_words_stands_as_it_was_said() -> None:
    assert in_words("another contract's words") == "another contract's words"
    assert in_words("Strange(address)") == "Strange(address)"
