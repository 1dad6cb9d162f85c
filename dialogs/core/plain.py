"""Cards of a title and sentences, with the same in words, and the data that their buttons bring back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import ConfigDict

from dialogs.core.turn import Message
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.kit import Action, CardElement, ExecuteAction
from dialogs.ui.patterns import Figure, ListRow
from knowledge.call import Call
from knowledge.call_heading import Heading, named
from knowledge.french import NBSP, capitalised, listed, long_date, typeset


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


# --- The data of a button: unknown keys are left out.

PRESSED = ConfigDict(extra="ignore", defer_build=True)
PRESSED_STRICTLY = ConfigDict(extra="ignore", strict=True, defer_build=True)


# --- A card and its words, made of one list of parts.


@dataclass(frozen=True, slots=True)
class CardPart:
    """What a card shows, and the lines that say it."""

    shown: Sequence[CardElement | None] = ()
    said: Sequence[str] = ()


def told(head: str, *parts: CardPart, actions: Sequence[Action] = (), refresh: ExecuteAction | None = None) -> Message:
    """Return the parts under their title, as a card and as words."""
    lines = [head, *(line for one in parts for line in one.said)]
    body = (element for one in parts for element in one.shown)
    return Message("\n".join(lines), el.card(el.heading(head), *body, actions=actions, refresh=refresh))


def words(*lines: str) -> CardPart:
    """Return paragraphs; what is empty is left out."""
    return CardPart([el.paragraph(line) for line in lines if line], [line for line in lines if line])


def offered(line: str, action: Action) -> CardPart:
    """Return a line with its button below it."""
    return CardPart([el.paragraph(line), el.buttons(action)], [line])


def notes(*lines: str) -> CardPart:
    """Return paragraphs of lesser importance."""
    return CardPart([el.subtle(line) for line in lines], lines)


def titled(title: str, *parts: CardPart) -> CardPart:
    """Return parts under a title of their own; nothing without title nor parts."""
    heading = [el.strong(title)] if title else []
    return joined([CardPart(heading, [title] if title else []), *parts])


def joined(parts: Iterable[CardPart]) -> CardPart:
    """Return several parts as one."""
    every = list(parts)
    return CardPart([one for part in every for one in part.shown], [line for part in every for line in part.said])


def facts(rows: Sequence[tuple[str, str]]) -> CardPart:
    """Return what is known, each under its label."""
    return CardPart([el.facts(rows)], [f"{label}{NBSP}: {value}" for label, value in rows])


def figures(shown: Sequence[Figure]) -> CardPart:
    """Return large numbers side by side."""
    return CardPart([pt.figures(shown)], [f"{one.label}{NBSP}: {one.value}" for one in shown])


def table(
    heads: Sequence[str], lines: Sequence[Sequence[str]], widths: Sequence[int] = (), *, dash: str = ""
) -> CardPart:
    """Return lines under their heads, nothing where there are none; ``dash``: what stands for nothing, and is not said."""
    said = [", ".join(cell for cell in line if not dash or cell != dash) for line in lines]
    return CardPart([pt.table(heads, lines, widths=widths)], said) if lines else CardPart()


def rows(listed: Sequence[ListRow], said: Sequence[str] | None = None) -> CardPart:
    """Return a list, nothing of an empty one; ``said``: its lines, where they are not those of the rows."""
    if not listed:
        return CardPart()
    return CardPart([pt.rows(listed)], [pt.spoken(row) for row in listed] if said is None else said)
