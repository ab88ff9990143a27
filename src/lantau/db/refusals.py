"""The one thing this room refuses: a world whose name no database can carry."""

from __future__ import annotations

from lantau.refusal import Code

WORLD_NAME = Code(
    "db.world_name",
    "A world's name is not one a database can carry.",
    "Use 1 to 48 small letters, digits, '-' and '_', beginning with a letter or digit.",
)
