"""Every operation of the room by name; the modules beside this one hold them by what they decide."""

from __future__ import annotations

from lantau.licensing.application_operations import decide, file_application, withdraw
from lantau.licensing.licence_operations import (
    cancel_condition,
    change_licence,
    direct,
    lift_direction,
    register_coin,
)
from lantau.licensing.pilot_operations import admit_pilot, change_stage, observe_pilot, pilot_act, record_evidence

__all__ = [
    "admit_pilot",
    "cancel_condition",
    "change_licence",
    "change_stage",
    "decide",
    "direct",
    "file_application",
    "lift_direction",
    "observe_pilot",
    "pilot_act",
    "record_evidence",
    "register_coin",
    "withdraw",
]
