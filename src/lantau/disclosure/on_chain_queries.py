"""What the register and the contract tell of a coin at the close: the reconciliation, its holders, and whose hands."""

from __future__ import annotations

from datetime import date

from lantau.chain import Chain, Deployment, NodeAway, permission_matrix
from lantau.chain import node as nodes
from lantau.chain import queries as chain_queries
from lantau.db import Database
from lantau.refusal import Refusal
from lantau.register import queries as register_queries
from lantau.register import reconciliation
from lantau.rulebook import Finding, Rulebook, Value

ROLES_RULE = "HK.token.roles_in_authorised_hands"
NO_NODE = "this world has no node to ask"


def reconciled(database: Database, chain: Chain, coin_id: str) -> reconciliation.Reconciliation | None:
    """Chain, logs, books and own records of a coin held against each other at one block; None for one on no chain."""
    node = chain.node if isinstance(chain, chain_queries.NodeChain) else None
    found = register_queries.reconcile(database, node, coin_id, why_away="" if node else NO_NODE)
    return None if isinstance(found, Refusal) else found


def token_findings(database: Database, book: Rulebook, chain: Chain, coin_id: str, on: date) -> tuple[Finding, ...]:
    """What the law says of a coin's holders and of the hands that its contract is in; none for a coin on no chain.

    Findings on holders are those breached or unknown. A node that is away leaves the hands unknown.
    """
    with database.read() as connection:
        deployment = chain_queries.deployment(connection, coin_id)
    if deployment is None:
        return ()
    held = register_queries.judged(database, book, coin_id, on=on)
    holders = () if isinstance(held, Refusal) else tuple(each.finding for each in held.findings)
    facts = _hands(database, chain, deployment)
    known = {rule.id for rule in book.rules_in_force(book.law_day(on, hold_last=False))}
    hands = book.judge(ROLES_RULE, facts, subject_id=coin_id, on=on) if ROLES_RULE in known else ()
    return (*holders, *hands)


def _hands(database: Database, chain: Chain, deployment: Deployment) -> dict[str, Value | None]:
    """The grants in force on chain, and those to addresses that the issuer's own decisions gave them to (G 6.5.4)."""
    unknown: dict[str, Value | None] = {
        "token_roles.active_grants_count": None, "token_roles.authorised_grants_count": None,
    }  # fmt: skip
    if not isinstance(chain, chain_queries.NodeChain) or chain.node.chain_id != deployment.chain_id:
        return unknown
    try:
        matrix = permission_matrix.read_matrix(chain.node, deployment.address, first_block=deployment.first_block)
    except (NodeAway, nodes.NodeRefused, nodes.Reverted):
        return unknown
    with database.read() as connection:
        authorised = chain_queries.authorised_addresses(connection, deployment)
    grants = matrix.grants()
    return {
        "token_roles.active_grants_count": len(grants),
        "token_roles.authorised_grants_count": sum(address.lower() in authorised for _, address in grants),
    }
