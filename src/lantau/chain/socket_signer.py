"""A signer in another process: an HSM's or a KMS's, or the reference ``signing_stub``, over a Unix socket.

A frame is four bytes of length (big-endian) and that much JSON. A request says what to sign three times over: the
digest, the structure the digest is made of, and words for people; the other side makes the digest and the words again
from the structure and refuses a difference, so what was approved is what is signed (G 6.5.7(7)). The request's id is a
digest of its content: asked again it is the same request, and its signature is the same. No answer, half an answer or
an answer by another key raises ``SignerAway``; a no of the other side raises ``SignerRefused``.
"""

from __future__ import annotations

import hashlib
import json
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lantau.chain.coin_contract import ContractInterface, DecodedCall, coin
from lantau.chain.signing import Purpose, SignedTransaction, TransactionRequest
from lantau.chain.typed_data import Domain, Statement, digest, personal_digest, signer_of

VERSION = 1
FRAME_BYTES_MAX = 1 << 20
TIMEOUT_SECONDS = 10.0
DEPLOY = "deploy"
"""The name under which a key list allows a transaction that creates a contract."""


class SignerAway(Exception):  # noqa: N818 - an outage, in the words of the house
    """The signer gave no answer that counts. Ask again, the same: signing twice gives the same signature."""


class SignerRefused(Exception):  # noqa: N818 - the signer's no, not ours
    """The signer answered no, with its reason."""


class SocketSigner:
    """Signs for one address through a socket. ``interface`` reads calldata; the coin's own unless told."""

    def __init__(
        self,
        path: Path,
        address: str,
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
        interface: ContractInterface | None = None,
    ) -> None:
        self._path = path
        self._address = address.lower()
        self._timeout_seconds = timeout_seconds
        self._interface = interface

    def __repr__(self) -> str:
        return f"SocketSigner({self._address} at {self._path})"

    @property
    def address(self) -> str:
        """The address signed for, in lower case."""
        return self._address

    def sign_digest(self, digest: bytes, *, purpose: Purpose, words: str) -> bytes:
        """65 bytes, if the other side signs blind at all: it cannot see what the digest stands for."""
        return self._asked(digest, {"kind": "digest", "purpose": purpose.value, "words": words})

    def sign_statement(self, domain: Domain, statement: Statement, *, purpose: Purpose, words: str) -> bytes:
        """65 bytes over a statement, sent with its domain and fields."""
        body = {
            "kind": "statement",
            "purpose": purpose.value,
            "words": words,
            "domain": domain.as_mapping(),
            "primary_type": statement.primary_type,
            "message": plain(statement.message),
        }
        return self._asked(digest(domain, statement), body)

    def sign_text(self, text: str, *, purpose: Purpose) -> bytes:
        """65 bytes over a text."""
        return self._asked(personal_digest(text), {"kind": "text", "purpose": purpose.value, "words": text})

    def sign_transaction(self, request: TransactionRequest) -> SignedTransaction:
        """The transaction signed, sent with the call that its data were read as."""
        call = called(self._interface or coin(), request)
        body = {
            "kind": "transaction",
            "purpose": Purpose.TRANSACTION.value,
            "words": transaction_words(request, call),
            "transaction": transaction_body(request),
            "call": None if call is None else {"function": call.function, "arguments": plain(call.arguments)},
        }
        return request.signed(self._asked(request.signing_digest(), body))

    def _asked(self, signed_digest: bytes, body: Mapping[str, Any]) -> bytes:
        content = {**body, "version": VERSION, "address": self._address, "digest": "0x" + signed_digest.hex()}
        request_id = hashlib.sha256(_spelled(content)).hexdigest()[:32]
        answer = self._exchanged({**content, "id": request_id})
        if answer.get("id") != request_id:
            raise SignerAway("the signer answered another request")
        if "refused" in answer:
            raise SignerRefused(str(answer["refused"]))
        try:
            signature = bytes.fromhex(str(answer["signature"]).removeprefix("0x"))
        except (KeyError, ValueError):
            raise SignerAway("the signer's answer holds no signature") from None
        if signer_of(signed_digest, signature) != self._address:
            raise SignerAway(f"the signature that came back is not by {self._address}")
        return signature

    def _exchanged(self, request: Mapping[str, Any]) -> dict[str, Any]:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
                link.settimeout(self._timeout_seconds)
                link.connect(str(self._path))
                send_frame(link, request)
                answer = receive_frame(link, time.monotonic() + self._timeout_seconds)
        except (OSError, ValueError) as failure:
            raise SignerAway(f"the signer at {self._path} gave no whole answer: {failure}") from failure
        if answer is None:
            raise SignerAway(f"the signer at {self._path} closed without an answer")
        return answer


def called(interface: ContractInterface, request: TransactionRequest) -> DecodedCall | None:
    """The call that a transaction's data are; the deployment of ``interface``; None when nobody can read them."""
    if request.to:
        return interface.decode_call(request.data)
    values = interface.decode_deployment(request.data)
    return None if values is None else DecodedCall(DEPLOY, DEPLOY, values)


def transaction_words(request: TransactionRequest, call: DecodedCall | None) -> str:
    """What a transaction does, for people: made from the structure alone, so both sides arrive at the same words."""
    what = str(call) if call is not None else f"data nobody can read, {len(request.data)} bytes"
    where = f"contract {request.to}" if request.to else "a new contract"
    sent = f", sending {request.value} wei" if request.value else ""
    return f"{what} on {where}, chain {request.chain_id}, nonce {request.nonce}{sent}"


def transaction_body(request: TransactionRequest) -> dict[str, Any]:
    """A transaction as plain data."""
    return {
        "chain_id": request.chain_id,
        "nonce": request.nonce,
        "to": request.to,
        "data": "0x" + request.data.hex(),
        "gas_limit": request.gas_limit,
        "maximum_fee": request.fees.maximum,
        "priority_fee": request.fees.priority,
        "value": request.value,
    }


def plain(value: Any) -> Any:
    """Values of calls and statements as JSON holds them: bytes in hexadecimal, tuples as lists."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def send_frame(link: socket.socket, body: Mapping[str, Any]) -> None:
    """Write one frame. Raises ValueError when it is too long, OSError when nobody takes it."""
    raw = _spelled(body)
    if len(raw) > FRAME_BYTES_MAX:
        raise ValueError(f"{len(raw)} bytes are more than a frame holds")
    link.sendall(len(raw).to_bytes(4, "big") + raw)


def receive_frame(link: socket.socket, until: float) -> dict[str, Any] | None:
    """One frame, None when the other side closed before any of it. Raises ValueError for half a frame, TimeoutError
    when it is not whole at ``until`` on the monotonic clock."""
    head = _received(link, 4, until)
    if not head:
        return None
    length = int.from_bytes(head, "big")
    if len(head) < 4 or length > FRAME_BYTES_MAX:
        raise ValueError("no whole frame")
    raw = _received(link, length, until)
    if len(raw) < length:
        raise ValueError("half a frame")
    body = json.loads(raw)
    if not isinstance(body, dict):
        raise ValueError("a frame holds a JSON object")
    return body


def _received(link: socket.socket, count: int, until: float) -> bytes:
    found = bytearray()
    while len(found) < count:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time is over")
        link.settimeout(left)
        part = link.recv(count - len(found))
        if not part:
            break
        found += part
    return bytes(found)


def _spelled(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
