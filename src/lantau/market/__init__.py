"""Owns the laboratory: licensing rounds, redemption runs, corridors and reforms, as pure arrays of seeded paths."""

__all__: list[str] = []
