"""A law small enough to break on purpose: one parameter, and one entry of each kind."""

HEAD = """
[jurisdiction]
id = "XX"
title.en = "A small law"
title.zh = "小法"
covered_since = 2026-01-01
covered_until = 2026-12-31
coverage_citation = "O as made"

[[source]]
id = "O"
title.en = "Ordinance"
title.zh = "條例"
citation = "Cap. 0"
dated = 2026-01-01
language = "en"
status = "official"
"""

TOPIC = """
[[parameter]]
id = "business_plan_years"
unit = "years"
bound = "at-least"
level = "regulatory"
title.en = "years of the plan"
title.zh = "計劃年數"

[[parameter.values]]
value = 3
since = 2026-01-01
covered_until = 2026-12-31
citation = "O s.1"

[[rule]]
id = "XX.plan"
kind = "gate"
binds = "applicant"
gates = ["application"]
subject = "applicant"
function = "application.business_plan"
level = "regulatory"
since = 2026-01-01
covered_until = 2026-12-31
citation = "O s.1"
title.en = "Plan"
title.zh = "計劃"
text.en = "A plan."
text.zh = "計劃。"

[[rule.case]]
name = "three"
on = 2026-06-01
outcome = "met"
facts = { "applicant.business_plan_years" = 3 }

[[rule.case]]
name = "two"
on = 2026-06-01
outcome = "breached"
facts = { "applicant.business_plan_years" = 2 }

[[clock]]
id = "XX.clock"
duty = "plan"
binds = "licensee"
level = "regulatory"
since = 2026-01-01
covered_until = 2026-12-31
citation = "O s.2"
anchor = "event"
starts.en = "a plan"
starts.zh = "計劃"
unit = "days"
title.en = "Plan filed"
title.zh = "提交計劃"
text.en = "A plan is filed."
text.zh = "提交計劃。"

[[clock.values]]
value = 7
since = 2026-01-01
covered_until = 2026-12-31
citation = "O s.2"

[[document]]
id = "XX.policy"
binds = "licensee"
level = "regulatory"
since = 2026-01-01
covered_until = 2026-12-31
citation = "O s.3"
authorized_institutions = "exempt"
authorized_institutions_citation = "O s.3(2)"
title.en = "Policy"
title.zh = "政策"
text.en = "A policy."
text.zh = "政策。"

[[judgement]]
id = "XX.fitness"
binds = "officer"
by = "supervisor"
level = "statutory"
since = 2026-01-01
covered_until = 2026-12-31
citation = "O s.4"
title.en = "Fitness"
title.zh = "適當人選"
text.en = "Fit and proper."
text.zh = "適當人選。"

[[note]]
id = "XX.note"
about = "quoted"
since = 2026-01-01
covered_until = 2026-12-31
citation = "O s.5"
title.en = "A number"
title.zh = "數字"
quoted.en = "Ten."
quoted.zh = "十。"
text.en = "No number."
text.zh = "沒有數字。"

[[unruled]]
paragraph = "O s.6"
reason.en = "a purpose"
reason.zh = "目的"
"""
