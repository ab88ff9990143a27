# pragma version 0.4.3
# pragma evm-version cancun
"""A counter: the smallest contract with state, an event, a reason to revert and a lock in transient storage."""

event Counted:
    by: indexed(address)
    value: uint256

owner: public(immutable(address))
value: public(uint256)
of: public(HashMap[address, uint256])

@deploy
def __init__(start: uint256):
    owner = msg.sender
    self.value = start
    log Counted(by=msg.sender, value=start)

@external
@nonreentrant
def add(amount: uint256):
    assert amount != 0, "nothing to add"
    self.value += amount
    self.of[msg.sender] += amount
    log Counted(by=msg.sender, value=self.value)

@external
def clear():
    assert msg.sender == owner, "only the owner"
    self.value = 0
    log Counted(by=msg.sender, value=0)

@external
@view
def where() -> (uint256, uint256, uint256, address):
    return block.number, block.timestamp, chain.id, msg.sender
