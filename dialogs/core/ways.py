"""How an application reaches the service: the ways that a call gives, and what is to be enclosed."""

from __future__ import annotations

from dialogs.core import texts
from dialogs.core.plain import filled, of_file
from knowledge.call import Call, Dispatch
from knowledge.french import listed, typeset
from knowledge.understanding.intent.normalise import evened


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
    """Return what the call asks to enclose, the letter first unless its list gives it another place.

    On a site or by post, the call's list is the whole of it: what is written here may be no piece there.
    """
    form = call.application
    if form is None:
        return []
    letter = _letter_of(call)
    first = [letter[:1].lower() + letter[1:]] if letter and not any(map(_is_letter, form.documents)) else []
    return first + [typeset(one) for one in form.documents]


def _letter_of(call: Call) -> str:
    """Return how the letter that goes with the mail is called; "" where none does."""
    form = call.application
    if form is None or form.letter is None or call.dispatch is Dispatch.ELSEWHERE:
        return ""
    return of_file(call, form.mail.letter_heading or form.letter.label)


def _is_letter(document: str) -> bool:
    """Tell whether a document of the call's list is the letter itself, whose place it then gives."""
    return evened(document).startswith("lettre")


def _besides_letter(call: Call) -> list[str]:
    """Return what the call asks to enclose besides the letter that is written here."""
    documents = call.application.documents if call.application else ()
    written = bool(_letter_of(call))
    return [typeset(one) for one in documents if not (written and _is_letter(one))]


def one_file_of(call: Call) -> str:
    """Return the kind of the one file that the whole has to be: «PDF»; "" where the call does not ask it."""
    return call.application.one_file if call.application else ""


def enclosures(call: Call, *, letter: bool = True) -> str:
    """Return what is to be enclosed as a sentence says it, in one file where the call wants it; "" for nothing.

    ``letter``: with what was written here; it is within the one file in any case.
    """
    one_file = one_file_of(call)
    documents = documents_of(call) if letter or one_file else _besides_letter(call)
    said = listed(documents) or (texts.NO_DOCUMENTS if one_file else "")
    return texts.ONE_FILE.format(documents=said, kind=one_file) if one_file else said


def to_do(call: Call, *, shown: bool = False) -> str:
    """Return what the candidate has to do beyond what the assistant does; "" where it does all.

    ``shown``: what is ready is within reach, as below their own application.
    """
    if call.dispatch is Dispatch.SENT:
        return ""
    if call.dispatch is Dispatch.ELSEWHERE:
        said = filled(call, texts.ELSEWHERE, ways=ways_of(call), documents=enclosures(call) or texts.NO_DOCUMENTS)
        return f"{said} {sending_of(call)}".rstrip()
    said = filled(call, texts.MAIL_WITH_DOCUMENTS, documents=enclosures(call))
    return " ".join(filter(None, (said, sending_of(call), "" if shown else texts.READY)))


def sending_of(call: Call) -> str:
    """Return what else the call asks of the sending: the name of the file, its size, the address to write from; "" for nothing."""
    form = call.application
    return of_file(call, form.sending) if form and form.sending else ""
