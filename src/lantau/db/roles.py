"""The database roles: who owns the tables, and who acts on them."""

from __future__ import annotations

OWNER = "lantau_owner"
"""Owns every world's database and all that is in it; runs migrations; no superuser."""

APPLICATION = "lantau_app"
"""What a running program acts as: it may do what migrations grant, and may create nothing but temporary tables."""

ADMINISTRATOR = "lantau_server"
"""Superuser of the embedded server; only the supervisor connects as it, to create the other two."""
