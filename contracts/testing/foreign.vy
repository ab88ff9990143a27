# pragma version 0.4.3
"""
@title Foreign coin of a test
@license Apache-2.0
@notice A plain ERC-20 that somebody sent to the wrong contract. It can be told to answer false. For tests only.
"""

balanceOf: public(HashMap[address, uint256])
refuses: public(bool)


@external
def give(to: address, amount: uint256):
    self.balanceOf[to] += amount


@external
def refuse(refuses: bool):
    self.refuses = refuses


@external
def transfer(to: address, amount: uint256) -> bool:
    if self.refuses:
        return False
    self.balanceOf[msg.sender] -= amount
    self.balanceOf[to] += amount
    return True
