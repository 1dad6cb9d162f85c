"""What is said to whoever made a move of a request: what was done, and who hears of it, on the phone by somebody's doing."""

from __future__ import annotations

from dialogs.assistance import handling_texts as texts
from dialogs.core.request_line import named
from knowledge.french import PARIS, counted, instant, listed, long_date
from knowledge.people import PersonKey
from knowledge.request import RequestMove, WaitingFor
from knowledge.time.delays import Delays
from storage.queries.requests import File

_M = RequestMove
_TO_REQUESTER = frozenset(
    {_M.TAKE, _M.ASSIGN, _M.REASSIGN, _M.RELEASE, _M.PLAN, _M.MOVE_SLOT, _M.CANCEL_SLOT, _M.PUT_ON_HOLD, _M.RESOLVE,
     _M.REOPEN, _M.CANCEL}
)  # fmt: skip
# Of an agreement, who gave it on the phone knows.
_IN_TEAMS_ALONE = frozenset({_M.AGREE, _M.TAKE_BACK})
_TO_HOLDER = frozenset(
    {_M.ASSIGN, _M.REASSIGN, _M.MOVE_SLOT, _M.CANCEL_SLOT, _M.AGREE, _M.TAKE_BACK, _M.REFUSE_SOLUTION, _M.REOPEN,
     _M.WITHDRAW, _M.CANCEL}
)  # fmt: skip


def done(file: File, move: RequestMove, by: PersonKey, delays: Delays) -> str:
    """Return what is said to ``by``, who has just made ``move``: what was done, and who hears of it."""
    request = file.request
    said = texts.DONE[move].format(
        reference=file.reference,
        holder=file.holder_name,
        slot=instant(request.slot) if request.slot else "",
        resume=long_date(request.resume_at.astimezone(PARIS).date()) if request.resume_at else "",
    )
    return " ".join(filter(None, (said, told(file, move, by, delays))))


def told(file: File, move: RequestMove, by: PersonKey, delays: Delays) -> str:
    """Return the sentences that say who hears of ``move``, just made by ``by``; empty if nobody else does."""
    request = file.request
    hears = move in _TO_REQUESTER | _IN_TEAMS_ALONE and request.requester != by
    if move is _M.PUT_ON_HOLD and request.waiting_for is not WaitingFor.SCHOOL:
        hears = False
    in_teams = []
    if move in _TO_HOLDER and file.holder_active and request.holder not in (None, by):
        just_named = move in (_M.ASSIGN, _M.REASSIGN)
        in_teams.append(texts.TOLD_EXPERT if just_named else named(file.holder_name) or texts.SOMEBODY)
    if hears and request.requester:
        in_teams.append(texts.TOLD_REQUESTER)
    said = []
    if in_teams:
        who = listed(in_teams)
        template = texts.TOLD_ONE if len(in_teams) == 1 else texts.TOLD_TWO
        said.append(template.format(who=who[0].upper() + who[1:]))
    if hears and request.requester is None and move not in _IN_TEAMS_ALONE:
        said.append(_outside(file, by))
    if hears and move is _M.RESOLVE:
        said.append(texts.CLOSES_ALONE.format(days=counted(delays.confirm_days, "jour ouvré", "jours ouvrés")))
    return " ".join(said)


def _outside(file: File, by: PersonKey) -> str:
    """Say how a contact who is not known in Teams hears of it: as the outbox will have it done."""
    contact, holder = file.request.contact, file.request.holder
    if contact.mail:
        return texts.TOLD_BY_MAIL
    if holder in (None, by) or not file.holder_active:
        return texts.TO_BE_PHONED.format(contact=named(contact.name), phone=contact.phone)
    return texts.PHONED_BY.format(holder=named(file.holder_name) or texts.SOMEBODY, contact=named(contact.name))
