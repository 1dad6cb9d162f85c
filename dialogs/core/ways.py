"""How an application reaches the service: the ways that a call gives, and what is to be enclosed."""

from __future__ import annotations

from dialogs.core import texts
from dialogs.core.plain import filled, of_file
from knowledge.call import Call, Dispatch
from knowledge.french import listed, typeset


def ways_of(call: Call) -> str:
    """Return the ways to deposit, as one says them to somebody: «déposez votre dossier dans…, ou adressez-le…»."""
    heading, ways = call.call, []
    if heading.deposit_platform:
        platform = heading.deposit_platform
        way = texts.WAY_PLATFORM_LINK if platform.link else texts.WAY_PLATFORM
        ways.append(way.format(name=platform.name, link=platform.link))
    if heading.deposit_post:
        ways.append(texts.WAY_POST.format(address=heading.deposit_post))
    if heading.deposit_mail:
        ways.append(filled(call, texts.WAY_MAIL))
    return typeset(listed(ways, "ou"))


def documents_of(call: Call) -> list[str]:
    """Return what the call asks to enclose, the letter first.

    On a site or by post, the call's list is the whole of it: what is written here may be no piece there.
    """
    form = call.application
    if form is None:
        return []
    with_mail = form.letter and call.dispatch is not Dispatch.ELSEWHERE
    letter = [of_file(call, form.mail.letter_heading or form.letter.label)] if form.letter and with_mail else []
    return [one[:1].lower() + one[1:] for one in letter] + [typeset(one) for one in form.documents]


def one_file_of(call: Call) -> str:
    """Return the kind of the one file that the whole has to be: «PDF»; "" where the call does not ask it."""
    return call.application.one_file if call.application else ""


def enclosures(call: Call, *, letter: bool = True) -> str:
    """Return what is to be enclosed as a sentence says it, in one file where the call wants it; "" for nothing.

    ``letter``: with what was written here; it is within the one file in any case.
    """
    form, one_file = call.application, one_file_of(call)
    documents = documents_of(call) if letter or one_file else [typeset(one) for one in form.documents] if form else []
    said = listed(documents) or (texts.NO_DOCUMENTS if one_file else "")
    return texts.ONE_FILE.format(documents=said, kind=one_file) if one_file else said


def to_do(call: Call) -> str:
    """Return what the candidate has to do beyond what the assistant does; "" where it does all."""
    if call.dispatch is Dispatch.SENT:
        return ""
    if call.dispatch is Dispatch.BY_HAND:
        return filled(call, texts.MAIL_WITH_DOCUMENTS, documents=enclosures(call, letter=False))
    return filled(call, texts.ELSEWHERE, ways=ways_of(call), documents=enclosures(call) or texts.NO_DOCUMENTS)
