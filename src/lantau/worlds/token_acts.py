"""Acts on a coin's contract: deploy it."""

from __future__ import annotations

from lantau.chain import token_policy_file
from lantau.issuance import token_operations
from lantau.refusal import Refusal, Refused
from lantau.worlds.play import Cue, Doing, Made
from lantau.worlds.refusals import NO_NODE


def deploy(cue: Cue) -> Made | Refusal:
    """Deploy a coin's contract on the world's chain, as its token policy says. Its keys follow from the seed."""
    node = cue.stage.node
    if node is None:
        raise Refused(Refusal(NO_NODE, "a contract is deployed on a chain, and this world has none", "chain"))
    arguments = cue.arguments
    policy = token_policy_file.read_token_policy(arguments.file("policy"))
    deployed = token_operations.deploy_token(
        *cue.where,
        cue.stage.book,
        **cue.two,
        coin_id=arguments.text("coin"),
        name=arguments.text("name"),
        symbol=arguments.text("symbol"),
        policy=policy,
        chain_id=node.chain_id,
        deployer_sent_count=node.nonce(policy.hands["deployer"].addresses[0]),
        first_block=node.head().number + 1,
        depth=cue.stage.depth,
        audit=token_operations.Audit(**arguments.table("audit")),
    )
    return deployed if isinstance(deployed, Refusal) else {"id": deployed.address}


ACTS: dict[str, Doing] = {"issuance.deploy_token": Doing(deploy, "coin name symbol policy audit")}
