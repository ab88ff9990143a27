"""The refusal codes of access."""

from lantau.refusal import Code

NOT_PERMITTED = Code(
    "access.not_permitted",
    "None of the actor's roles in force may do this operation.",
    "Ask somebody with one of the roles named in the refusal, or have the role appointed.",
)
NOT_OWN_ORGANISATION = Code(
    "access.not_own_organisation",
    "The actor belongs to none of the organisations that the operation may be done for.",
    "Have somebody of an organisation named in the refusal do it.",
)
FOUR_EYES = Code(
    "access.four_eyes",
    "The operation needs a second person of the same organisation who may check it, and there is none.",
    "Have another person with a checking role named in the refusal check it.",
)
UNKNOWN_PERSON = Code(
    "access.unknown_person",
    "No person with that id is enlisted in this world.",
    "Enlist the person, or use the id of one who is.",
)
UNKNOWN_ROLE = Code(
    "access.unknown_role",
    "There is no such role, or it is the system's own.",
    "Use one of the roles that `access` lists.",
)
ALREADY_ENLISTED = Code(
    "access.already_enlisted",
    "A person with that id is enlisted already.",
    "Appoint the person to further roles instead.",
)
ALREADY_APPOINTED = Code(
    "access.already_appointed",
    "The person has that role in force.",
    "Nothing needs to be done.",
)
NOT_APPOINTED = Code(
    "access.not_appointed",
    "The person does not have that role in force.",
    "Revoke only a role that is in force.",
)
OWN_ROLES = Code(
    "access.own_roles",
    "A person may not make or check a change of their own roles.",
    "Have two other persons make and check it.",
)
INCOMPATIBLE_ROLES = Code(
    "access.incompatible_roles",
    "The person would hold a control function together with the front line that it controls.",
    "Appoint another person, or revoke the other role first.",
)
