"""The register's refusal codes."""

from lantau.refusal import Code

NOT_DEPLOYED = Code(
    "register.not_deployed",
    "The coin has no contract that is followed.",
    "Deploy the coin's contract first; a foreign contract is followed by its address.",
)
NOT_FOLLOWED = Code(
    "register.not_followed",
    "Nothing of this contract has been read into the register yet.",
    "Follow it first: lantau register follow.",
)
UNREADABLE = Code(
    "register.unreadable",
    "What the node tells of the contract does not add up, so nothing more of it is posted.",
    "Ask another node. The register goes on by itself once an answer adds up.",
)
NO_COIN = Code(
    "register.no_coin",
    "There is no ERC-20 at that address, or its answers cannot be read as one.",
    "Check the address, the chain of the node, and that the contract is an ERC-20.",
)
BAD_RECORDING = Code(
    "register.bad_recording",
    "The file is not a recording of JSON-RPC answers, or does not hold the answer that was asked for.",
    "Name a file such as examples/recorded-chain/harbour-dollar.json, or the address of a node.",
)
BAD_ADDRESS = Code(
    "register.bad_address",
    "That is no address of a contract.",
    "Write 0x and forty hexadecimal digits.",
)
