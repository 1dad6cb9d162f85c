"""``make relecture``: whole conversations, mails and documents of plausible people, on one page to be read and signed.

The catalogue draws the worst that a card may hold; this page shows what people will read, in the order they read it.
"""

from __future__ import annotations

import asyncio
import html
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document

from bot.demo.seed import FILE as SCHOOLS
from bot.demo.site import CARDS as LIBRARY
from bot.demo.site import ROOT
from bot.teams.render import card as drawn
from dialogs.application.moves import ROWS as APPLICATION_ROWS
from dialogs.assistance.moves import ROWS as REQUEST_ROWS
from dialogs.core import form_texts as forms
from dialogs.core import texts as general
from dialogs.core.context import Post
from dialogs.core.exchange import Letter, Message, Scope
from dialogs.features import NOTICES
from dialogs.people import texts
from dialogs.questions import answers as questions
from dialogs.questions import texts as questions_texts
from dialogs.questions.texts import BUTTON_ANSWER
from dialogs.router import Router
from dialogs.ui.elements import as_json
from knowledge.schools.register import Register, read_file
from knowledge.understanding.intent.topics import Decision, Verdict
from storage.calls import find, read_base, service
from storage.engine import Storage
from storage.outbox import Row
from storage.schema import migrate
from tests.dialogs.answers import NOW, SITUATIONS, Situation, play, seated
from tests.dialogs.applying import pass_time
from tests.dialogs.delivering import delivered
from tests.lint.catalogue_page import sheet
from tests.talk import Office, Talk, buttons, worded, words

TARGET = ROOT / "var" / "relecture.html"
CALL = "2024-experts-opale"
OPEN, LAST_DAYS, LAST_DAY, CLOSED = (
    datetime(2024, 1, 25, 9, tzinfo=UTC), datetime(2024, 2, 3, 9, tzinfo=UTC), datetime(2024, 2, 5, 9, tzinfo=UTC),
    datetime(2024, 2, 12, 9, tzinfo=UTC),
)  # fmt: skip
SEASONS = (("ouvert", OPEN), ("derniers jours", LAST_DAYS), ("dernier jour", LAST_DAY), ("clos", CLOSED))
# What is left to be answered once function and wave were told.
APPLICATION = (
    "ROUX Camille", "camille.roux@ac-aix-marseille.fr", "0130001F",
    "Secrétaire générale sous Op@le depuis 2022, j’aide déjà deux collègues de mon groupement à payer leurs fournisseurs et à "
    "rapprocher leurs comptes. Je souhaite le faire plus largement, sur place et à distance.",
    "04 42 91 70 00", "oui",
)  # fmt: skip


_STYLE = """
article { max-width: 44rem; margin: 0 0 12px; } article h3 { font-size: 13px; margin: 0 0 2px; color: var(--quiet); }
.plain { white-space: pre-wrap; margin: 0; } .sign { border-top: 1px solid var(--line); padding: 8px 0; }
"""


@dataclass(slots=True)
class Part:
    """One part of the page: a title, and what is said in it, in order: (who, text) or (who, card)."""

    title: str
    said: list[tuple[str, str, dict[str, Any] | None]] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)  # Of the notices.

    def text(self, who: str, text: str) -> None:
        """Add a text."""
        self.said.append((who, text, None))

    def message(self, message: Message, who: str = "Assistant") -> None:
        """Add a message as it is drawn."""
        card = drawn(message.card, message.text) if message.card else None
        self.said.append((who, "" if card else message.text, card))

    def notice(self, row: Row, shown: Message | Letter, who: str = "Notification dans Teams") -> None:
        """Add what somebody was told."""
        self.kinds.add(str(row.notice.kind))
        if isinstance(shown, Message):
            self.message(shown, who)
            return
        self.text(f"Courriel à {shown.name or shown.to}", f"Objet : {shown.subject}\n\n{shown.text}")
        for enclosed in shown.enclosed:
            if enclosed.name.endswith(".docx"):
                lines = [one.text for one in Document(BytesIO(enclosed.content)).paragraphs]
                self.text(f"Pièce jointe {enclosed.name}", "\n".join(lines))


# What nobody meets in a scene that goes as it should.
REFUSALS = tuple(
    max(re.split(r"\{\w+\}", template), key=len).strip()
    for template in (
        forms.NEEDED, forms.NOT_UNDERSTOOD, forms.NO_SCHOOL, forms.UNKNOWN_KEPT, forms.OTHER_KIND, forms.YES_WHAT, forms.NAME_BAD,
        general.NOTHING_PENDING, general.UNKNOWN_BUTTON, questions_texts.UNKNOWN_TITLE,
    )
)  # fmt: skip


class Refused(Exception):
    """A scene met what no scene should: its script is out of date, or the assistant is at fault."""


class Scene:
    """A conversation that is written down as it goes."""

    def __init__(self, part: Part, talk: Talk, *, refused: bool = False) -> None:
        """Begin; ``refused``: it shows refusals."""
        self.part, self.talk, self.refused = part, talk, refused

    async def says(self, *typed: str) -> None:
        """Type one message after the other."""
        for text in typed:
            self.part.text(self.talk.name, text)
            await self._answered(self.talk.says(text))

    async def presses(self, title: str, inputs: dict[str, str] | None = None) -> None:
        """Press a button that is shown."""
        self.part.text(self.talk.name, f"[{title}]")
        await self._answered(self.talk.presses(title, inputs))

    async def opens(self) -> None:
        """Add the assistant."""
        await self._answered(self.talk.opens())

    async def _answered(self, turn: Awaitable[str]) -> None:
        await turn
        for message in self.talk.reply.messages:
            self.part.message(message)
            shown = "\n".join([message.text, *words(as_json(message.card)["body"] if message.card else [])])
            if not self.refused and any(one in shown for one in REFUSALS):
                raise Refused(f"{self.part.title}: {self.part.said[-2][1]} → {shown[:300]}")


async def parts() -> list[Part]:
    """Return all the parts of the page."""
    return [*await _greetings(), *await _conversations(), *await _situations(), *_facts(), _service()]


async def staged(now: datetime, play: Callable[[Office], Awaitable[list[Part]]]) -> list[Part]:
    """Return what ``play`` writes down of an assistant of its own, at that time."""
    with tempfile.TemporaryDirectory() as folder:
        storage = Storage.open(f"sqlite+aiosqlite:///{Path(folder) / 'relecture.db'}")
        await migrate(storage)
        try:
            async with Office.open(storage, read_base(find(CALL)), now) as office:
                office.services = replace(office.services, post=Post(server=True, copy_to="diepat@example.org"))
                office.router = Router(office.services)
                office.register = Register(read_file(SCHOOLS.read_text("utf-8")).schools)
                made = await play(office)
        finally:
            await storage.close()
    return made


async def _greetings() -> list[Part]:
    made = []
    for name, now in SEASONS:

        async def greet(office: Office, name: str = name) -> list[Part]:
            part = Part(f"Accueil d’un agent : appel {name}")
            scene = Scene(part, office.talk())
            await scene.opens()
            await scene.says(
                "bonjour", "Comment candidater ?", "c’est trop tard pour candidater ?", "suis-je éligible ?"
            )
            return [part]

        made += await staged(now, greet)

    async def staff(office: Office) -> list[Part]:
        found = []
        for seat, title in (("agent", "Aide d’un agent"), ("expert", "Accueil et aide d’un expert"),
                            ("saeple", "Accueil et aide d’un membre du SA EPLE")):  # fmt: skip
            part = Part(title)
            scene = Scene(part, office.talk(seat))
            if seat != "agent":
                await scene.opens()
            await scene.says("aide")
            for theme in [
                title
                for title in scene.talk.seen[0 if seat == "agent" else -1].buttons
                if title in set(map(worded, general.HELP_THEMES.values()))
            ]:
                await scene.presses(theme)
            found.append(part)
        part = Part("Dans un canal")
        scene = Scene(part, office.talk(scope=Scope.CHANNEL))
        await scene.says("bonjour", "aide", "Quelle est l’indemnité ?", "mes données", "faut-il un CV ?")
        return [*found, part]

    return made + await staged(OPEN, staff)


async def _conversations() -> list[Part]:
    async def application(office: Office) -> list[Part]:
        one, two, three = (
            Part("Une candidature, du premier mot à la décision"),
            Part("Le SA EPLE décide"),
            Part("Refus et soins"),
        )
        agent, member = office.talk(), office.talk("saeple")
        await member.opens()
        scene = Scene(one, agent)
        await scene.opens()
        await scene.says("je suis SG de collège en vague 2, je peux candidater ?", "candidater", *APPLICATION, "envoyer",
                         "ma candidature", "modifier ma candidature", "annuler", "confidentialité")  # fmt: skip
        mails = await _letters(office, "Ce que reçoivent le SA EPLE et la personne au dépôt")
        office.clock.time = CLOSED
        await pass_time(office)
        await scene.says("je voudrais corriger ma candidature")
        staff = Scene(two, member)
        await staff.says("statut", "candidatures", "statut CA-2024-0001")
        await staff.presses(APPLICATION_ROWS["reject"].button)
        await staff.says(
            "Le réseau cherche d’abord une pratique des régies, que la vôtre ne montre pas encore.", "envoyer"
        )
        decided = await _letters(office, "Ce que reçoit la personne à la décision")
        refused = Scene(three, office.stranger("77777777-7777-4777-8777-777777777777", "Nadia Benali"), refused=True)
        await refused.says(
            "🙂🙂", "Quelle est la recette de la ratatouille ?", "ça m’a pas aidé", "ce n’est pas ma question",
            "mon mot de passe est azerty123", "mon chef me harcèle", "je suis à bout", "statut", "merci", "parler à quelqu’un",
            "mes données",
        )  # fmt: skip
        return [one, mails, two, decided, three]

    async def assistance(office: Office) -> list[Part]:
        part, mine = Part("Une demande d’assistance, vue de l’établissement"), Part("La même, vue de l’expert")
        agent, expert = office.talk(), office.talk("expert")
        await expert.opens()
        asking, handling = Scene(part, agent), Scene(mine, expert)
        await asking.opens()
        await asking.says("demander une assistance", "0130001F", "DEPENSE",
                          "Le paiement d’un fournisseur est rejeté depuis hier.", "oui", "SG", "04 42 91 70 00", "non",
                          "jeudi matin", "envoyer", "mes demandes")  # fmt: skip
        await _heard(office, mine, expert)
        await handling.presses(REQUEST_ROWS["take"].button)
        await _heard(office, part, agent)
        await handling.says("planifier DA-2024-0001 demain à 14h")
        await _heard(office, part, agent)
        office.clock.forward(days=1, hours=5)
        await handling.says("résoudre DA-2024-0001 : le RIB du fournisseur a été corrigé", "envoyer")
        await _heard(office, part, agent)
        await asking.says("c’est résolu, merci")
        return [part, mine]

    async def others(office: Office) -> list[Part]:
        agent, member = office.talk(), office.talk("saeple")
        asked, completed, erased = (
            Part("Une question transmise, et sa réponse"), Part("Un complément demandé"), Part("Des données à effacer"),
        )  # fmt: skip
        for talk in (agent, member):
            await talk.opens()
        asking, answering = Scene(asked, agent), Scene(asked, member)
        await asking.says("transmettre une question au SA EPLE", "Un expert peut-il aider sa propre agence comptable ?",
                          "passer", "envoyer")  # fmt: skip
        await _heard(office, asked, member)
        await answering.says("questions")
        await answering.presses(BUTTON_ANSWER.format(number=1))
        await answering.says("Oui, avec l’accord de l’agent comptable.", "passer", "envoyer")
        await _heard(office, asked, agent)
        for text in ("je suis SG en vague 2, je peux candidater ?", "candidater", *APPLICATION, "envoyer"):
            await agent.says(text)
        await delivered(office, agent, member)
        staff = Scene(completed, member)
        await staff.says("statut CA-2024-0001")
        await staff.presses(APPLICATION_ROWS["ask_complement"].button)
        await staff.says("incomplet", "Précisez votre expérience des régies.", "02/02/2024", "envoyer")
        await _heard(office, completed, agent)
        await Scene(completed, agent).says("compléter ma candidature")
        leaving = office.stranger("66666666-7777-4777-8777-777777777777", "Nadia Benali")
        await Scene(erased, leaving).says("supprimer mes données")
        await Scene(erased, leaving).presses(texts.BUTTON_ERASE_CONFIRM)
        await _heard(office, erased, member)
        return [asked, completed, erased]

    return [*await staged(OPEN, application), *await staged(OPEN, assistance), *await staged(OPEN, others)]


async def _situations() -> list[Part]:
    """Return what people are told at each turn of a request's life."""
    made = []
    for situation in SITUATIONS.values():

        async def told(office: Office, situation: Situation = situation) -> list[Part]:
            talks = await seated(office)
            names = {talk.key: talk.name for talk in talks.values()}
            part = Part(f"Notification : {situation.name[0].lower()}{situation.name[1:]}")
            for row, shown in await play(office, talks, situation.path):
                part.notice(row, shown, f"À {names.get(row.notice.to, 'une autre personne')}, dans Teams")
            return [part]

        made += await staged(NOW, told)
    return made


async def _letters(office: Office, title: str) -> Part:
    part = Part(title)
    for row, shown in await delivered(office):
        part.notice(row, shown)
    return part


async def _heard(office: Office, part: Part, talk: Talk) -> None:
    """Write down what a person gets in their chat."""
    for row, shown in await delivered(office, talk):
        if isinstance(shown, Letter) or row.notice.to == talk.key:
            part.notice(row, shown)


def _facts() -> list[Part]:
    base = read_base(find(CALL))
    facts, silent = Part("Les 27 faits, dans leurs trois temps"), Part("Ce que l’appel ne précise pas")
    for kept, ids, verdict in ((facts, base.facts, Verdict.ANSWER), (silent, base.silent, Verdict.SILENT)):
        for id_ in ids:
            said: dict[str, str] = {}
            for name, now in (SEASONS[0], SEASONS[2], SEASONS[3]):
                answer = questions.compose(base, Decision(verdict, (id_,), 100), now)
                said.setdefault(answer.text, f"{answer.title} ({name})")
            for text, who in said.items():
                kept.text(who, text)
    return [facts, silent]


def _service() -> Part:
    part = Part("Ce que l’assistant dit de lui-même et du service")
    for entry in service().values():
        for text in entry.texts:
            part.text(f"{entry.title} (après la clôture)" if text == entry.after else entry.title, text)
    return part


def page(made: Sequence[Part]) -> str:
    """Return the page: each part with a box to tick and room to sign."""
    cards: list[dict[str, Any]] = []

    def shown(who: str, text: str, card: dict[str, Any] | None) -> str:
        if card is None:
            return f'<article><h3>{html.escape(who)}</h3><p class="plain">{html.escape(text)}</p></article>'
        cards.append(card)
        return f'<article><h3>{html.escape(who)}</h3><div data-card="{len(cards) - 1}"></div></article>'

    sections = "".join(
        f'<section><h2 id="p{number}">{number}. {html.escape(part.title)}</h2>'
        + "".join(shown(*one) for one in part.said)
        + f'<p class="sign"><label><input type="checkbox"> Relu : {html.escape(part.title)}</label> '
        '<label>Par <input></label> <label>Le <input type="date"></label></p></section>'
        for number, part in enumerate(made, 1)
    )
    links = "".join(
        f'<li><a href="#p{number}">{html.escape(part.title)}</a></li>' for number, part in enumerate(made, 1)
    )
    body = f"""<header><h1>Relecture : {len(made)} parties, {len(cards)} cartes</h1>
<p>À relire du début à la fin, comme le liraient les personnes ; cochez et signez chaque partie.</p>
<button type="button" id="dark" aria-pressed="false">Thème sombre</button></header>
<nav><ol>{links}</ol></nav><main>{sections}</main>"""
    return sheet("Relecture de l’assistant Op@le", body, cards, _STYLE)


def as_text(made: Sequence[Part]) -> str:
    """Return the same as text: to be read, searched and compared without drawing anything."""
    lines: list[str] = []
    for number, part in enumerate(made, 1):
        lines += ["", f"## {number}. {part.title}"]
        for who, text, card in part.said:
            shown = (
                [text]
                if card is None
                else [*words(card["body"]), " ".join(f"[{one['title']}]" for one in buttons(card))]
            )
            lines += ["", f"{who} :", *filter(None, shown)]
    return "\n".join(lines)


def main() -> None:
    """Write the page, and the same as text; of cards the text alone where nothing draws them here."""
    made = asyncio.run(parts())
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.with_suffix(".txt").write_text(as_text(made), "utf-8")
    if not LIBRARY.is_dir():
        sys.exit(
            f"{TARGET.with_suffix('.txt').name} est écrit ; pour les cartes, il manque ce qui les dessine : npm ci."
        )
    TARGET.write_text(page(made), "utf-8")
    print(f"{TARGET.relative_to(ROOT)} : {len(made)} parties, {sum(len(one.said) for one in made)} textes et cartes")
    left = sorted({str(kind) for kind in NOTICES}.difference(*(part.kinds for part in made)))
    print(
        f"{len(NOTICES) - len(left)} sortes de notification sur {len(NOTICES)} ; les autres sont dans le catalogue : {', '.join(left)}"
    )


if __name__ == "__main__":
    main()
