"""Acts on the reserve: a pool opened, filled, placed, matured and attested."""

from __future__ import annotations

from lantau import reserves
from lantau.dates import hk_date
from lantau.money import asset
from lantau.refusal import Json, Refusal
from lantau.worlds.holder_signatures import token_attestors
from lantau.worlds.keys import attestation_key
from lantau.worlds.play import Cue, Doing, Made


def _made(cue: Cue, answer: reserves.Changed | Refusal) -> Made | Refusal:
    """The position and its pool; and every rule that the pool then breaches, with its paragraph."""
    if isinstance(answer, Refusal):
        return answer
    made: dict[str, Json] = {"id": answer.position_id, "pool_id": answer.pool_id}
    if answer.breached:
        law = {rule.id: rule.citation for rule in cue.stage.book.rules_in_force(hk_date(cue.occurred_at))}
        made["breached"] = {rule_id: law[rule_id] for rule_id in answer.breached}
    return made


def open_pool(cue: Cue) -> Made | Refusal:
    """Open the one pool of a coin."""
    arguments = cue.arguments
    opened = reserves.open_pool(
        *cue.where,
        **cue.two,
        issuer_id=arguments.text("issuer"),
        coin_id=arguments.text("coin"),
        reference=asset(arguments.text("currency")),
        bank=arguments.text("bank"),
        traits=arguments.table("traits", {}),
    )
    return opened if isinstance(opened, Refusal) else {"id": opened.pool_id, "position_id": opened.position_id}


def contribute(cue: Cue) -> Made | Refusal:
    """Put the issuer's own money into the pool."""
    arguments = cue.arguments
    return _made(
        cue,
        reserves.contribute(
            *cue.where,
            cue.stage.book,
            **cue.two,
            pool_id=arguments.text("pool"),
            amount=arguments.amount("amount", arguments.text("currency")),
        ),
    )


def place_deposit(cue: Cue) -> Made | Refusal:
    """Move pool cash into a term deposit."""
    arguments = cue.arguments
    return _made(
        cue,
        reserves.place_deposit(
            *cue.where,
            cue.stage.book,
            **cue.two,
            pool_id=arguments.text("pool"),
            bank=arguments.text("bank"),
            principal=arguments.amount("principal", arguments.text("currency")),
            matures_on=arguments.day("matures_on"),
            traits=arguments.table("traits", {}),
        ),
    )


def buy(cue: Cue) -> Made | Refusal:
    """Buy a reserve asset with pool cash."""
    arguments = cue.arguments
    currency = arguments.text("currency")
    return _made(
        cue,
        reserves.buy(
            *cue.where,
            cue.stage.book,
            **cue.two,
            pool_id=arguments.text("pool"),
            asset_class=arguments.choice("class", reserves.AssetClass),
            name=arguments.text("name"),
            nominal=arguments.amount("nominal", arguments.text("asset", currency)),
            cost=arguments.amount("cost", currency),
            custodian=arguments.text("custodian"),
            traits=arguments.table("traits", {}),
        ),
    )


def mature(cue: Cue) -> Made | Refusal:
    """End a position, at maturity or earlier."""
    arguments = cue.arguments
    return _made(
        cue,
        reserves.mature(
            *cue.where,
            cue.stage.book,
            **cue.two,
            pool_id=arguments.text("pool"),
            position_id=arguments.text("position"),
            proceeds=arguments.amount("proceeds", arguments.text("currency")),
        ),
    )


def attest(cue: Cue) -> Made | Refusal:
    """Sign the pool's eligible market value."""
    arguments = cue.arguments
    pool_id = arguments.text("pool")
    coin_id = next((each.coin_id for each in reserves.pools(cue.stage.database) if each.id == pool_id), "")
    signed = reserves.attest(
        *cue.where,
        cue.stage.book,
        **cue.two,
        pool_id=pool_id,
        attestors=token_attestors(cue, coin_id),
        signer=attestation_key(cue.stage.scenario.seed),
        expires_at=arguments.instant("expires_at"),
    )
    return signed if isinstance(signed, Refusal) else {"attestation": dict(signed.as_body())}


ACTS: dict[str, Doing] = {
    "reserves.open_pool": Doing(open_pool, "issuer coin currency bank traits?"),
    "reserves.contribute": Doing(contribute, "pool amount currency"),
    "reserves.place_deposit": Doing(place_deposit, "pool bank principal currency matures_on traits?"),
    "reserves.buy": Doing(buy, "currency pool class name nominal cost custodian asset? traits?"),
    "reserves.mature": Doing(mature, "pool position proceeds currency"),
    "reserves.attest": Doing(attest, "pool expires_at"),
}
