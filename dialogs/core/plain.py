"""Cards of a title and sentences, and sentences with the call's names in them."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.core.turn import Message
from dialogs.ui import elements as el
from dialogs.ui.kit import Action, CardElement
from knowledge.call import Call
from knowledge.call_heading import Heading
from knowledge.call_types import named
from knowledge.french import capitalised, listed, long_date, typeset


def filled(call: Call, template: str, **values: object) -> str:
    """Return ``template`` with the call's names and the ``values`` put in."""
    return template.format(**{**_kept(call)[0], **values})


def of_file(call: Call, template: str, **values: str) -> str:
    """Return a text of the call's application, as its file has it, with the call's values and names and these ``values`` put in."""
    return call.filled(typeset(template), {**_kept(call)[1], **values})


def names_of_file(call: Call) -> frozenset[str]:
    """Return the names that any text of the call's application may put in braces."""
    return call.named | _kept(call)[1].keys()


def _kept(call: Call) -> tuple[dict[str, str], dict[str, str]]:
    """Return what a sentence may name of a call; and of that, what it does not give by the same name, for the texts of its file."""
    names, beside, of = _KEPT.get(call.id, ({}, {}, None))
    if of is not call:
        names, known = _names(call), call.named - ({"issued"} - call.values.keys())  # {issued} without its weekday.
        beside = {name: said for name, said in names.items() if name not in known}
        _KEPT[call.id] = names, beside, call
    return names, beside


# What is put in of each call, with the call that it was made of: nearly every turn says some of it.
_KEPT: dict[str, tuple[dict[str, str], dict[str, str], Call | None]] = {}


def _names(call: Call) -> dict[str, str]:
    """Return what a sentence may name of a call."""
    heading = call.call
    return {
        "opens": heading.opening,
        "closes": long_date(heading.closes),
        "closing": heading.closing,
        "until": heading.until,
        **_closing(heading),
        "title": heading.title,
        "authority": heading.authority,
        "the_service": heading.the_service,
        "The_service": capitalised(heading.the_service),
        "of_service": heading.of_service,
        "to_service": heading.to_service,
        "mission": mission_of(call),
        "deposit_mail": heading.deposit_mail,
        "or_mail": f" ou {heading.deposit_mail}" if heading.deposit_mail not in ("", heading.contact.mail) else "",
        "call_known_as": heading.known_as,
        "call_cited": heading.cited,
        "issued": heading.issued_on,
        **_copies(heading),
        "contact_name": heading.contact.name,
        # Where the call gives one way alone, it stands for the other.
        "contact_mail": heading.contact.ways[0],
        "contact_phones": heading.contact.ways[-1],
        "contact_reach": ", ".join(heading.contact.ways),
    }


def mission_of(call: Call) -> str:
    """Return what one applies for, as it stands after «candidature» and «mission»: «d’expert Op@le»."""
    said = call.application.mission if call.application else ""
    return typeset(said) if said else named("d’{role}", call.call.role)


def _copies(heading: Heading) -> dict[str, str]:
    """Return those who get a copy as sentences say them, with the words that agree with one or several."""
    copies = typeset(listed([one.name for one in heading.copies]))
    many = len(heading.copies) > 1
    return {
        "copies": copies,
        "copies_bare": typeset(listed([one.bare for one in heading.copies])),
        "copies_and": f"{copies} et " if copies else "",
        "with_copies": f", avec {copies} en copie" if copies else "",
        "Copies": capitalised(copies),
        "of_copies": typeset(listed([_of(one.name) for one in heading.copies])),
        "are": "sont" if many else "est",
        "are_not": "ne sont pas" if many else "n’est pas",
        "are_told": "sont destinataires" if many else "est destinataire",
        "to_them": "leur" if many else "lui",
        "them": "les" if many else "la" if copies.startswith("la ") else "le",
        "an_address": "leur adresse" if many else "son adresse",
        "the_address": "les adresses" if many else "l’adresse",
    }


def _of(name: str) -> str:
    """Return «de la DIEPAT», «du rectorat», «de l’inspecteur»."""
    return (
        f"du {name[3:]}" if name.startswith("le ") else f"des {name[4:]}" if name.startswith("les ") else f"de {name}"
    )


def _closing(heading: Heading) -> dict[str, str]:
    """Return the closing as sentences say it: up to when, since when, and whose rule the hour is."""
    if heading.closes_hour is None:
        day = heading.closing
        rule = typeset(" L'appel donne le jour sans l'heure : c'est ma règle.")
        return {"through": f"{day} inclus", "ended": f"la fin du {day}", "rule": rule}
    return {"through": heading.closing, "ended": f"le {heading.closing}", "rule": ""}


def plain_message(title: str, lines: Sequence[str], actions: Sequence[Action] = ()) -> Message:
    """Return a card of a title and sentences."""
    shown = el.card(el.heading(title), *map(_plain, lines), actions=actions)
    return Message("\n".join([title, *lines]), shown)


def _plain(line: str) -> CardElement:
    return el.paragraph(line)
