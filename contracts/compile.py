"""Compiles the coin with the pip package and holds the committed artefacts against it.

`python contracts/compile.py` writes `contracts/artefacts/*.json`; `--check` writes nothing and exits 1 on a difference.
The ABI is what Vyper says, with three things that Vyper 0.4.3 cannot say: the parameter names of the standards
(`from` and `value` are words of the language), the overloads that `__default__` answers, and the custom errors.
"""

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import vyper  # type: ignore[import-untyped]
from vyper.compiler import compile_code  # type: ignore[import-untyped]
from vyper.compiler.input_bundle import FilesystemInputBundle  # type: ignore[import-untyped]
from vyper.compiler.settings import OptimizationLevel, Settings  # type: ignore[import-untyped]
from vyper.utils import method_id  # type: ignore[import-untyped]

HERE = Path(__file__).resolve().parent
CONTRACTS = ("coin.vy", "testing/wallet.vy", "testing/foreign.vy")
EVM_VERSION = "cancun"
OPTIMIZE = OptimizationLevel.GAS

Entry = dict[str, Any]

# the names the standards give, where Vyper needs another word
NAMES_BY_FUNCTION: dict[str, dict[str, str]] = {
    "transfer": {"amount": "value"},
    "transferFrom": {"sender": "from", "amount": "value"},
    "approve": {"amount": "value"},
    "permit": {"amount": "value"},
    "transferWithAuthorization": {"sender": "from", "amount": "value"},
    "receiveWithAuthorization": {"sender": "from", "amount": "value"},
    "burnWithAuthorization": {"sender": "from", "amount": "value"},
    "forcedTransfer": {"sender": "from"},
    "canTransfer": {"sender": "from"},
    "setMinterRefill": {"units_per_second": "unitsPerSecond"},
    "setVerifiedMany": {"accounts_": "accounts"},
    "attestReserve": {"signatures_": "signatures"},
    "mintAttested": {"signatures_": "signatures"},
}
NAMES_BY_EVENT: dict[str, dict[str, str]] = {
    "Transfer": {"sender": "from", "receiver": "to", "amount": "value"},
    "Approval": {"amount": "value"},
    "ForcedTransfer": {"sender": "from", "receiver": "to"},
}
OUTPUTS_BY_FUNCTION: dict[str, tuple[str, ...]] = {
    "reserve": ("amount", "attestedAt", "expiresAt"),
    "minterRefill": ("cap", "unitsPerSecond"),
    "mintVelocity": ("limit", "minted", "windowStart"),
    "transferPolicy": ("mode", "threshold"),
    "eip712Domain": ("fields", "name", "version", "chainId", "verifyingContract", "salt", "extensions"),
}
PARAMETERS_BY_ERROR: dict[str, tuple[str, ...]] = {
    "AccountBlocked": ("account",),
    "NotMintRecipient": ("account",),
    "ERC20InvalidReceiver": ("receiver",),
    "ERC20InvalidSpender": ("spender",),
    "ERC20InsufficientBalance": ("sender", "balance", "needed"),
    "ERC20InsufficientAllowance": ("spender", "allowance", "needed"),
    "ERC7943CannotSend": ("account",),
    "ERC7943CannotReceive": ("account",),
    "ERC7943CannotTransfer": ("from", "to", "amount"),
    "ERC7943InsufficientUnfrozenBalance": ("account", "amount", "unfrozen"),
}
OVERLOADED = ("permit", "transferWithAuthorization", "receiveWithAuthorization", "cancelAuthorization")


def sources(root: Path = HERE) -> list[Path]:
    """Every Vyper file, in the order in which it is hashed."""
    return sorted(root.rglob("*.vy"), key=lambda path: path.relative_to(root).as_posix())


def source_hash(root: Path = HERE) -> str:
    """SHA-256 over every Vyper file: its path from here, a zero byte, its text, a zero byte."""
    digest = hashlib.sha256()
    for path in sources(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def signature(entry: Entry) -> str:
    """The canonical signature of an ABI entry."""
    return f"{entry['name']}({','.join(each['type'] for each in entry['inputs'])})"


def renamed(entry: Entry) -> Entry:
    """The entry with the parameter names of the standards."""
    table = NAMES_BY_EVENT if entry["type"] == "event" else NAMES_BY_FUNCTION
    names = table.get(entry.get("name", ""), {})
    changed = dict(entry, inputs=[dict(each, name=names.get(each["name"], each["name"])) for each in entry["inputs"]])
    outputs = OUTPUTS_BY_FUNCTION.get(entry.get("name", ""), ())
    if outputs and entry["type"] == "function":
        changed["outputs"] = [dict(each, name=name) for each, name in zip(entry["outputs"], outputs, strict=True)]
    return changed


def overload(entry: Entry) -> Entry:
    """The twin that takes v, r, s where `entry` takes the signature as bytes."""
    split = [{"name": "v", "type": "uint8"}, {"name": "r", "type": "bytes32"}, {"name": "s", "type": "bytes32"}]
    return dict(entry, inputs=[*entry["inputs"][:-1], *split])


def errors(root: Path = HERE) -> list[Entry]:
    """The custom errors, as `modules/refusals.vy` spells them."""
    text = (root / "modules" / "refusals.vy").read_text(encoding="utf-8")
    found = []
    for name, types in re.findall(r'method_id\(\s*"(\w+)\(([^)]*)\)"', text):
        kinds = types.split(",") if types else []
        parameters = zip(PARAMETERS_BY_ERROR.get(name, ()), kinds, strict=True)
        found.append(
            {"type": "error", "name": name, "inputs": [{"name": each, "type": kind} for each, kind in parameters]}
        )
    return found


def published_abi(abi: list[Entry], root: Path) -> list[Entry]:
    """The ABI as the world reads it."""
    entries = [renamed(entry) for entry in abi if entry["type"] != "fallback"]
    more = [overload(entry) for entry in entries if entry["type"] == "function" and entry["name"] in OVERLOADED]
    return [*entries, *more, *errors(root)]


def compiled(name: str, root: Path, formats: tuple[str, ...], optimize: OptimizationLevel = OPTIMIZE) -> Entry:
    """What the compiler says of one contract; the same wherever the sources lie."""
    output: Entry = compile_code(
        (root / name).read_text(encoding="utf-8"),
        contract_path=name,
        output_formats=list(formats),
        settings=Settings(evm_version=EVM_VERSION, optimize=optimize),
        input_bundle=FilesystemInputBundle([root]),
    )
    return output


def compile_contract(name: str, root: Path = HERE) -> Entry:
    """The artefact of one contract."""
    output = compiled(name, root, ("abi", "bytecode", "bytecode_runtime", "layout", "userdoc", "devdoc"))
    abi = published_abi(output["abi"], root) if name == "coin.vy" else output["abi"]
    immutables = output["layout"].get("code_layout", {})
    runtime_size = (len(output["bytecode_runtime"]) - 2) // 2 + _immutables_size(immutables)
    return {
        "contract": Path(name).stem,
        "compiler": vyper.__version__,
        "settings": {"evm_version": EVM_VERSION, "optimize": OPTIMIZE.name.lower()},
        "source_sha256": source_hash(root),
        "runtime_size": runtime_size,
        "selectors": {
            signature(entry): "0x" + method_id(signature(entry)).hex()
            for entry in abi
            if entry["type"] in ("function", "error")
        },
        "storage_layout": output["layout"].get("storage_layout", {}),
        "documentation": {"user": output["userdoc"], "developer": output["devdoc"]},
        "abi": abi,
        "bytecode": output["bytecode"],
    }


def _immutables_size(layout: Entry) -> int:
    """What the constructor appends to the code, which counts towards the limit of EIP-170."""
    if "length" in layout and "offset" in layout:
        return int(layout["length"])
    return sum(_immutables_size(each) for each in layout.values())


def rendered(artefact: Entry) -> str:
    """The artefact as it is committed."""
    return json.dumps(artefact, separators=(",", ":"), sort_keys=True) + "\n"


def main() -> int:
    """Writes or checks every artefact."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 on a difference")
    arguments = parser.parse_args()
    different = 0
    for name in CONTRACTS:
        artefact = compile_contract(name)
        path = HERE / "artefacts" / f"{artefact['contract']}.json"
        text = rendered(artefact)
        if not arguments.check:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            print(f"{path.name} is not what the sources compile to; run contracts/compile.py", file=sys.stderr)
            different += 1
        print(f"{artefact['contract']}: {artefact['runtime_size']} bytes at run time")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
