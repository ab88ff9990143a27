"""What logic is: a function from the reader to the comparison."""

from __future__ import annotations

from collections.abc import Callable

from lantau.rulebook.comparisons import Node
from lantau.rulebook.reading import Reader

Logic = Callable[[Reader], Node]
"""A rule's logic: reads facts and parameters, answers with the comparison."""
