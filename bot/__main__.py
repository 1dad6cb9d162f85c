"""The program's commands: ``python -m bot COMMAND``. ``docs/administrateur.md`` and ``docs/developpeur.md`` tell what each is for."""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

from bot.offline import try_call
from bot.serving import assistant, running
from bot.settings import VERSION, LogFormat, Settings, SettingsError, load_settings
from knowledge.french import PARIS, DomainError


def _day(typed: str) -> date:
    """Return a day as it is typed, AAAA-MM-JJ."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {typed} » n’est pas une date : écrivez 2026-02-05") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused (one line says why), 2 misused."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        return int(given.run(given))
    except (SettingsError, DomainError) as error:
        print(_sentence_of(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # Whoever reads the lines, «head» or «less», has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Assistant Op@le pour Microsoft Teams")
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")
    serve = commands.add_parser("serve", help="servir Teams, selon les réglages")
    serve.set_defaults(run=_serve)
    demo = commands.add_parser("demo", help="servir en local une démonstration, sur une base neuve")
    demo.set_defaults(run=_demo)
    chat = commands.add_parser("chat", help="converser dans le terminal")
    chat.add_argument("--as", dest="seat", choices=("agent", "expert", "saeple"), default="agent")
    chat.set_defaults(run=_chat)
    ask = commands.add_parser("ask", help="poser une question à la base de connaissances")
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true")
    ask.set_defaults(run=_ask)
    understand = commands.add_parser("understand", help="dire ce qu’un message veut dire, sans rien faire")
    understand.add_argument("text", nargs="?")
    understand.add_argument("--as", dest="seat", choices=("agent", "expert", "saeple"), default="agent")
    understand.add_argument("--at", help="instant ISO 8601 avec décalage")
    understand.add_argument("--after", help="la question posée juste avant")
    understand.add_argument("--previous", help="la question de suivi posée juste avant")
    understand.add_argument("--asked", help="ce que l’assistant vient de demander, comme est_ce_resolu ou avis")
    understand.add_argument("--form", help="le formulaire ouvert")
    understand.add_argument("--field", help="le champ demandé")
    understand.add_argument("--json", action="store_true", help="la seule forme, admise pour la clarté")
    understand.set_defaults(run=_understand)
    tried = commands.add_parser("try", help="expliquer pourquoi une réponse l’emporte")
    tried.add_argument("text")
    tried.set_defaults(run=_try)
    migrate = commands.add_parser("migrate", help="mettre la base au schéma courant")
    migrate.add_argument("--to", default="", metavar="SCHÉMA", help="ou à celui d’une version d’avant, pour y revenir")
    migrate.set_defaults(run=_migrate)
    _add_operating(commands)
    _add_calls(commands)
    subjects = commands.add_parser("subjects", help="objets des demandes").add_subparsers(
        required=True, metavar="COMMANDE"
    )
    subjects.add_parser("train", help="apprendre comment ils se disent").set_defaults(run=_subjects_train)
    types = commands.add_parser("types", help="questions que l’on pose de tout appel").add_subparsers(
        required=True, metavar="COMMANDE"
    )
    types.add_parser("train", help="apprendre comment elles se disent").set_defaults(run=_types_train)
    types.add_parser("list", help="les dire par thème, avec la phrase d’un appel qui n’en parle pas").set_defaults(
        run=_types_list
    )
    schools = commands.add_parser("schools", help="registre des établissements")
    load = schools.add_subparsers(required=True, metavar="COMMANDE").add_parser(
        "import", help="importer l’annuaire officiel (CSV de fr-en-annuaire-education)"
    )
    load.add_argument("file", type=Path)
    load.add_argument(
        "--retirer", action="store_true", help="retirer ceux que le fichier n’a plus, même s’ils sont nombreux"
    )
    load.set_defaults(run=_schools_import)
    return parser


def _add_calls(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of whoever writes the file of a call."""
    call = commands.add_parser("call", help="fichiers d’appel").add_subparsers(required=True, metavar="COMMANDE")
    check = call.add_parser("check", help="vérifier le fichier d’un appel")
    check.add_argument("file", type=Path)
    check.add_argument(
        "--templates",
        type=Path,
        default=os.environ.get("TEMPLATES_DIR"),
        metavar="DOSSIER",
        help="et les modèles de documents qui s’y trouvent (TEMPLATES_DIR)",
    )
    check.add_argument("--silences", action="store_true", help="et chaque type laissé de côté, avec ce qui sera dit")
    check.add_argument("--all", action="store_true", dest="whole", help="et tout ce qui n’est nommé qu’en partie")
    check.set_defaults(run=_call_check)
    models = call.add_parser("templates", help="écrire les modèles de documents, à adapter")
    models.add_argument("folder", type=Path, metavar="DOSSIER")
    models.set_defaults(run=_call_templates)
    new = call.add_parser("new", help="écrire le fichier d’un nouvel appel, question par question")
    new.add_argument("file", type=Path)
    new.add_argument(
        "--text", type=Path, metavar="TEXTE", help="l’appel tel qu’il est publié (.txt) : ses phrases sont proposées"
    )
    new.set_defaults(run=_call_new)
    tried_call = call.add_parser(
        "try", help="essayer le fichier d’un appel : une conversation privée, dont rien ne reste"
    )
    tried_call.add_argument("file", type=Path)
    tried_call.add_argument("--date", type=_day, metavar="AAAA-MM-JJ", help="converser ce jour-là, à 10 h")
    tried_call.set_defaults(run=_call_try)
    train = call.add_parser("train", help="apprendre les formulations d’un appel (extra « training »)")
    train.add_argument("file", type=Path)
    train.set_defaults(run=_call_train)
    export = call.add_parser("export", help="écrire en TOML ce que le SA EPLE a appris à l’assistant")
    export.set_defaults(run=_call_export)


def _add_operating(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of whoever installs and operates the service."""
    app = commands.add_parser("teams-app", help="faire le paquet à déposer dans Teams")
    app.add_argument("--out", type=Path, default=Path("var/assistant-opale.zip"), metavar="FICHIER")
    app.set_defaults(run=_teams_app)
    doctor = commands.add_parser("doctor", help="examiner l’installation, chaque défaut avec son remède")
    doctor.add_argument(
        "--to", default="", metavar="PERSONNE", help="et lui envoyer un message : identifiant Entra, ou nom"
    )
    doctor.set_defaults(run=_doctor)
    backup = commands.add_parser("backup", help="écrire toute la base dans un fichier, sans arrêter le service")
    backup.add_argument("file", type=Path, metavar="FICHIER")
    backup.set_defaults(run=_backup)
    nights = commands.add_parser("backups", help="sauvegarder, remettre à l’essai, effacer les anciennes")
    nights.add_argument("folder", type=Path, metavar="DOSSIER")
    nights.add_argument("--keep", type=int, default=14, metavar="NUITS")
    nights.add_argument("--every-night", action="store_true", help="rester, et recommencer chaque nuit à 2 h 30")
    nights.set_defaults(run=_backups)
    papers = commands.add_parser("papers", help="écrire les papiers que demandent DSI, RSSI et délégué")
    papers.add_argument("folder", type=Path, metavar="DOSSIER")
    papers.set_defaults(run=_papers)
    restore = commands.add_parser("restore", help="remettre une sauvegarde dans une base vide")
    restore.add_argument("file", type=Path, metavar="FICHIER")
    restore.set_defaults(run=_restore)

    accesses = commands.add_parser("accesses", help="dire qui a ouvert quelle candidature, et quand")
    accesses.add_argument("reference", nargs="?", default="", metavar="CA-AAAA-NNNN")
    accesses.add_argument("--days", type=int, default=0, metavar="JOURS", help="les derniers jours seulement")
    accesses.set_defaults(run=_accesses)


def _sentence_of(error: Exception) -> str:
    from bot.refusals import told

    return told(error)


def _local_settings() -> Settings:
    """Return the settings for commands without a wire: no app registration is needed, nor used."""
    # The groups of Entra are read with the app's token alone.
    environ = {
        name: value
        for name, value in _given().items()
        if not name.startswith("MicrosoftApp") and name not in ("SAEPLE_GROUPS", "EXPERT_GROUPS")
    }
    return load_settings({**environ, "ALLOW_ANONYMOUS": "true", "HOST": "127.0.0.1"})


def _given() -> dict[str, str]:
    """Return what the process's environment gives, completed by ``.env``."""
    from dotenv import dotenv_values

    return {name: value for name, value in {**dotenv_values(".env"), **os.environ}.items() if value is not None}


def _is_deployed() -> bool:
    """Tell whether the settings are those of a service that is open to people."""
    return bool(_given().get("MicrosoftAppId"))


def _deployed_settings() -> Settings:
    """Return the settings of the deployment; those of local use where none is set up here."""
    try:
        return load_settings()
    except SettingsError as error:
        if error.name != "MicrosoftAppId":
            raise
        return _local_settings()


def _serve(_given: argparse.Namespace) -> int:
    gc.disable()  # What a start makes stays: to look through it again and again takes a tenth of it. ``settle`` enables it.
    from bot.app import run
    from bot.serving import serve

    settings = load_settings()
    run(serve(settings))
    return 0


def _demo(_given: argparse.Namespace) -> int:
    from bot.app import run
    from bot.demo.site import demo

    run(demo(dict(os.environ)))
    return 0


def _chat(given: argparse.Namespace) -> int:
    from bot.demo.seed import seed_schools
    from bot.log import configure
    from bot.terminal import Terminal, seat_roles
    from knowledge.french import typeset

    if _is_deployed():
        print(
            typeset(
                "Un service est réglé ici (MicrosoftAppId) : « chat » y parlerait à la place d'un membre. Rien n'a été fait ; lancez-le "
                "dans un autre dossier, sans ces réglages, sur une copie remise par « restore »."
            ),
            file=sys.stderr,
        )
        return 2
    settings = _local_settings()
    configure("warning", settings.log_format)

    async def talk() -> None:
        sqlite = settings.database_url.startswith("sqlite")
        async with assistant(settings, seeds=seat_roles(), migrates=sqlite) as one:
            if sqlite:  # A shared database is given its schools by an import alone.
                await seed_schools(one.services.storage, one.clock.now())
            terminal = Terminal(one.handle, one.clock.now, given.seat)
            async with running(settings, one, terminal):
                await terminal.run(sys.stdin)

    asyncio.run(talk())
    return 0


def _ask(given: argparse.Namespace) -> int:
    from bot.offline import ask

    print(ask(_local_settings(), given.question, as_json=given.json))
    return 0


def _understand(given: argparse.Namespace) -> int:
    from bot.offline import understand, understand_lines

    settings = _local_settings()
    if given.text is None:
        for line in understand_lines(settings, sys.stdin):
            print(line, flush=True)
    else:
        asked = {"q": given.text, "as": given.seat, "at": given.at, "after": given.after, "previous": given.previous,
                 "asked": given.asked, "form": given.form, "field": given.field}  # fmt: skip
        print(understand(settings, asked))
    return 0


def _try(given: argparse.Namespace) -> int:
    from bot.offline import explain

    print(explain(_local_settings(), given.text))
    return 0


def _migrate(given: argparse.Namespace) -> int:
    from bot.offline import migrate

    print(asyncio.run(migrate(_local_settings(), given.to)))
    return 0


def _teams_app(given: argparse.Namespace) -> int:
    from bot.teamsapp.package import package
    from knowledge.french import typeset
    from storage.calls import find

    settings = load_settings()
    content = package(settings, find(settings.call, settings.calls_dir).read())
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_bytes(content)
    print(typeset(f"Paquet écrit : {given.out}. Déposez-le dans le centre d’administration de Teams."))
    return 0


def _doctor(given: argparse.Namespace) -> int:
    from bot.doctor import Grade
    from bot.doctor.examine import doctor
    from bot.log import configure

    configure("error", LogFormat.TEXT)

    async def examined() -> bool:
        sound = True
        async for line in doctor(to=given.to):
            print(line, flush=True)
            sound = sound and line.finding.grade is not Grade.BROKEN
        return sound

    return 0 if asyncio.run(examined()) else 1


def _backup(given: argparse.Namespace) -> int:
    from bot.backup import backup
    from bot.timers import WallClock

    settings = _local_settings()
    print(asyncio.run(backup(settings.database_url, given.file, WallClock(settings.now).now())))
    return 0


def _backups(given: argparse.Namespace) -> int:
    from bot.backup import every_night, is_missed, nightly
    from bot.timers import WallClock

    settings = _local_settings()
    now = WallClock(settings.now).now

    async def once() -> None:
        print(await nightly(settings.database_url, given.folder, now(), given.keep), flush=True)

    async def each_night() -> None:
        try:
            await once()
        except DomainError as error:  # The next night tries again; ``doctor`` and the metrics tell of it.
            print(_sentence_of(error), file=sys.stderr, flush=True)

    async def all_nights() -> None:
        if is_missed(given.folder, now()):
            await each_night()
        await every_night(each_night, now)

    asyncio.run(all_nights() if given.every_night else once())
    return 0


def _papers(given: argparse.Namespace) -> int:
    from bot.papers import gathered, write

    given.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    print("\n".join(write(asyncio.run(gathered(_deployed_settings(), given.folder)), given.folder)))
    return 0


def _restore(given: argparse.Namespace) -> int:
    from bot.backup import restore

    print(asyncio.run(restore(_local_settings().database_url, given.file)))
    return 0


def _accesses(given: argparse.Namespace) -> int:
    from bot.offline import accesses
    from bot.timers import WallClock

    settings = _local_settings()
    now = WallClock(settings.now).now()
    print(asyncio.run(accesses(settings.database_url, now, reference=given.reference, days=given.days)))
    return 0


def _schools_import(given: argparse.Namespace) -> int:
    from bot.schools_import import import_file
    from bot.timers import WallClock
    from storage.calls import find

    settings = _local_settings()
    served = find(settings.call, settings.calls_dir).read().academy
    now = WallClock(settings.now).now()
    academies = [served] if served else []
    print(asyncio.run(import_file(settings.database_url, given.file, now, academies, retires=given.retirer)))
    return 0


def _call_check(given: argparse.Namespace) -> int:
    from bot.call_check import CheckOptions, check_file

    options = CheckOptions(given.templates and Path(given.templates), silences=given.silences, whole=given.whole)
    shows = sys.stderr.isatty()
    faults, report = check_file(given.file, options, lambda text: shows and print(text, file=sys.stderr, flush=True))
    print(report)
    return 1 if faults else 0


def _call_templates(given: argparse.Namespace) -> int:
    from bot.call_new import write_models

    print("\n".join(write_models(given.folder)))
    return 0


def _call_new(given: argparse.Namespace) -> int:
    from bot.call_new import new_call

    try:
        text = given.text.read_text(encoding="utf-8") if given.text else ""
    except (OSError, UnicodeDecodeError):
        print(f"« {given.text} » ne peut pas être lu : un fichier de texte (.txt), en UTF-8, est attendu.")
        return 1
    try:
        new_call(given.file, lambda question: input(f"{question} "), print, text)
    except FileExistsError:
        print(f"« {given.file.name} » existe déjà : rien n’a été changé.")
        return 1
    except ValueError:
        print("Le nom du fichier : minuscules, chiffres et tirets, par exemple 2026-referents.toml.")
        return 1
    except (EOFError, KeyboardInterrupt):
        print("\nInterrompu : ce que vous avez dit est gardé. La même commande reprend où vous en étiez.")
        return 1
    print(f"Écrit : {given.file}. Ensuite : python -m bot call check, puis call try.")
    return 0


def _call_try(given: argparse.Namespace) -> int:
    from bot.log import configure

    settings = _local_settings()
    configure("warning", settings.log_format)
    if given.date:
        settings = settings.model_copy(update={"now": datetime.combine(given.date, time(10), PARIS)})
    asyncio.run(try_call(settings, given.file, sys.stdin, sys.stdout))
    return 0


def _call_train(given: argparse.Namespace) -> int:
    from bot.call_advice import ENOUGH
    from bot.train import train_call
    from storage.calls import CallFiles

    few = sum(len(entry.asks) < ENOUGH for entry in CallFiles(given.file).read().entries if not entry.type)
    if few:
        print(
            f"{few} entrée(s) sans type ont moins de {ENOUGH} formulations : ce qui est ajusté au démarrage comprend mieux "
            "que des poids appris de si peu. Supprimez alors les fichiers .npz écrits ici."
        )
    print("J’apprends : une à deux minutes, sans rien dire de plus.", flush=True)
    print("\n".join(train_call(given.file)))
    return 0


def _subjects_train(_given: argparse.Namespace) -> int:
    from bot.train import train_subjects

    print("\n".join(train_subjects()))
    return 0


def _types_train(_given: argparse.Namespace) -> int:
    from bot.train import train_types

    print("\n".join(train_types()))
    return 0


def _types_list(_given: argparse.Namespace) -> int:
    from storage.calls import types

    for theme, held in types(wordings=False).by_theme().items():
        print(f"{theme.upper()}\n")
        for one in held:
            print(f"{one.id:24} {one.question}\n{'':24} sinon : {one.sentence}")
        print()
    return 0


def _call_export(_given: argparse.Namespace) -> int:
    from bot.offline import export

    print(asyncio.run(export(_local_settings())), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
