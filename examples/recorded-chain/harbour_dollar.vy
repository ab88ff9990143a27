# pragma version ~=0.4.3
"""
An invented coin of somebody else's, for trying the register on: an ERC-20 with the roles that such coins have.
It is not the contract of this repository and backs nothing.
"""

event Transfer:
    sender: indexed(address)
    receiver: indexed(address)
    amount: uint256


event Approval:
    owner: indexed(address)
    spender: indexed(address)
    amount: uint256


event MinterConfigured:
    minter: indexed(address)
    minterAllowedAmount: uint256


event MinterRemoved:
    oldMinter: indexed(address)


event Blacklisted:
    account: indexed(address)


event UnBlacklisted:
    account: indexed(address)


event Pause:
    pass


name: public(constant(String[32])) = "Harbour Dollar (simulated)"
symbol: public(constant(String[8])) = "HBD"
decimals: public(constant(uint8)) = 6
currency: public(constant(String[8])) = "HKD"
owner: public(address)
masterMinter: public(address)
pauser: public(address)
blacklister: public(address)
paused: public(bool)
totalSupply: public(uint256)
balanceOf: public(HashMap[address, uint256])
allowance: public(HashMap[address, HashMap[address, uint256]])
minterAllowance: public(HashMap[address, uint256])
isBlacklisted: public(HashMap[address, bool])


@deploy
def __init__(masterMinter: address, pauser: address, blacklister: address):
    self.owner = msg.sender
    self.masterMinter = masterMinter
    self.pauser = pauser
    self.blacklister = blacklister


@internal
def _move(sender: address, receiver: address, amount: uint256):
    assert not self.paused and receiver != empty(address)
    assert not self.isBlacklisted[sender] and not self.isBlacklisted[receiver]
    self.balanceOf[sender] -= amount
    self.balanceOf[receiver] += amount
    log Transfer(sender=sender, receiver=receiver, amount=amount)


@external
def transfer(to: address, amount: uint256) -> bool:
    self._move(msg.sender, to, amount)
    return True


@external
def approve(spender: address, amount: uint256) -> bool:
    self.allowance[msg.sender][spender] = amount
    log Approval(owner=msg.sender, spender=spender, amount=amount)
    return True


@external
def transferFrom(sender: address, to: address, amount: uint256) -> bool:
    self.allowance[sender][msg.sender] -= amount
    self._move(sender, to, amount)
    return True


@external
def configureMinter(minter: address, allowed: uint256) -> bool:
    assert msg.sender == self.masterMinter
    self.minterAllowance[minter] = allowed
    log MinterConfigured(minter=minter, minterAllowedAmount=allowed)
    return True


@external
def removeMinter(minter: address) -> bool:
    assert msg.sender == self.masterMinter
    self.minterAllowance[minter] = 0
    log MinterRemoved(oldMinter=minter)
    return True


@external
def mint(to: address, amount: uint256) -> bool:
    self.minterAllowance[msg.sender] -= amount
    self.totalSupply += amount
    self.balanceOf[to] += amount
    log Transfer(sender=empty(address), receiver=to, amount=amount)
    return True


@external
def burn(amount: uint256):
    self.balanceOf[msg.sender] -= amount
    self.totalSupply -= amount
    log Transfer(sender=msg.sender, receiver=empty(address), amount=amount)


@external
def blacklist(account: address):
    assert msg.sender == self.blacklister
    self.isBlacklisted[account] = True
    log Blacklisted(account=account)


@external
def unBlacklist(account: address):
    assert msg.sender == self.blacklister
    self.isBlacklisted[account] = False
    log UnBlacklisted(account=account)
