# pragma version 0.4.3
"""
@title Wallet of a test
@license Apache-2.0
@notice A contract that signs as EIP-1271 has it: it accepts what its owner's key signed, or what it was told to accept,
        and can be told to answer in other ways. For tests only.
"""

MAGIC: constant(bytes4) = 0x1626ba7e

owner: public(address)
accepted: public(HashMap[bytes32, bool])
manner: public(uint256)  # 0 as EIP-1271 has it, 1 reverts, 2 another magic word


@deploy
def __init__(owner: address):
    self.owner = owner


@external
def accept(digest: bytes32):
    self.accepted[digest] = True


@external
def behave(manner: uint256):
    self.manner = manner


@external
@view
def isValidSignature(digest: bytes32, signature: Bytes[1024]) -> bytes4:
    assert self.manner != 1, "not today"
    if self.manner == 2:
        return 0xffffffff
    if self.accepted[digest]:
        return MAGIC
    if len(signature) == 65:
        v: uint256 = convert(slice(signature, 64, 1), uint256)
        if ecrecover(digest, v, extract32(signature, 0), extract32(signature, 32)) == self.owner:
            return MAGIC
    return 0xffffffff


@external
def forward(target: address, data: Bytes[2048]) -> Bytes[64]:
    """
    @notice Calls `target` as this wallet.
    """
    return raw_call(target, data, max_outsize=64)
