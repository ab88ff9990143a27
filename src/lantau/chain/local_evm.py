"""One EVM's state and the execution of a transaction on it: revm under the rules of Cancun, by way of pyrevm.

pyrevm keeps everything it has run in one open journal: storage stays warm for ever, and gas would be wrong from the
second transaction on. So each transaction runs inside a checkpoint; what it changed is read from the journal, the
checkpoint is undone, which makes everything cold again, and the changes are written to the database under it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyrevm import EVM, AccountInfo, BlockEnv, CfgEnv, Env

from lantau.chain.local_transactions import AccessList, Transaction, access_list_gas, intrinsic_gas
from lantau.chain.node import Reverted
from lantau.chain.reverts import revert_reason

TRANSACTION_GAS_MAX = 30_000_000
FUNDS_WEI = 10**30
"""What every account that sends owns in the beginning. Gas costs nothing here, so nobody has to be given any."""

NOBODY = f"0x{'00' * 20}"

_ACCOUNT = re.compile(
    r"(0x[0-9a-f]{40}): Account \{ info: AccountInfo \{ balance: (\d+), nonce: (\d+), code_hash: 0x[0-9a-f]{64}, "
    r"code: (?:None|Some\(Bytecode \{ bytecode: 0x([0-9a-f]*), state: "
    r"(?:Raw|Analysed \{ len: (\d+), jump_map: JumpMap \{ map: \"[0-9a-f]*\" \} \}) \}\)) \}, "
    r"storage: \{((?:[^{}]*\{[^{}]*\})*)\}, status: AccountStatus\(([^)]*)\) \}"
)
_SLOT = re.compile(r"(\d+): StorageSlot \{ previous_or_original_value: (\d+), present_value: (\d+) \}")
_OUTPUT = re.compile(r"Revert \{ gas_used: \d+, output: 0x([0-9a-f]*) \}")


@dataclass(frozen=True, slots=True)
class Emitted:
    """An event as the EVM emits it."""

    address: str
    topics: tuple[str, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What running a transaction came to. ``contract`` is the address it created, if any."""

    succeeded: bool
    gas_used: int
    gas_refunded: int
    output: bytes
    reason: str
    contract: str
    events: tuple[Emitted, ...]


class LocalEvm:
    """The state of one chain at its newest block. Equal transactions in equal blocks always come to equal states."""

    def __init__(self, chain_id: int) -> None:
        self._nonces: dict[str, int] = {}
        self._balances: dict[str, int] = {}
        self._codes: dict[str, bytes] = {}
        self._funded: set[str] = set()
        self._evm = EVM(env=Env(cfg=CfgEnv(chain_id=chain_id)), gas_limit=TRANSACTION_GAS_MAX, spec_id="CANCUN")

    def enter(self, number: int, timestamp: int, mixed: bytes) -> None:
        """From now on run in this block. ``mixed`` is what PREVRANDAO answers, 32 bytes."""
        self._evm.set_block_env(
            BlockEnv(
                number=number, timestamp=timestamp, prevrandao=mixed, excess_blob_gas=0, gas_limit=TRANSACTION_GAS_MAX
            )
        )

    def nonce(self, address: str) -> int:
        """The nonce of the address's next transaction, or of its next creation if it is a contract."""
        return self._nonces.get(address, 0)

    def code(self, address: str) -> bytes:
        """The code at an address."""
        return self._codes.get(address, b"")

    def balance(self, address: str) -> int:
        """The wei an address may send."""
        return self._balances.get(address, 0) + (0 if address in self._funded else FUNDS_WEI)

    def execute(self, transaction: Transaction) -> Outcome:
        """Run a transaction and keep what it changed; its nonce is the sender's next one."""
        sender = transaction.sender
        assert transaction.nonce == self.nonce(sender), "transactions of a sender run in order of nonce"
        if transaction.value > self.balance(sender):
            self._nonces[sender] = transaction.nonce + 1
            return Outcome(False, intrinsic_gas(transaction), 0, b"", "insufficient funds", "", ())
        if sender not in self._funded:
            self._balances[sender] = self.balance(sender)
            self._funded.add(sender)
        self._write(sender)
        outcome, journal = self._run(
            sender,
            transaction.to,
            transaction.data,
            transaction.gas,
            value=transaction.value,
            listed=transaction.access_list,
        )
        if outcome.succeeded:
            self._keep(journal)
        self._nonces[sender] = transaction.nonce + 1
        assert outcome.gas_used > 0, f"revm ran it: {outcome.reason}"
        return outcome

    def call(self, sender: str, to: str, data: bytes, gas: int = TRANSACTION_GAS_MAX) -> Outcome:
        """What a transaction would come to now, changing nothing; ``to`` blank creates a contract."""
        if not to:
            self._write(sender)
        return self._run(sender, to, data, gas, value=0, keep=False)[0]

    def _run(
        self, sender: str, to: str, data: bytes, gas: int, *, value: int, listed: AccessList = (), keep: bool = True
    ) -> tuple[Outcome, str]:
        """Run inside a checkpoint, read the journal if it is to be kept, and undo.

        revm would load an access list for good, outside the checkpoint; it is loaded and paid for here instead.
        """
        evm, contract, output, reason, paid = self._evm, "", b"", "", access_list_gas(listed)
        checkpoint = evm.snapshot()
        try:
            for address, slots in listed:
                evm.basic(address)
                for slot in slots:
                    evm.storage(address, slot)
            evm.basic(sender)  # the sender is warm from the start (EIP-2929); pyrevm leaves that to the caller
            try:
                if to:
                    output = evm.message_call(sender, to, data, value=value, gas=gas - paid, gas_price=0)
                else:
                    contract = evm.deploy(sender, data, value=value, gas=gas - paid)
            except RuntimeError as failed:
                reason = str(failed)
            result = evm.result
            if result is None:  # it was turned away before its first instruction
                return Outcome(False, 0, 0, b"", reason, "", ()), ""
            events: tuple[Emitted, ...] = ()
            if result.is_success:
                events = tuple(Emitted(log.address.lower(), tuple(log.topics), log.data[1]) for log in result.logs)
            elif found := _OUTPUT.search(reason):
                output, reason = bytes.fromhex(found[1]), ""
            else:
                reason = result.reason
            journal = evm.journal_str if keep and result.is_success else ""
            refunded = result.gas_refunded if result.is_success else 0
            return Outcome(
                result.is_success, result.gas_used + paid, refunded, output, reason, contract, events
            ), journal
        finally:
            evm.revert(checkpoint)
            evm.reset_transient_storage()

    def _keep(self, journal: str) -> None:
        """Write what the journal says was changed to the database under it."""
        matched = _ACCOUNT.findall(journal)
        assert len(matched) == journal.count(": Account {"), "pyrevm spells its journal in another way"
        slots: list[tuple[str, int, int]] = []
        for address, balance_text, nonce_text, code, length, storage, status in matched:
            gone = "SelfDestructed" in status
            balance, nonce = (0, 0) if gone else (int(balance_text), int(nonce_text))
            changed = balance != self._balances.get(address, 0)
            if "Created" in status and not gone:
                self._codes[address] = bytes.fromhex(code[: 2 * int(length)] if length else code)
                changed = True
            if address in self._codes and nonce != self._nonces.get(address, 0):
                self._nonces[address] = nonce
                changed = True
            if changed:
                self._balances[address] = balance
                self._write(address)
            if not gone:
                found = _SLOT.findall(storage)
                slots += [(address, int(slot), int(after)) for slot, before, after in found if before != after]
        for address, slot, value in slots:
            # Writing a slot also loads its account, and the next would go to the journal: each is undone by itself.
            checkpoint = self._evm.snapshot()
            self._evm.insert_account_storage(address, slot, value)
            self._evm.revert(checkpoint)

    def _write(self, address: str) -> None:
        """Write an account's balance, nonce and code to the database."""
        code = self._codes.get(address)
        balance = self._balances.get(address, 0)
        info = AccountInfo(balance=balance, nonce=self.nonce(address), code=code)  # type: ignore[call-arg]  # stub lacks it
        self._evm.insert_account_info(address, info)


def refused(outcome: Outcome) -> Reverted:
    """The contract's no as an exception: its text where it gave one, the machine's word where it never came to that."""
    data = outcome.output
    if outcome.reason:
        return Reverted(outcome.reason)
    return Reverted(revert_reason(data), data)
