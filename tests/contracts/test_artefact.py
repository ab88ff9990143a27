"""The committed build: it is what the sources compile to, it fits a chain, and it is as cheap as promised."""

from __future__ import annotations

import hashlib
import re
import runpy
import shutil
from pathlib import Path
from typing import Any

import pytest
from eth_utils.crypto import keccak

from tests.contracts.deployed import (
    ALICE,
    ARTEFACTS,
    ATTESTORS,
    BOB,
    DAY_SECONDS,
    MINTER,
    OWNER,
    STRANGER,
    TREASURY,
    VERIFIER,
    Coin,
    interface,
    selector,
    split,
)

CONTRACTS = ARTEFACTS.parent
CODE_SIZE_MAX = 24_576  # EIP-170
TRANSFER_GAS_MAX, MINT_GAS_MAX, AUTHORIZATION_GAS_MAX = 36_500, 50_000, 70_000
AMOUNT = 1_234_567_890_123  # a million coins and a little


@pytest.fixture(scope="module")
def compiler() -> dict[str, Any]:
    return runpy.run_path(str(CONTRACTS / "compile.py"), run_name="compiler")


@pytest.mark.parametrize("name", ["coin.vy", "testing/wallet.vy", "testing/foreign.vy"])
def test_the_artefact_is_what_the_sources_compile_to_wherever_they_lie(
    compiler: dict[str, Any], tmp_path: Path, name: str
) -> None:
    elsewhere = tmp_path / "some where" / "else"
    shutil.copytree(CONTRACTS, elsewhere)
    artefact = compiler["compile_contract"](name, elsewhere)
    committed = (ARTEFACTS / f"{Path(name).stem}.json").read_text(encoding="utf-8")
    assert compiler["rendered"](artefact) == committed, "run contracts/compile.py"
    assert str(tmp_path) not in committed


def test_the_source_hash_can_be_worked_out_by_hand() -> None:
    digest = hashlib.sha256()
    names = sorted(path.relative_to(CONTRACTS).as_posix() for path in CONTRACTS.rglob("*.vy"))
    assert names[0] == "coin.vy"
    for name in names:
        digest.update(name.encode() + b"\0" + (CONTRACTS / name).read_bytes() + b"\0")
    assert interface("coin").artefact["source_sha256"] == digest.hexdigest()


def test_the_code_fits_a_chain() -> None:
    coin = Coin()
    assert coin.chain.code_size(coin.address) == interface("coin").artefact["runtime_size"] <= CODE_SIZE_MAX


def test_every_function_has_one_selector() -> None:
    known = interface("coin")
    selectors = known.artefact["selectors"]
    assert len(set(selectors.values())) == len(selectors)
    for signature, value in selectors.items():
        assert value == "0x" + keccak(text=signature)[:4].hex()


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        ("transfer(address,uint256)", "a9059cbb"),
        (
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
            "e3ee160e",
        ),
        ("transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)", "cf092995"),
        ("receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)", "ef55bec6"),
        ("receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)", "88b7ab63"),
        ("cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)", "5a049a70"),
        ("cancelAuthorization(address,bytes32,bytes)", "b7b72899"),
        ("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)", "d505accf"),
        ("permit(address,address,uint256,uint256,bytes)", "9fd5a6cf"),
        ("configureMinter(address,uint256)", "4e44d956"),
        ("minterAllowance(address)", "8a6db9c3"),
        ("blacklist(address)", "f9f92be4"),
        ("unBlacklist(address)", "1a895266"),
    ],
)
def test_the_selectors_are_those_of_fiat_token(signature: str, expected: str) -> None:
    assert signature in interface("coin").functions
    assert selector(signature).hex() == expected


def test_the_events_are_those_of_fiat_token() -> None:
    events = {each.signature for each in interface("coin").events.values()}
    assert events >= {
        "Transfer(address,address,uint256)",
        "Approval(address,address,uint256)",
        "Mint(address,address,uint256)",
        "Burn(address,uint256)",
        "MinterConfigured(address,uint256)",
        "MinterRemoved(address)",
        "MasterMinterChanged(address)",
        "Blacklisted(address)",
        "UnBlacklisted(address)",
        "BlacklisterChanged(address)",
        "Pause()",
        "Unpause()",
        "PauserChanged(address)",
        "RescuerChanged(address)",
        "OwnershipTransferred(address,address)",
        "AuthorizationUsed(address,bytes32)",
        "AuthorizationCanceled(address,bytes32)",
        "Frozen(address,uint256)",
        "ForcedTransfer(address,address,uint256)",
    }


def test_parameters_have_the_names_of_the_standards() -> None:
    names = {
        (entry["type"], entry.get("name"), len(entry["inputs"])): [each["name"] for each in entry["inputs"]]
        for entry in interface("coin").artefact["abi"]
    }
    assert names["event", "Transfer", 3] == ["from", "to", "value"]
    assert names["function", "transferFrom", 3] == ["from", "to", "value"]
    signed = ["from", "to", "value", "validAfter", "validBefore", "nonce"]
    assert names["function", "transferWithAuthorization", 7] == [*signed, "signature"]
    assert names["function", "transferWithAuthorization", 9] == [*signed, "v", "r", "s"]
    assert names["error", "ERC20InsufficientBalance", 3] == ["sender", "balance", "needed"]


def test_every_refusal_of_the_sources_is_in_the_interface_and_used() -> None:
    refusals = (CONTRACTS / "modules" / "refusals.vy").read_text(encoding="utf-8")
    constants = re.findall(r"^([A-Z0-9_]+): constant\(bytes4\)", refusals, re.MULTILINE)
    assert len(constants) == len(interface("coin").errors)
    others = [path for path in CONTRACTS.rglob("*.vy") if path.name != "refusals.vy"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in others)
    assert [each for each in constants if f"refusals.{each}" not in text] == []


def test_every_function_of_the_interface_is_documented_in_the_readme() -> None:
    readme = (CONTRACTS / "README.md").read_text(encoding="utf-8")
    known = interface("coin")
    names = {each.name for each in known.functions.values() if not each.view} | {
        each.name for each in known.errors.values()
    }
    names |= {each.name for each in known.events.values()}
    assert sorted(name for name in names if f"`{name}" not in readme) == []


# --------------------------------------------------------------------------------------------------------------- gas


@pytest.fixture(scope="module")
def running() -> Coin:
    """Existing holders, the list closed to others, and a reserve."""
    coin = Coin()
    coin.open_mint(reserve=AMOUNT * 100, allowance=AMOUNT * 90)
    coin.fund((ALICE, AMOUNT * 2), (BOB, AMOUNT), (TREASURY, AMOUNT))
    for holder in (ALICE, BOB, TREASURY):
        coin.do(VERIFIER, "setVerified", holder, True)
    coin.do(OWNER, "setTransferPolicy", 1, 0)
    coin.at(coin.now + DAY_SECONDS + 1)
    return coin


def test_a_transfer_between_holders_is_cheap(running: Coin) -> None:
    assert running.gas(ALICE, "transfer", BOB, AMOUNT) <= TRANSFER_GAS_MAX


def test_a_mint_behind_the_reserve_is_cheap(running: Coin) -> None:
    assert running.gas(MINTER, "mint", TREASURY, AMOUNT) <= MINT_GAS_MAX


def test_a_signed_transfer_is_cheap(running: Coin) -> None:
    fields = (ALICE, BOB, AMOUNT, 0, running.now + 600, keccak(text="nonce"))
    signature = ALICE.sign(running.digest("TransferWithAuthorization", *fields))
    overload = next(each for each in running.known.functions if each.startswith("transferWith") and "uint8" in each)
    for function, more in (("transferWithAuthorization", (signature,)), (overload, split(signature))):
        assert running.gas(STRANGER, function, *fields, *more) <= AUTHORIZATION_GAS_MAX


def test_gas_is_that_of_a_receipt(running: Coin) -> None:
    # a call that reads one cold word: 21,000, calldata, 2,100, and what little the machine does
    gas = running.gas(STRANGER, "totalSupply")
    assert 21_000 + 64 + 2_100 < gas < 21_000 + 64 + 2_100 + 500
    terms = (AMOUNT * 100, running.now - 1, running.now + DAY_SECONDS)
    attest = running.gas(STRANGER, "attestReserve", *terms, running.seals(*terms, ATTESTORS[:2]))
    assert attest > 21_000 + 2 * 3_000
