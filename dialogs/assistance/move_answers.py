"""What is said to whoever made a move of a request: what was done, and who hears of it, or has to be phoned."""

from __future__ import annotations

from dialogs.assistance import handling_texts as texts
from dialogs.assistance.moves import ROWS
from dialogs.core.request_line import named
from knowledge.french import PARIS, counted, instant, listed, long_date
from knowledge.lifecycle import Recipient
from knowledge.people import PersonKey
from knowledge.request import RequestMove, WaitingFor
from knowledge.time.delays import Delays
from storage.actions.notices import REQUEST_BY_PHONE
from storage.queries.requests import RequestFile

_M = RequestMove


def answer_to_move(file: RequestFile, move: RequestMove, by: PersonKey, delays: Delays) -> str:
    """Return what is said to ``by``, who has just made ``move``: what was done, and who hears of it."""
    request = file.request
    said = ROWS[move].done.format(
        reference=file.reference,
        holder=file.holder_name,
        contact=named(request.contact.name),
        slot=instant(request.slot) if request.slot else "",
        proposed=listed([instant(one) for one in request.proposed], "ou"),
        resume=long_date(request.resume_at.astimezone(PARIS).date()) if request.resume_at else "",
    )
    return " ".join(filter(None, (said, say_who_hears(file, move, by, delays))))


def say_who_hears(file: RequestFile, move: RequestMove, by: PersonKey, delays: Delays) -> str:
    """Return the sentences that say who hears of ``move``, just made by ``by``; empty if nobody else does."""
    request, row = file.request, ROWS[move]
    if not row.names_who_hears:
        return ""
    hears = row.tells(Recipient.REQUESTER) and request.requester != by
    if move is _M.PUT_ON_HOLD and request.waiting_for is not WaitingFor.SCHOOL:
        hears = False
    in_teams = []
    if row.tells(Recipient.HOLDER) and file.holder_active and request.holder not in (None, by):
        just_named = row.experts is not None  # The sentence before names the expert.
        in_teams.append(texts.THE_EXPERT if just_named else named(file.holder_name) or texts.SOMEBODY)
    if hears and request.requester:
        in_teams.append(texts.THE_REQUESTER)
    said = []
    if in_teams:
        who = listed(in_teams)
        template = texts.GETS_MESSAGE if len(in_teams) == 1 else texts.GET_MESSAGE
        said.append(template.format(who=who[0].upper() + who[1:]))
    if hears and request.requester is None and row.kinds(Recipient.REQUESTER) & REQUEST_BY_PHONE:
        said.append(_outside(file, by))
    if hears and move is _M.RESOLVE:
        said.append(texts.CLOSES_ALONE.format(days=counted(delays.confirm_days, "jour ouvré", "jours ouvrés")))
    return " ".join(said)


def _outside(file: RequestFile, by: PersonKey) -> str:
    """Say how a contact who is not known in Teams hears of it: as the outbox will have it done."""
    contact, holder = file.request.contact, file.request.holder
    if contact.mail:
        return texts.GETS_MAIL
    if holder in (None, by) or not file.holder_active:
        return texts.TO_BE_PHONED.format(contact=named(contact.name), phone=contact.phone)
    return texts.PHONED_BY.format(holder=named(file.holder_name) or texts.SOMEBODY, contact=named(contact.name))
