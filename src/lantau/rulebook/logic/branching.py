"""The branch of authorized institutions, for the logic that many rules share."""

from __future__ import annotations

from lantau.rulebook.comparisons import Must, Node
from lantau.rulebook.law import Binds, Branch
from lantau.rulebook.reading import Reader


def institution_fact(binds: Binds) -> str:
    """The fact that says whether the one who is bound is an authorized institution."""
    subject = "applicant" if binds is Binds.APPLICANT else "licensee"
    return f"{subject}.is_authorized_institution"


def bound(read: Reader) -> Node | None:
    """Whether the rule binds the subject; None where it binds every institution alike."""
    if read.rule.branch not in (Branch.EXEMPT, Branch.ONLY):
        return None
    institution = read.fact(institution_fact(read.rule.binds))
    return Must(institution) if read.rule.branch is Branch.ONLY else Must(institution, "==", read.no())
