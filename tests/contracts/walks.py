"""Random steps over the whole coin, on the contract and on its twin: mostly what may be, often just past it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from eth_utils.crypto import keccak

from tests.contracts.deployed import (
    ALICE,
    ATTESTORS,
    BLACKLISTER,
    CAROL,
    DAY_SECONDS,
    ENFORCER,
    HOLDERS,
    LIFE_SECONDS_MAX,
    MASTER_MINTER,
    MINTER,
    OWNER,
    PAUSER,
    STRANGER,
    TREASURY,
    VERIFIER,
    WALLET,
    ZERO,
    Actor,
    actor,
)
from tests.contracts.pair import DELAY_SECONDS, NEWCOMER, PEOPLE, SECOND_WALLET, SMALL, Pair, plain

NONCES = tuple(bytes(keccak(text=f"nonce {number}")) for number in range(8))
SECOND_PAUSER = actor("second pauser")
PASSED_ON = {each.address: each for each in (PAUSER, SECOND_PAUSER, MASTER_MINTER, NEWCOMER)}


def some_amount(pair: Pair, rng: Random, holder: Actor) -> int:
    """Nought, a little, or an edge of what the holder has."""
    held = pair.coin.account(holder)
    free = max(held.balance - held.frozen, 0)
    few = rng.randrange(200)
    return rng.choice([0, 1, few, few, few, few, few, held.balance, held.balance + 1, free, free + 1, 2**256 - 1])


def mostly(rng: Random, right: Actor) -> Actor:
    return right if rng.random() < 0.9 else STRANGER


def one_of(rng: Random, *choices: Any) -> Any:
    return rng.choice(choices)


def holder_of(pair: Pair, role: str) -> Actor:
    """Who holds a role that the owner may have given to somebody else."""
    return PASSED_ON[pair.twin.roles[role]]


def walk_transfer(pair: Pair, rng: Random) -> None:
    sender = rng.choice(PEOPLE)
    pair.both(sender, "transfer", rng.choice((*PEOPLE, ZERO)), some_amount(pair, rng, sender))


def walk_allowance(pair: Pair, rng: Random) -> None:
    holder, spender = rng.choice(HOLDERS), rng.choice((*PEOPLE, ZERO))
    function = one_of(rng, "approve", "approve", "increaseAllowance", "decreaseAllowance")
    pair.both(holder, function, spender, one_of(rng, 0, 1, 50, 500, 2**256 - 1))


def walk_transfer_from(pair: Pair, rng: Random) -> None:
    holder, spender = rng.choice(HOLDERS), rng.choice(PEOPLE)
    allowed = pair.twin.allowances[holder.address, spender.address]
    amount = one_of(rng, some_amount(pair, rng, holder), allowed, min(allowed + 1, 2**256 - 1), min(allowed, 20))
    if rng.random() < 0.05:
        pair.both(spender, "transferFrom", ZERO, rng.choice(PEOPLE), one_of(rng, 0, 0, 1))
    pair.both(spender, "transferFrom", holder, rng.choice((*PEOPLE, ZERO)), amount)


def walk_authorization(pair: Pair, rng: Random) -> None:
    now, holder = pair.coin.now, rng.choice(HOLDERS)
    after = one_of(rng, 0, 0, 0, 0, now - 1, now, now + 1)
    before = one_of(rng, *[now + DAY_SECONDS] * 4, now - 1, now, now + 1)
    pair.ends.update((after, before))
    path = one_of(rng, "transferWithAuthorization", "receiveWithAuthorization", "burnWithAuthorization")
    to: Any = rng.choice((*PEOPLE, ZERO))
    kind = "TransferWithAuthorization" if path.startswith("transfer") else "ReceiveWithAuthorization"
    if path.startswith("burn"):
        to = pair.twin.roles["redemption_wallet"]
    nonce = rng.choice(NONCES) if rng.random() < 0.2 else rng.randbytes(32)
    terms: tuple[Any, ...] = (holder, to, some_amount(pair, rng, holder), after, before, nonce)
    signer = mostly(rng, holder)
    signature, believed = pair.signed(signer, kind if rng.random() < 0.9 else "TransferWithAuthorization", terms)
    sender = STRANGER
    if path.startswith("burn"):
        terms, sender = (holder, *terms[2:]), one_of(rng, MINTER, WALLET, STRANGER)
    elif path.startswith("receive") and isinstance(to, Actor) and rng.random() < 0.9:
        sender = to
    pair.both(sender, path, *terms, signature, twin=(*terms, believed))


def walk_cancel_authorization(pair: Pair, rng: Random) -> None:
    holder, nonce = rng.choice(HOLDERS), rng.choice(NONCES)
    signature, believed = pair.signed(mostly(rng, holder), "CancelAuthorization", (holder, nonce))
    pair.both(STRANGER, "cancelAuthorization", holder, nonce, signature, twin=(holder, nonce, believed))


def walk_permit(pair: Pair, rng: Random) -> None:
    holder, spender, amount = rng.choice(HOLDERS), rng.choice((*PEOPLE, ZERO)), rng.randrange(500)
    nonce = pair.twin.permits[holder.address] + one_of(rng, 0, 0, 0, 1)
    deadline = pair.coin.now + one_of(rng, 60, 60, 0, -1)
    signature, believed = pair.signed(mostly(rng, holder), "Permit", (holder, spender, amount, nonce, deadline))
    terms = (holder, spender, amount, deadline)
    pair.both(STRANGER, "permit", *terms, signature, twin=(*terms, believed))


def walk_mint(pair: Pair, rng: Random) -> None:
    twin = pair.twin
    minted = twin.minted if twin.now < twin.window_start + DAY_SECONDS else 0
    most = one_of(rng, twin.refills[MINTER.address].at(twin.now), twin.reserve[0] - twin.supply, twin.velocity - minted)
    amount = one_of(rng, max(most, 0), max(most + 1, 0), rng.randrange(300), rng.randrange(300), 0)
    pair.both(mostly(rng, MINTER), "mint", one_of(rng, TREASURY, TREASURY, ALICE, WALLET), amount)


def walk_attest(pair: Pair, rng: Random) -> None:
    signers = one_of(
        rng, ATTESTORS, ATTESTORS[:2], ATTESTORS[1:], ATTESTORS[:1], ATTESTORS[:2][::-1], ATTESTORS[:1] * 2
    )
    if rng.random() < 0.1:
        signers = (ATTESTORS[0], STRANGER)
    life = one_of(rng, 1, 60, 61, DAY_SECONDS, 3 * DAY_SECONDS, LIFE_SECONDS_MAX, LIFE_SECONDS_MAX + 1)
    terms = pair.attestation(rng.randrange(SMALL * 8), one_of(rng, -1, 0, 1, 60), life)
    seals, believed = pair.seals(terms, signers, rng.random() < 0.1)
    if rng.random() < 0.5:
        pair.both(STRANGER, "attestReserve", *terms, seals, twin=(*terms, believed))
    else:
        mint = (TREASURY, rng.randrange(100))
        pair.both(mostly(rng, MINTER), "mintAttested", *mint, *terms, seals, twin=(*mint, *terms, believed))


def walk_burn(pair: Pair, rng: Random) -> None:
    burner = one_of(rng, MINTER, WALLET, WALLET, TREASURY, SECOND_WALLET)
    pair.both(burner, "burn", some_amount(pair, rng, burner))


def walk_migrate(pair: Pair, rng: Random) -> None:
    holder = rng.choice(HOLDERS)
    pair.both(holder, "migrate", some_amount(pair, rng, holder))


def walk_minter(pair: Pair, rng: Random) -> None:
    sender = mostly(rng, holder_of(pair, "master_minter"))
    act = rng.random()
    if act < 0.6:
        minter = one_of(rng, MINTER, MINTER, MINTER, NEWCOMER, NEWCOMER, ATTESTORS[0], MASTER_MINTER, ZERO)
        pair.both(sender, "configureMinter", minter, one_of(rng, 0, 100, SMALL, SMALL, 2**88 - 1, 2**88))
    elif act < 0.9:
        rate = one_of(rng, 0, 1, 7, 2**40 - 1, 2**40)
        pair.both(sender, "setMinterRefill", MINTER, one_of(rng, 0, 100, SMALL, 2**88 - 1, 2**88), rate)
    else:
        pair.both(sender, "removeMinter", MINTER)


def walk_lists(pair: Pair, rng: Random) -> None:
    account, act = rng.choice((*PEOPLE, SECOND_WALLET)), rng.random()
    if act < 0.3:
        pair.both(mostly(rng, BLACKLISTER), one_of(rng, "blacklist", "unBlacklist", "unBlacklist"), account)
    elif act < 0.6:
        pair.both(mostly(rng, VERIFIER), "setVerified", account, rng.random() < 0.7)
    elif act < 0.7:
        pair.both(mostly(rng, VERIFIER), "setMintRecipient", account, rng.random() < 0.7 or account == TREASURY)
    elif act < 0.9:
        frozen = one_of(rng, 0, 0, 0, 1, 500, SMALL, 2**112 - 1, 2**112)
        pair.both(mostly(rng, BLACKLISTER), "setFrozenTokens", account, frozen)
    else:
        pauser = mostly(rng, holder_of(pair, "pauser"))
        pair.both(pauser, one_of(rng, "pause", "unpause", "unpause", "unpause"))


def walk_force(pair: Pair, rng: Random) -> None:
    holder = rng.choice(PEOPLE)
    to = rng.choice((*PEOPLE, ZERO))
    pair.both(mostly(rng, ENFORCER), "forcedTransfer", holder, to, some_amount(pair, rng, holder))


CHANGES = (
    ("setTransferPolicy", 0, 0),
    ("setTransferPolicy", 1, 0),
    ("setTransferPolicy", 2, 100),
    ("setTransferPolicy", 3, 0),
    ("setDelay", 0),
    ("setDelay", DELAY_SECONDS),
    ("setDelay", 60 * DAY_SECONDS + 1),
    ("setSuccessor", CAROL),
    ("setSuccessor", ZERO),
    ("updateRedemptionWallet", SECOND_WALLET),
    ("updateRedemptionWallet", WALLET),
    ("updatePauser", SECOND_PAUSER),
    ("updatePauser", PAUSER),
    ("updateMasterMinter", NEWCOMER),
    ("updateMasterMinter", MASTER_MINTER),
    ("setAttestors", [ATTESTORS[0], ATTESTORS[1], NEWCOMER], 2),
    ("setAttestors", list(ATTESTORS), 2),
    ("transferOwnership", NEWCOMER),
    ("transferOwnership", ZERO),
    ("setMintVelocity", 0),
    ("setMintVelocity", 100),
    ("setMintVelocity", SMALL * 2),
    ("setMintVelocity", 2**80),
)


def walk_owner(pair: Pair, rng: Random) -> None:
    sender, change, act = mostly(rng, OWNER), rng.choice(CHANGES), rng.random()
    data = pair.coin.known.data(change[0], plain(list(change[1:])))
    operation = bytes(keccak(data))
    if act < 0.2:
        pair.both(sender, "closeRedemption", rng.random() < 0.3)
    elif act < 0.3:
        pauser = holder_of(pair, "pauser")
        pair.both(one_of(rng, OWNER, pauser, pauser, STRANGER), "cancel", operation)
    else:
        if act < 0.8:
            pair.both(sender, "schedule", data, twin=(data, operation))
            if rng.random() < 0.2:
                pair.both(holder_of(pair, "pauser"), "cancel", operation)
            late = one_of(rng, -1, 0, 0, 1, 14 * DAY_SECONDS - 1, 14 * DAY_SECONDS)
            pair.go_to(max(pair.coin.now, pair.twin.scheduled.get(operation, 0) + late))
        pair.dangerous(sender, *change)


def walk_time(pair: Pair, rng: Random) -> None:
    ahead = pair.edges_of_time()
    if ahead and rng.random() < 0.5:
        pair.go_to(max(pair.coin.now, rng.choice(ahead) + one_of(rng, -1, 0, 1)))
    else:
        pair.go_to(pair.coin.now + one_of(rng, 1, 1, 60, 3_600, DAY_SECONDS - 1, DAY_SECONDS))


def walk_views(pair: Pair, rng: Random) -> None:
    twin, holder, spender = pair.twin, rng.choice(HOLDERS), rng.choice(PEOPLE)
    to: Any = rng.choice((*PEOPLE, ZERO))
    target = to.address if isinstance(to, Actor) else to
    amount = some_amount(pair, rng, holder)
    assert pair.coin.read("allowance", holder, spender) == twin.allowances[holder.address, spender.address]
    assert pair.coin.read("minterAllowance", MINTER) == twin.refills[MINTER.address].at(twin.now)
    assert pair.coin.read("nonces", holder) == twin.permits[holder.address]
    assert pair.coin.read("canSend", holder) == twin.can_send(holder.address)
    assert pair.coin.read("canReceive", to) == twin.can_receive(target)
    allowed = pair.coin.read("canTransfer", holder, to, amount)
    assert allowed == twin.can_transfer(holder.address, target, amount)
    passed = pair.both(holder, "transfer", to, amount)
    assert allowed or not passed, "passed where canTransfer said no"
    assert passed or not allowed or target == ZERO or amount > pair.coin.account(holder).balance


STEPS: tuple[tuple[Callable[[Pair, Random], None], int], ...] = (
    (walk_transfer, 12),
    (walk_allowance, 4),
    (walk_transfer_from, 6),
    (walk_authorization, 12),
    (walk_cancel_authorization, 3),
    (walk_permit, 3),
    (walk_mint, 8),
    (walk_attest, 8),
    (walk_burn, 4),
    (walk_migrate, 2),
    (walk_minter, 4),
    (walk_lists, 8),
    (walk_force, 4),
    (walk_owner, 5),
    (walk_time, 5),
    (walk_views, 6),
)
