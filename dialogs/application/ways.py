"""How an application reaches the service: the ways that a call gives, and what is to be enclosed."""

from __future__ import annotations

from dialogs.application import texts
from dialogs.core.plain import filled
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
    letter = [form.mail.letter_heading or form.letter.label] if form.letter and with_mail else []
    return [typeset(one[:1].lower() + one[1:]) for one in letter] + [typeset(one) for one in form.documents]


def to_do(call: Call) -> str:
    """Return what the candidate has to do beyond what the assistant does; "" where it does all."""
    documents = listed(documents_of(call)) or texts.NO_DOCUMENTS
    if call.dispatch is Dispatch.SENT:
        return ""
    if call.dispatch is Dispatch.BY_HAND and call.application:
        asked = typeset(listed(call.application.documents))
        return filled(call, texts.MAIL_WITH_DOCUMENTS, documents=asked)
    return filled(call, texts.ELSEWHERE, ways=ways_of(call), documents=documents)
