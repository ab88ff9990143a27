"""An act lies inside a pilot's scope exactly when every limb holds: held against a second reading of the scope."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lantau.licensing.pilots import Pilot, ProposedAct, Scope, departures

LAST = date(2026, 12, 31)
ADMITTED = datetime(2026, 9, 1, tzinfo=UTC)

scopes = st.builds(
    lambda total, share, public: Scope(("issue", "pay"), total, min(total, share), ("a", "b"), public, LAST),
    st.integers(1, 20),
    st.integers(1, 20),
    st.booleans(),
)
stages = st.sampled_from(["preparing", "closed_trial", "open_trial", "completed", "stopped"])
acts = st.builds(
    ProposedAct, st.sampled_from(["issue", "pay", "lend"]), st.sampled_from("abc"), st.integers(0, 25), st.booleans()
)


@given(scopes, stages, acts, st.integers(0, 20), st.integers(-2, 2))
def test_an_act_is_inside_exactly_when_every_limb_holds(
    scope: Scope, stage: str, proposed: ProposedAct, used: int, days_after: int
) -> None:
    pilot = Pilot("plt", "pty", "plan", "use", "HKD", stage, scope, (), used, ADMITTED)
    holds = {
        "stage": stage.endswith("trial"),
        "ends_on": days_after <= 0,
        "acts": proposed.act != "lend",
        "cap_act_micros": proposed.value_micros <= scope.cap_act_micros,
        "cap_total_micros": used + proposed.value_micros <= scope.cap_total_micros,
        "public_money": scope.public_money or not proposed.with_public,
        "counterparties": scope.public_money or proposed.with_public or proposed.counterparty_id != "c",
    }
    found = {departure.limb for departure in departures(pilot, proposed, LAST + timedelta(days=days_after))}
    assert found == {limb for limb, held in holds.items() if not held}
