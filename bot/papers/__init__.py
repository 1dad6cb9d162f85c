"""``papers``: what a DSI, a RSSI and a DPO ask for before opening, filled from the settings and from the product's own tables.

A paper is a Markdown file beside this one. ``{{NAME}}`` is a setting or one of ``VALUES``; a line ``{{table:name}}`` is one
of ``TABLES``; ``[[…]]`` is what the office has to write. These, and the settings that are not given,
are listed at the paper's end.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from bot.backup import KEPT_NIGHTS, NIGHT, Rehearsal, rehearse
from bot.serving import KEPT_BY, retention
from bot.settings import _SECRET, VERSION, Server, Settings, office_rules
from bot.teams.envelope import MAX_BODY
from bot.teams.tokens import MICROSOFT_HOSTS, STORAGE_HOSTS
from bot.timers import WallClock
from dialogs.ui.report import Block, Grid, PartTitle, Words, WrittenReport, docx
from knowledge.french import DomainError, clock, counted, listed, long_date, number, quoted, sized, typeset
from knowledge.office import DELAYS, HOURS
from knowledge.time.delays import paris_day
from storage.calls import find
from storage.engine import Storage
from storage.kept import KINDS, KeptKind, Purpose
from storage.queries.questions import changed_rules

ROOT = Path(__file__).parents[2]
Table = tuple[list[str], list[list[str]]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the papers are made from. ``rehearsal``: a backup that was just taken and put back; None: none was."""

    settings: Settings
    now: datetime
    call: str  # The title of the call in force.
    rehearsal: Rehearsal | None = None
    changed: Mapping[str, Any] = field(default_factory=dict)  # What the office has put in the place of settings.


async def gathered(settings: Settings, beside: Path) -> Facts:
    """Return the facts of a deployment; a backup is rehearsed in the folder ``beside``, where its database answers."""
    call = find(settings.call, settings.calls_dir).read()
    now = WallClock(settings.now).now()
    rehearsal, changed = None, {}
    with TemporaryDirectory(prefix="essai-", dir=beside) as folder, suppress(DomainError):
        rehearsal = await rehearse(settings.database_url, Path(folder) / "essai.gz", now)
        storage = Storage.open(settings.database_url)
        try:
            changed = dict(await changed_rules(storage))
        finally:
            await storage.close()
    return Facts(settings, now, call.call.title, rehearsal, changed)


def _retention(facts: Facts, purpose: Purpose | None = None) -> Table:
    keep = retention(facts.settings)
    kinds = [kind for kind in KINDS if purpose in (None, kind.purpose)]
    head = ["données", "pourquoi", "catégories", "combien de temps", "réglage", "tables"]
    return head, [
        [kind.what, kind.why, listed(kind.holds) or "–", kind.kept(keep), listed(_settings_of(kind)) or "–",
         ", ".join(f"`{table}`" for table in kind.tables)]
        for kind in kinds
    ]  # fmt: skip


def _settings_of(kind: KeptKind) -> list[str]:
    """Return the settings that say how long a kind is kept."""
    names = dict.fromkeys(KEPT_BY[term] for term in kind.terms if term in KEPT_BY)
    return [f"`{Settings.model_fields[name].alias}`" for name in names]


def _flows(facts: Facts) -> Table:
    """Return who connects where: each address that the program lets itself call, and each that it listens on."""
    s = facts.settings
    rows = [
        ["Azure Bot Service (Microsoft)", f"mandataire{f', {_host(s.public_url)}' if s.public_url else ''}", "443, https",
         f"messages et appuis, {MAX_BODY // 1024} Kio au plus", "jeton signé par Microsoft, vérifié avant lecture"],
        ["Internet", "mandataire", "80, http", "épreuve du certificat, renvoi vers https", "–"],
        ["mandataire", "autorité de certification (Let's Encrypt, ou celle de l'académie)", "443, https", "certificat", "compte ACME"],
        ["mandataire", "assistant", f"{s.port}, http", "`/api/messages` seul", "rien : cloisonnement du réseau"],
        ["assistant", f"{_host(s.openid_metadata_url)}, {_host(s.login_url)}", "443, https",
         "clés de Microsoft, jeton de l'assistant", "`MicrosoftAppPassword`, ou identité gérée"],
        ["assistant", ", ".join(f"`{'*' if one[0] == '.' else ''}{one}`" for one in MICROSOFT_HOSTS), "443, https",
         "réponses et notifications dans Teams", "jeton de l'assistant"],
        ["assistant", ", ".join(f"`{'*' if one[0] == '.' else ''}{one}`" for one in STORAGE_HOSTS), "443, https",
         "fichiers envoyés ou acceptés par la personne", "adresse que Teams donne, sans jeton"],
        ["assistant, sauvegarde, migration", *_base_flow(s.database_url), "toutes les données", "`DATABASE_URL`"],
        ["construction de l'image", "Docker Hub, PyPI", "443, https", "images et bibliothèques", "empreintes vérifiées"],
    ]  # fmt: skip
    if s.role_groups:
        rows.append(["assistant", _host(s.graph_url), "443, https", "les membres des groupes désignés, sans rien d'autre",
                     "jeton de l'assistant, `GroupMember.Read.All`"])  # fmt: skip
    if s.smtp_url:
        server = Server.at(s.smtp_url.get_secret_value())
        rows.append(["assistant", server.host, f"{server.port}, {'TLS' if server.tls else 'STARTTLS si proposé'}",
                     "courriels", "`SMTP_URL`"])  # fmt: skip
    if s.reply_inbox:
        inbox = urlsplit(s.reply_inbox.get_secret_value())
        port = f"{inbox.port or 993}, {inbox.scheme}" if inbox.hostname else "–"
        rows.append(["assistant", inbox.hostname or "dossier local", port,
                     "réponses par courriel", "`REPLY_INBOX`"])  # fmt: skip
    if s.traces_url:
        rows.append(["assistant", _host(s.traces_url), "https", "traces sans donnée personnelle", "–"])
    rows.append(
        [
            "Docker, ou une sonde",
            "assistant",
            f"{s.port}, http",
            "`/healthz`, `/readyz`",
            "rien : cloisonnement du réseau",
        ]
    )
    if s.metrics_port:
        rows.append(
            ["supervision", "assistant", f"{s.metrics_port}, http", "`/metrics`", "rien : cloisonnement du réseau"]
        )
    return ["de", "vers", "port", "ce qui passe", "ce qui l'authentifie"], rows


def _host(url: str) -> str:
    return f"`{urlsplit(url).hostname}`"


def _base(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname:
        return "fichier SQLite, sur la même machine"
    return f"PostgreSQL `{parts.hostname}`, {parts.port or 5432}"


def _base_flow(url: str) -> tuple[str, str]:
    """Return where the database is, and its port."""
    parts = urlsplit(url)
    if not parts.hostname:
        return _base(url), "–"
    tls = (
        "TLS, certificat vérifié"
        if "verify-full" in parts.query
        else "chiffrement non exigé (`?ssl=verify-full` l'exige)"
    )
    return f"PostgreSQL `{parts.hostname}`", f"{parts.port or 5432}, {tls}"


_FOR_TRIALS = ("axllent/mailpit",)


def _components(_facts: Facts) -> Table:
    """Return each part with its version, as the files that start it name it."""
    compose, image = (ROOT / "compose.yaml").read_text("utf-8"), (ROOT / "Dockerfile").read_text("utf-8")
    named = re.findall(r"^    image: ([\w./-]+):([\w.]+)@sha256", compose, re.MULTILINE)
    base = re.search(r"^ARG BASE=([\w]+):([\w.-]+)@sha256", image, re.MULTILINE)
    rows = [
        ["programme", VERSION, "`bot/settings.py`, étiquette Git"],
        *([name, version, "`compose.yaml`"] for name, version in named if name not in _FOR_TRIALS),
    ]
    if base:
        rows.append([f"image de base, {base[1]}", base[2], "`Dockerfile`"])
    return ["composant", "version", "empreinte dans"], rows


_HELD = {
    "MicrosoftAppPassword": "prouve à Microsoft que c'est l'assistant ; deux secrets peuvent être valides à la fois ; son échéance n'est rappelée par rien",
    "DATABASE_URL": "le compte de la base",
    "SMTP_URL": "le compte du relais de messagerie",
    "REPLY_INBOX": "le compte de la boîte des réponses",
}


def _secrets(facts: Facts) -> Table:
    known = {field.alias: name for name, field in Settings.model_fields.items()}
    rows = [
        [f"`{name}`", what, "réglé" if getattr(facts.settings, known[name]) else "absent"]
        for name, what in _HELD.items()
    ]
    rows.append(["`POSTGRES_PASSWORD`", "le compte de la base que crée `compose.yaml`", "hors du programme"])
    return ["secret", "ce que c'est", "état"], rows


def _settings(facts: Facts) -> Table:
    rows = []
    for name, one in Settings.model_fields.items():
        value = getattr(facts.settings, name)
        shown = ("réglé" if value else "absent") if one.alias in _SECRET else _shown(value)
        rows.append([f"`{one.alias}`", shown])
    return ["réglage", "valeur en vigueur"], rows


def _shown(value: object) -> str:
    if isinstance(value, time):
        return clock(value)
    if isinstance(value, tuple) and value and isinstance(value[0], str):
        return counted(len(value), "identifiant")  # Of people and groups: how many is enough.
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "absent"
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "absent" if value is None else str(value)


def _page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def _rows(page: str) -> list[list[str]]:
    """Return the lines of the tables of a page, without heads."""
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


# What a measure needs to be in force, by the first words of its threat; the others are in force everywhere.
_ONLY_WITH: Mapping[str, tuple[Callable[[Settings], object], str]] = {
    "rôle gardé après un départ": (
        lambda _s: None, "pour qui est dans un groupe réglé (`SAEPLE_GROUPS`, `EXPERT_GROUPS`) ; un rôle donné par une liste ou par commande dure "
        "jusqu'à son retrait",
    ),
    "réponse par courriel falsifiée": (
        lambda _s: None, "si une boîte est réglée, et si son serveur ôte les en-têtes `Authentication-Results` venus du dehors",
    ),
    "base et courriels lisibles": (
        lambda s: s.database_url.startswith("sqlite"), "sauvegardes et courriels en fichiers ; la base PostgreSQL a les droits de son serveur",
    ),
    "secret lu dans l’environnement": (lambda _s: None, "selon le déploiement : `deploy/compose.secrets.yaml`"),
    "conteneur qui sert": (lambda _s: None, "sous `compose.yaml` seulement"),
    "sauvegarde qui ne se remet pas": (lambda _s: None, "sous `compose.yaml`, ou par une tâche planifiée"),
}  # fmt: skip


def _all_threats() -> list[list[str]]:
    return [row for row in _rows(_page("securite.md")) if row[0] != "menace"]


def _threats(facts: Facts) -> Table:
    def here(threat: str) -> str:
        needs = next((one for begins, one in _ONLY_WITH.items() if threat.startswith(begins)), None)
        return "oui" if needs is None or needs[0](facts.settings) else needs[1]

    return ["risque", "mesure", "en vigueur ici"], [[row[0], row[1], here(row[0])] for row in _all_threats()]


def _threat_tests(_facts: Facts) -> Table:
    return ["risque", "tests"], [[row[0], row[2]] for row in _all_threats()]


def _residual(_facts: Facts) -> Table:
    told = _page("securite.md").partition("## Ce qui reste ouvert")[2].strip()
    points = re.split(r"\n- ", told.removeprefix("- "))
    return ["risque résiduel", "décision de l'autorité"], [
        [" ".join(one.split()), "accepté / à réduire avant le …"] for one in points
    ]


def _speed(_facts: Facts) -> Table:
    return ["mesure", "chiffre", "visé", "tenu"], [
        [row[0], *row[2:5]] for row in _rows(_page("performance.md")) if row[0] != "quoi" and len(row) > 4
    ]


def _endurance(_facts: Facts) -> Table:
    page = _page("mesures.md").partition("## Tenir")[2].partition("## Taille")[0]
    return ["épreuve", "résultat", "date"], [[row[0], row[2], row[3]] for row in _rows(page) if row[0] != "quoi"]


def _delays(facts: Facts) -> Table:
    """Return the delays in force: those of the settings, or what the office has put in their place."""
    rules = office_rules(facts.settings, facts.changed)
    rows = [[rule.title, rule.says(rules.value(rule))] for rule in (*DELAYS, *HOURS)]
    return ["engagement (jours ouvrés : du lundi au vendredi, hors jours fériés)", "valeur en vigueur"], rows


def _recovery(facts: Facts) -> Table:
    one = facts.rehearsal
    rows = [
        ["perte (RPO), si la base seule est abîmée", f"depuis la dernière sauvegarde réussie : 24 heures si la nuit de {clock(NIGHT)} a réussi, une nuit de "
         f"plus à chaque nuit manquée ; {KEPT_NIGHTS} nuits gardées ; `doctor` et une alerte disent une nuit manquée"],
        ["perte, si la machine est perdue", "depuis la dernière copie hors de la machine : [[copie hors de la machine : où, à quelle heure, chiffrée par qui]]"],
        ["remise en service (RTO), part du programme", f"{_seconds(one.restored)} pour remettre la base dans un fichier SQLite ; vers PostgreSQL : "
         "[[durée de la remise trimestrielle à la main, et sa date]]" if one else
         "non mesurée : relancez la commande là où la base répond"],
    ]  # fmt: skip
    if one:
        rows += [["répétition", f"{number(one.rows)} lignes, {sized(one.size)} : sauvegarde en {_seconds(one.saved)}, "
                                "remise dans une base vide, relue et comptée"]]  # fmt: skip
    return ["objectif", "valeur"], rows


# What is shown of the page of measures: in plain words, and how its line there begins.
_UNDERSTOOD = (
    ("questions simples sur l'appel, jeux déjà connus : répondues juste", "questions simples sur l’appel"),
    ("… répondues à tort, avec assurance", "… fausses avec assurance"),
    ("phrases jamais vues qui ne doivent rien changer (228, 228 et 120) : changements faits", "… première vue, trois plumes"),
    ("phrases jamais vues, 60 à la suite d'un lundi du service, deux auteurs : traitées juste + bien redemandées · nuisibles", "un lundi du service"),
    ("phrases jamais vues, 40 d'un agent · 40 d'un expert, deux auteurs : traitées juste + bien redemandées", "… 40 phrases d’un agent"),
    ("auteurs dont rien n'a été appris : difficultés · gestes · questions sur l'assistant · courriels · éligibilité", "voix tenues à part"),
    ("auteurs dont rien n'a été appris : questions de suivi comprises en entier", "suivi, sens entier, chaque voix"),
)  # fmt: skip
_NEW_CALL = ("0 (les types seuls)", "5", "15")  # Wordings of an entry, as the lines of the table of a new call begin.


def _seconds(taken: float) -> str:
    return f"{taken:.1f} s".replace(".", ",")


def criteria() -> dict[str, list[dict[str, str]]]:
    """Return the criteria of the RGAA that apply, each with the test that shows it or why none does."""
    found: dict[str, list[dict[str, str]]] = tomllib.loads((Path(__file__).parent / "rgaa.toml").read_text("utf-8"))
    return found


def _rgaa(_facts: Facts) -> Table:
    rows = [
        [one["n"], one["what"], "contrôlé automatiquement hors de Teams" if one.get("test") else one["why"]]
        for one in criteria()["criterion"]
    ]
    return ["critère", "objet", "état"], rows


def _rgaa_tests(_facts: Facts) -> Table:
    return ["critère", "test"], [[one["n"], f"`{one['test']}`"] for one in criteria()["criterion"] if one.get("test")]


def _understanding(_facts: Facts) -> Table:
    """Return how often sentences are understood, known and never seen, and how often wrongly."""
    found = _rows(_page("mesures.md").partition("## Comprendre")[2].partition("## Tenir")[0])
    rows = []
    for said, begins in _UNDERSTOOD:
        line = next(row for row in found if row[0].startswith(begins))
        rows.append([said, line[2], line[3]])
    new = [next(row for row in found if row[0] == wordings and len(row) == 7) for wordings in _NEW_CALL]
    for said, column in (("répondues juste", 2), ("répondues à tort, avec assurance", 4)):
        figures = " · ".join(row[column].strip("*") for row in new)
        rows.append([f"un appel neuf, sans formulation, puis 5, puis 15 par réponse : {said}", f"{figures} %", ""])
    return ["mesure", "résultat", "jour et mois"], rows


def _kinds_of(purpose: Purpose) -> Callable[[Facts], Table]:
    return lambda facts: _retention(facts, purpose)


TABLES: Mapping[str, Callable[[Facts], Table]] = {
    "retention": _retention,
    **{f"retention_{purpose.value}": _kinds_of(purpose) for purpose in Purpose},
    "flows": _flows,
    "secrets": _secrets,
    "settings": _settings,
    "threats": _threats,
    "residual": _residual,
    "speed": _speed,
    "endurance": _endurance,
    "delays": _delays,
    "recovery": _recovery,
    "rgaa": _rgaa,
    "rgaa_tests": _rgaa_tests,
    "components": _components,
    "threat_tests": _threat_tests,
    "understanding": _understanding,
}
VALUES: Mapping[str, Callable[[Facts], str]] = {
    "version": lambda _facts: VERSION,
    "call": lambda facts: facts.call,
    "base": lambda facts: _base(facts.settings.database_url),
    "replicas": lambda facts: "une instance" if facts.settings.database_url.startswith("sqlite") else "deux instances, comme dans `compose.yaml`",
    "shared": lambda facts: "" if facts.settings.database_url.startswith("sqlite") else
    "Les instances ne partagent que la base : l'une peut s'arrêter sans que rien d'accepté ne se perde.",
    "kept_nights": lambda _facts: str(KEPT_NIGHTS),
    "rgaa_count": lambda _facts: str(len(criteria()["criterion"])),
    "mail": lambda facts: "partent par le serveur de messagerie réglé" if facts.settings.smtp_url else
    "sont gardés en fichiers, faute de serveur réglé",
    "reply_box": lambda facts: f"la boîte des réponses, {urlsplit(facts.settings.reply_inbox.get_secret_value()).hostname or 'un dossier local'}"
    if facts.settings.reply_inbox else "la boîte des réponses, non réglée",
    "roles_by": lambda facts: "par les groupes Entra désignés et par commande" if facts.settings.role_groups else
    "par commande d'un membre du service, et par deux listes de départ",
}  # fmt: skip


HERE = Path(__file__).parent
_TABLE = re.compile(r"\{\{table:(\w+)\}\}")
_MARK = re.compile(r"\{\{(\w+)\}\}|\[\[(.+?)\]\]", re.DOTALL)
_LEFT = "## Ce qu'il reste au service à écrire"
_LOCAL = (
    "\n\n**Écrit hors du déploiement, avec des réglages d'essai : ces valeurs ne sont pas celles de la production, ne pas signer. "
    "Relancer là où le service tourne : docker compose run --rm assistant python -m bot papers var/papiers**"
)
# What a setting is, for who has to give it.
_ASKED = {
    "PUBLIC_URL": "adresse publique de l'assistant", "WEBSITE_URL": "adresse de la page du service",
    "TICKETS_URL": "adresse du portail de tickets officiel", "PUBLISHER": "service qui met l'assistant en œuvre",
    "DATA_CONTROLLER": "responsable du traitement", "DATA_CONTROLLER_EMAIL": "courriel du responsable",
    "DPO_CONTACT": "délégué à la protection des données, et comment le joindre",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as it was filled. ``left``: what the office has still to write."""

    name: str
    markdown: str
    left: tuple[str, ...]

    @property
    def title(self) -> str:
        """Return its title."""
        return self.markdown.partition("\n")[0].removeprefix("# ")


def papers(facts: Facts) -> list[Paper]:
    """Return every paper, filled."""
    return [_filled(path, facts) for path in sorted(HERE.glob("*.md"))]


def _filled(path: Path, facts: Facts) -> Paper:
    left: list[str] = []

    def put(mark: re.Match[str]) -> str:
        name, asked = mark[1], mark[2]
        if name in VALUES:
            return VALUES[name](facts)
        given = _given(facts.settings, name) if name else ""
        if given:
            return given
        what = _ASKED[name] if name else " ".join(asked.split())
        left.append(f"{what} (réglage {name})" if name else what)
        return f"**[à écrire : {what}]**"

    with_tables = _TABLE.sub(lambda mark: _table(*TABLES[mark[1]](facts)), path.read_text(encoding="utf-8"))
    text = _MARK.sub(put, with_tables).rstrip()
    said = list(dict.fromkeys(left))
    tail = [f"- ☐ {one}" for one in said] or ["Rien : relisez, datez, signez."]
    day = f"*État au {long_date(paris_day(facts.now))}, version {VALUES['version'](facts)}. Projet à relire et à signer par le service.*"
    if facts.settings.anonymous:
        day += _LOCAL
    head, _, rest = text.partition("\n")
    whole = "\n".join([head, "", day, rest, "", _LEFT, "", *tail, ""])
    return Paper(path.stem, "\n".join(typeset(line) for line in whole.split("\n")), tuple(map(typeset, said)))


def _given(settings: Settings, alias: str) -> str:
    """Return a setting in words, "" where it is not given. A setting that may be a secret is never in a paper."""
    name = next(name for name, field in Settings.model_fields.items() if field.alias == alias)
    value = getattr(settings, name)
    return "" if value in (None, "", ()) else str(value)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def word(paper: Paper, at: datetime, author: str) -> bytes:
    """Return a paper as a document for Word."""
    return docx(
        WrittenReport(
            paper.title, "Dossier d’ouverture de l’assistant", tuple(_blocks(paper.markdown)), author=author, at=at
        )
    )


def _blocks(markdown: str) -> Iterator[Block]:
    """Yield what a report is made of: its parts, paragraphs, lines of lists and tables."""
    for part in re.split(r"\n\s*\n", markdown.partition("\n")[2].strip()):
        lines = [_bare(line) for line in part.split("\n")]
        if part.startswith("## "):
            yield PartTitle(lines[0].removeprefix("## "))
        elif part.startswith("|"):
            head, _, *rows = ([cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines)
            yield Grid(head, [row + [""] * (len(head) - len(row)) for row in rows])
        elif part.startswith("- "):
            yield from (Words(f"• {one}") for one in " ".join(lines).removeprefix("- ").split(" - "))
        else:
            yield Words(" ".join(lines))


def _bare(line: str) -> str:
    return re.sub(r"[*`]", "", line)


def write(facts: Facts, folder: Path) -> list[str]:
    """Write each paper into ``folder``, as Markdown and for Word; return a line on each."""
    folder.mkdir(parents=True, exist_ok=True)
    said = []
    for paper in papers(facts):
        (folder / f"{paper.name}.md").write_text(paper.markdown, encoding="utf-8")
        author = facts.settings.data_controller or facts.settings.publisher
        (folder / f"{paper.name}.docx").write_bytes(word(paper, facts.now, author))
        said.append(typeset(f"{paper.name} : {quoted(paper.title)}, {len(paper.left)} à écrire"))
    return said
