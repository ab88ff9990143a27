"""Owns the laboratory: licensing rounds, redemption runs and reforms as pure arrays."""

__all__: list[str] = []
