"""«réglages du service»: what the SA EPLE changes itself, with what it was before, who changed it and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import Message, Pressed, Reply, notes, titled, told, words
from dialogs.core.filling import place, start
from dialogs.core.form import AnswerRefused, Choice, Field, FieldRefused, Form, free_text
from dialogs.core.form_texts import TOPICS
from dialogs.core.route import SA_EPLE, Route, Taking, Theme, helps
from dialogs.people import texts
from dialogs.ui import elements as el
from knowledge.french import brief_instant, quoted, shortened
from knowledge.office import DELAYS, HOURS, OfficeRules, Rule, RuleRefused, notice_rule, topic_rules
from knowledge.understanding.matter import ANYTHING
from knowledge.understanding.words import plain_words
from storage.actions import questions as actions
from storage.actions.drafts import Draft
from storage.actions.questions import RoleMissing
from storage.queries.questions import RuleChange, rule_changes

_SHOWN = 5
_OFFERED = 8  # Rules to choose from, where several are meant.
_FORM = "office_rule"
_BACK = frozenset({"d'origine", "origine", "par défaut", "defaut", "défaut", "d’origine"})


class RulePress(Pressed):
    """The rule that a button is about; "" where none was chosen."""

    name: str = ""


def rules_of(services: Services) -> Mapping[str, Rule]:
    """Return all that may be changed, by name: delays, hours, the subjects' names, the first lines of notices."""
    found = [*DELAYS, *HOURS, *(topic_rules(TOPICS) if services.assistance else ())]
    told_here = services.registry.notices.told if services.registry and services.registry.notices else {}
    for kind, feature in sorted(told_here.items()):
        spec = feature.specs[kind]
        lines = [one.first_line for one in (spec.owner, spec.staff) if one is not None and not spec.silent]
        found += [notice_rule(line) for line in lines if isinstance(line, str) and line]
    return {rule.name: rule for rule in found}


async def show(turn: Turn) -> Reply:
    """Show the delays and hours in force, the last changes, and how to change one."""
    rules, known = turn.services.rules, rules_of(turn.services)
    changes = await rule_changes(turn.storage, _SHOWN)
    lines = [texts.RULE_IS.format(title=rule.title, value=rule.says(rules.value(rule))) for rule in (*DELAYS, *HOURS)]
    parts = [titled(texts.RULES_DELAYS, words(*lines)), titled(texts.RULES_TEXTS, notes(texts.RULES_HOW))]
    if changes:
        said = [_changed(turn, known, one) for one in changes]
        parts.append(titled(texts.RULES_CHANGES, notes(*said)))
    return Reply.of(
        told(texts.RULES_TITLE, *parts, actions=[el.asks(texts.RULES_CHANGE, "office.change", {"name": ""})])
    )


def _changed(turn: Turn, known: Mapping[str, Rule], one: RuleChange) -> str:
    rule = known.get(one.name)
    title = rule.title if rule else one.name
    return texts.RULE_CHANGED.format(
        title=title, former=_said(rule, one.former), value=_said(rule, one.value), by=one.by or texts.NO_NAME,
        when=brief_instant(one.at, turn.now),
    )  # fmt: skip


def _said(rule: Rule | None, value: Any) -> str:
    return texts.RULE_OWN if value is None else rule.says(value) if rule else str(value)


async def begin(turn: Turn, pressed: RulePress) -> Reply:
    """Ask what is to be changed, and to what."""
    answers = {"what": pressed.name} if pressed.name in rules_of(turn.services) else {}
    return await start(turn, _FORM, answers=answers)


def _choose(choices: Sequence[Choice]) -> Callable[[str], str]:
    """Return what finds a rule by its title, or by some words of it. Raises AnswerRefused, with those that it may be."""

    def find(answer: str) -> str:
        said = plain_words(answer)
        exact = [one for one in choices if answer == one.value or plain_words(one.title) == said]
        near = exact or [one for one in choices if {*said.split()} <= {*plain_words(one.title).split()}]
        if len(near) == 1:
            return near[0].value
        some = tuple((near or choices)[:_OFFERED])
        raise AnswerRefused(texts.RULE_SEVERAL if near else texts.RULE_NONE, some)

    return find


def forms(services: Services) -> Iterator[Form]:
    """Return the form that changes a rule."""
    choices = [Choice(rule.name, shortened(rule.title, 100)) for rule in rules_of(services).values()]
    titles = {one.value: one.title for one in choices}
    yield Form(
        name=_FORM,
        title=texts.RULES_CHANGE,
        intro=texts.RULES_INTRO,
        fields=(
            Field("what", texts.RULE_WHAT, texts.RULE_ASK_WHAT, _choose(choices), hint=texts.RULE_WHAT_HINT,
                  choices=tuple(choices[: len(DELAYS) + len(HOURS)]),
                  show=lambda value: titles.get(value, value)),
            Field("value", texts.RULE_VALUE, texts.RULE_ASK_VALUE, free_text, hint=texts.RULE_VALUE_HINT, longest=100, free=True, tells=ANYTHING),
        ),
        send=_send,
        again=_again,
        send_title=texts.RULE_SEND,
    )  # fmt: skip


async def _send(turn: Turn, draft: Draft) -> Reply:
    rule = rules_of(turn.services)[draft.answers["what"]]
    typed = draft.answers["value"]
    try:
        value = None if typed.casefold().strip(" .") in _BACK else rule.reads(typed)
        changed = {
            name: one for name, one in {**turn.services.rules.changed, rule.name: value}.items() if one is not None
        }
        OfficeRules(turn.services.rules.given, turn.services.rules.given_quiet, changed)
    except RuleRefused as refused:
        names = ", ".join(f"[{name}]" for name in rule.names)
        raise FieldRefused("value", texts.RULE_BAD[refused.why].format(names=names or "aucun")) from refused
    try:
        await actions.set_rule(turn.storage, place(turn), draft, rule.name, value, now=turn.now, activity=turn.shown)
    except RoleMissing:
        return Reply.text(turn.worded(general.NOT_YOURS))
    said = texts.RULE_DONE.format(title=rule.title, value=quoted(_said(rule, value)))
    shown = el.card(
        el.heading(texts.RULES_TITLE), el.paragraph(said), actions=[el.asks(texts.RULES_SEE, "office.show")]
    )
    return Reply.of(Message(said, shown))


async def _again(_turn: Turn, _nonce: str, _subject: str) -> Reply | None:
    return Reply.text(texts.RULE_DONE_ALREADY)


ROUTES = (
    Route(
        "réglages du service",
        show,
        says=("reglages du service", "reglages", "les reglages", "voir les reglages", "parametres"),
        verbs=("office.show",),
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_PEOPLE, "voir et changer les délais, les heures, les objets, les textes"),
    ),
    Route(
        "changer un réglage",
        Taking(RulePress, begin),
        says=("changer un reglage", "modifier un reglage", "changer les delais", "changer un delai", "changer les horaires"),
        verbs=("office.change",),
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_PEOPLE, "changer un réglage", listed=False),
    ),
)  # fmt: skip
