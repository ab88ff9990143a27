"""The parts of the unit of work that puts a coin on a chain: its row, and the messages that create and set it up."""

from __future__ import annotations

import json
from datetime import datetime

from lantau.chain import coin_contract
from lantau.chain.calls import Call
from lantau.chain.deployment import HANDS, OPEN, Deployment, Terms
from lantau.chain.token_policy import TokenPolicy
from lantau.events import Message, Row
from lantau.refusal import Json


def terms_of(policy: TokenPolicy, *, name: str, symbol: str, currency: str) -> Terms:
    """The terms that a token policy asks for: its hands, attestors, delay, and limits."""
    return Terms(
        name=name,
        symbol=symbol,
        currency=currency,
        roles={role: policy.hands[role].addresses[0] for role in HANDS},
        attestors=policy.attestor_addresses(),
        threshold=policy.threshold,
        delay_seconds=policy.limits.delay_seconds,
        minter_allowance_units=policy.limits.minter_allowance_units_max,
        mint_velocity_units=policy.limits.mint_velocity_units,
        policy_mode=policy.limits.policy_mode,
        policy_threshold_units=policy.limits.transfer_threshold_units,
    )


def planned(
    *,
    coin_id: str,
    issuer_id: str,
    chain_id: int,
    deployer_nonce: int,
    first_block: int,
    depth: int,
    terms: Terms,
    at: datetime,
) -> Deployment:
    """The deployment as it will be: a contract's address follows from who creates it and with which nonce."""
    deployer = terms.roles["deployer"]
    return Deployment(
        coin_id=coin_id,
        issuer_id=issuer_id,
        chain_id=chain_id,
        address=coin_contract.contract_address(deployer, deployer_nonce),
        deployer=deployer,
        source_sha256=source_sha256(),
        terms=terms,
        first_block=first_block,
        depth=depth,
        deployed_at=at,
    )


def deployment_row(deployment: Deployment, recorded_at: datetime) -> Row:
    """The insert of a deployment."""
    return Row(
        "chain.deployment",
        {
            "coin_id": deployment.coin_id,
            "issuer_id": deployment.issuer_id,
            "chain_id": deployment.chain_id,
            "address": deployment.address,
            "deployer": deployment.deployer,
            "source_sha256": deployment.source_sha256,
            "token_name": deployment.terms.name,
            "terms": deployment.terms.as_body(),
            "first_block": deployment.first_block,
            "depth": deployment.depth,
            "deployed_at": deployment.deployed_at,
            "recorded_at": recorded_at,
        },
    )


def deployment_messages(deployment: Deployment) -> tuple[Message, ...]:
    """Create the contract, let the minter mint up to its allowance, and close the coin to unverified holders."""
    terms = deployment.terms
    place: dict[str, Json] = {"contract": deployment.address, "coin_id": deployment.coin_id}
    policy: tuple[Json, ...] = (terms.policy_mode, terms.policy_threshold_units)
    setup = [Call(deployment.address, "master_minter", "configureMinter", _minter(terms))]
    if terms.mint_velocity_units:
        setup.append(Call(deployment.address, "owner", "setMintVelocity", (terms.mint_velocity_units,)))
    if terms.policy_mode != OPEN:
        if terms.delay_seconds:
            # A change of who may hold coins passes after the delay only: it waits in the outbox until then.
            data = coin_contract.coin().encode("setTransferPolicy", *policy)
            setup.append(Call(deployment.address, "owner", "schedule", ("0x" + data.hex(),)))
        setup.append(Call(deployment.address, "owner", "setTransferPolicy", policy))
    messages = [Message("chain.deploy", deployment.coin_id, dict(place))]
    messages += [
        Message("chain.operation", f"{deployment.coin_id}/{call.function}", {**place, **call.as_body()})
        for call in setup
    ]
    return tuple(messages)


def _minter(terms: Terms) -> tuple[Json, ...]:
    return (terms.roles["minter"], terms.minter_allowance_units)


def source_sha256() -> str:
    """The digest of the contract's sources, as its committed artefact has it: what an audit must be of (G 6.5.5)."""
    folder = coin_contract.artefacts_folder()
    artefact = json.loads((folder / coin_contract.ARTEFACT).read_text(encoding="utf-8"))
    return str(artefact["source_sha256"])
