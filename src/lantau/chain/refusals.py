"""Every way the chain's room says no. A no of the contract or of a node is an exception of ``node``, none of these."""

from __future__ import annotations

from lantau.refusal import Code

ALREADY_APPROVED = Code(
    "chain.already_approved",
    "This person has approved the proposal already, or made it: each approval is another person's.",
    "Let another person who holds the role approve.",
)
BAD_KEY_FILE = Code(
    "chain.bad_key_file",
    "The file is no encrypted keystore (Web3 secret storage, version 3), or does not belong to its address.",
    "Name a keystore that this folder lists, or restore the file from its backup.",
)
BAD_PASSWORD = Code(
    "chain.bad_password",
    "The password does not open the keystore.",
    "Give the password the key was created with.",
)
BAD_POLICY = Code(
    "chain.bad_policy",
    "The token policy cannot be read, or contradicts itself or the contract.",
    "Mend the key that is named; examples/policies/token-policy.toml shows a whole policy.",
)
ILLEGAL_STEP = Code(
    "chain.illegal_step",
    "The proposal's state does not allow this step.",
    "Look up the proposal's state; make a new proposal where this one has ended.",
)
KEY_EXISTS = Code(
    "chain.key_exists",
    "A key of this name or address is in the folder already; a keystore is never overwritten.",
    "Choose another name.",
)
KEY_NOT_IN_USE = Code(
    "chain.key_not_in_use",
    "The key is suspended, compromised, destroyed or in no key list: nothing is signed with it.",
    "Use another key that the list shows in use; take up a suspended one again by a recorded step.",
)
LOOSE_PERMISSIONS = Code(
    "chain.loose_permissions",
    "Others may read the keystore or its folder.",
    "Set the folder to mode 0700 and the file to 0600, then treat the key as seen by others.",
)
NOT_ABANDONED = Code(
    "chain.not_abandoned",
    "The message has not been given up, or what it asked for cannot be asked for again.",
    "See how far it got: lantau chain pending. A payment that failed is made anew.",
)
NOT_AUTHORISED = Code(
    "chain.not_authorised",
    "The token policy does not name this person for the operation.",
    "Let a person act whom the policy names for the role, or change the policy first.",
)
PROPOSAL_EXPIRED = Code(
    "chain.proposal_expired",
    "The proposal's time is over.",
    "Make a new proposal from a new simulation.",
)
SIGNATURE_MISMATCH = Code(
    "chain.signature_mismatch",
    "The signature over the approval is not by the approver's address in the token policy.",
    "Sign the approval's text exactly as it is shown, with the key that the policy lists for the person.",
)
STALE_SIMULATION = Code(
    "chain.stale_simulation",
    "What the operation would do now is not what was proposed or approved.",
    "Look at the new account of what would change, and make a new proposal from it.",
)
UNKNOWN_FUNCTION = Code(
    "chain.unknown_function",
    "The contract has no such function, or none that takes these arguments.",
    "Name a function of the contract and give its arguments in order.",
)
UNKNOWN_KEY = Code(
    "chain.unknown_key",
    "The folder holds no key of this name.",
    "Name a key that the key list shows.",
)
UNKNOWN_MESSAGE = Code(
    "chain.unknown_message",
    "There is no such message for a contract in the outbox.",
    "Name a message that is shown by: lantau chain pending.",
)
UNKNOWN_PROPOSAL = Code(
    "chain.unknown_proposal",
    "No proposal has that id.",
    "Use an id that the list of proposals shows.",
)
WOULD_REVERT = Code(
    "chain.would_revert",
    "The contract would refuse the call as things stand.",
    "Mend what the contract's reason names, then simulate again.",
)
