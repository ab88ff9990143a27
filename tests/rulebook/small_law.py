"""A law small enough to break on purpose: one parameter, one rule, one cadence."""

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

[[cadence]]
kind = "plan"
rule = "XX.plan"
parameter = "business_plan_years"
anchor = "event"
"""
