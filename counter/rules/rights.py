"""Who may do what: the one table the services check (one-stop-law 1.6, 8.1).

A volunteer prepares and carries; identity, money, acceptance, sending and handing over are a clerk's.
"""

from enum import StrEnum

from counter.errors import Forbidden
from counter.models.staff import Role, StaffView


class Act(StrEnum):
    """Everything a service does on somebody's behalf."""

    READ = "read"  # see dossiers, residents, drafts (identity numbers masked in lists)
    SAVE_DRAFT = "save_draft"
    TAKE_OVER_DRAFT = "take_over_draft"
    CHECK_IDENTITY = "check_identity"
    ACCEPT = "accept"
    TAKE_MONEY = "take_money"  # also the drawer, receipts, giving back
    APPROVE_MONEY = "approve_money"  # be the second person of a void, a refund, a hand-over
    OVERRULE_MONEY = "overrule_money"  # a difference above the tolerance, a payment without a receipt
    SEE_TILL = "see_till"  # everybody's drawers, the month, what is to be deposited
    DEPOSIT = "deposit"
    RECORD_CONSENT = "record_consent"
    CARRY = "carry"  # copy fields to the portal
    SEND = "send"  # say that it was sent; record the portal's code
    MOVE = "move"  # result is ready, a supplement is asked for, it is forwarded, withdrawn, ended
    APPROVE_DECISION = "approve_decision"  # be the second person of a refusal, a stop, an extension
    SECOND_LOOK = "second_look"  # look at what a newcomer has taken
    CORRECT = "correct"  # put an ended dossier back where it was
    HAND_OVER = "hand_over"
    PRINT = "print"
    CALL = "call"  # call residents and note what came of it; letters and lists for who has no phone
    OWN_PIN = "own_pin"  # change the own PIN
    MERGE = "merge"  # make one record of two of the same person, or say that they are two people
    REASSIGN = "reassign"  # give a colleague's dossiers and drafts to another
    CHANGE_APPLICANT = "change_applicant"  # a dossier was taken for the wrong person
    IMPORT = "import"  # take lists of before the first day
    MANAGE_STAFF = "manage_staff"  # see who works here, add somebody
    KEEP_STAFF = "keep_staff"  # give a forgotten PIN anew, let somebody leave or come back
    CHANGE_SETTINGS = "change_settings"
    UPDATE_DATA = "update_data"  # take a signed bundle of fees, law and calendar, or go back from one
    TRUST_KEY = "trust_key"  # say whose bundles are taken
    BACK_UP = "back_up"
    REHEARSE = "rehearse"  # bring a back-up to a scratch place and look into it
    RESTORE = "restore"  # put a back-up in the place of the store
    EXPORT_PERSON = "export_person"  # hand a resident everything that is held on them
    ERASE = "erase"  # delete what is held on a resident, and what was kept long enough
    BREACH = "breach"  # say what was on a machine, for a notice
    DATA_REQUEST = "data_request"  # enter and answer what somebody asks of their own data
    DECIDE_REQUEST = "decide_request"  # end such a request, refuse it, put it off
    VERIFY = "verify"
    FILL_PRACTICE = "fill_practice"


NEW_PIN = "right.new_pin"  # the actor signed in with a PIN that somebody else set, and has to choose one
LEFT = "right.left"  # the actor was shut out, or got another role, since they signed in
_EVERYONE = frozenset(Role)
_COUNTER = frozenset({Role.CLERK, Role.SUPERVISOR})
_LEADERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})

RIGHTS: dict[Act, frozenset[Role]] = {
    Act.READ: _EVERYONE,
    Act.SAVE_DRAFT: _EVERYONE,
    Act.TAKE_OVER_DRAFT: _EVERYONE,
    Act.CHECK_IDENTITY: _COUNTER,
    Act.ACCEPT: _COUNTER,
    Act.TAKE_MONEY: _COUNTER,
    Act.APPROVE_MONEY: _COUNTER,
    Act.OVERRULE_MONEY: _LEADERS,  # the administrator stands for the only supervisor's own drawer
    Act.SEE_TILL: _LEADERS,
    Act.DEPOSIT: frozenset({Role.SUPERVISOR}),
    Act.RECORD_CONSENT: _EVERYONE,
    Act.CARRY: _EVERYONE,
    Act.SEND: _COUNTER,
    Act.MOVE: _COUNTER,
    Act.APPROVE_DECISION: frozenset({Role.SUPERVISOR}),
    Act.SECOND_LOOK: _COUNTER,
    Act.CORRECT: frozenset({Role.SUPERVISOR}),
    Act.HAND_OVER: _COUNTER,
    Act.PRINT: _EVERYONE,
    Act.CALL: _EVERYONE,
    Act.OWN_PIN: _EVERYONE,
    Act.MERGE: frozenset({Role.SUPERVISOR}),
    Act.REASSIGN: frozenset({Role.SUPERVISOR}),
    Act.CHANGE_APPLICANT: _COUNTER,
    Act.IMPORT: _LEADERS,
    Act.MANAGE_STAFF: _LEADERS,
    Act.KEEP_STAFF: frozenset({Role.ADMINISTRATOR}),  # and who stands in, `keeps_staff`
    Act.CHANGE_SETTINGS: _LEADERS,
    Act.UPDATE_DATA: _LEADERS,
    Act.TRUST_KEY: frozenset({Role.ADMINISTRATOR}),
    Act.BACK_UP: _COUNTER | {Role.ADMINISTRATOR},  # all of the store leaves on a stick
    Act.REHEARSE: _COUNTER | {Role.ADMINISTRATOR},
    Act.RESTORE: _LEADERS,
    Act.EXPORT_PERSON: frozenset({Role.SUPERVISOR}),
    Act.ERASE: _LEADERS,
    Act.BREACH: _LEADERS,
    Act.DATA_REQUEST: _COUNTER | {Role.ADMINISTRATOR},
    Act.DECIDE_REQUEST: _LEADERS,
    Act.VERIFY: _EVERYONE,
    Act.FILL_PRACTICE: _EVERYONE,
}


def may(actor: StaffView | None, act: Act) -> bool:
    """Whether this person may do this; nobody signed in may do nothing."""
    if actor is None or not actor.active or (actor.must_change and act is not Act.OWN_PIN):
        return False
    return actor.role in RIGHTS[act]


def keeps_staff(actor: StaffView | None, whom: int | None, administrators: frozenset[int]) -> bool:
    """Whether the actor may give this person a new PIN, or let them leave or come back; None: may make
    somebody an administrator.

    The administrator may. The head of the centre stands in where nobody administers, or only the person it is
    about: a ward is never locked out, and what was done is told to whom it was done. `administrators`: by id,
    those who work here.
    """
    if may(actor, Act.KEEP_STAFF):
        return True
    stands_in = actor is not None and actor.role is Role.SUPERVISOR and may(actor, Act.MANAGE_STAFF)
    return stands_in and administrators <= ({whom} if whom is not None else set())


def require(actor: StaffView | None, act: Act) -> StaffView:
    """The actor, or Forbidden with the reason in words."""
    if actor is not None and may(actor, act):
        return actor
    if actor is not None and actor.active and actor.must_change:
        raise Forbidden(NEW_PIN, who=actor.name)
    raise Forbidden(f"right.{act}", who=actor.name if actor else "")
