"""The program's commands, run as a person runs them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tomllib
from pathlib import Path

import aiohttp
import pytest

from tests.bot import forked
from tests.chaos.program import gone_files

ROOT = Path(__file__).parents[2]
CALL = ROOT / "knowledge" / "calls" / "2024-experts-opale.toml"


def bot(
    *arguments: str, given: str = "", folder: Path | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in an environment of its own; a ``.env`` of the folder it runs in would count."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("Microsoft", "ALLOW", "SMTP"))}
    env = {**clean, "PYTHONPATH": str(ROOT), "ASSISTANT_NOW": "2024-01-25T10:00+01:00", "PYTHONUTF8": "1", **environ}
    if os.environ.get("TESTS_AT") != "night":
        return forked.run(arguments, given, folder or ROOT, env, 150)
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=given, capture_output=True, text=True, timeout=150, cwd=folder or ROOT, check=False, env=env,
    )  # fmt: skip


def test_ask_answers_with_its_source() -> None:
    done = bot("ask", "Quelle est l’indemnité ?")
    assert done.returncode == 0, done.stderr
    assert "1\u00a0800\u00a0€" in done.stdout
    assert "appel SAEPL/24-995-42 du 22/01/2024, «\u00a0Pour accomplir leur mission\u00a0»" in done.stdout


def test_ask_as_json_has_the_keys_that_others_rely_on() -> None:
    answer = json.loads(bot("ask", "Quelle est la date limite ?", "--json").stdout)
    assert list(answer) == ["decision", "entry", "title", "answer", "source", "related"]
    assert (answer["decision"], answer["entry"]) == ("answer", "date_limite")
    assert "lundi 5 février 2024" in answer["answer"]
    assert "il reste 11\u00a0jours" in answer["answer"]


def test_ask_for_an_action_says_what_can_be_done() -> None:
    answer = json.loads(bot("ask", "je veux déposer ma candidature maintenant", "--json").stdout)
    assert (answer["decision"], answer["intent"]) == ("action", "candidater")
    assert "refacadopale@ac-aix-marseille.fr" in answer["answer"]


COLUMNS = "Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Statut_public_prive;Nom_commune;Code_departement"
TWO = "0139001N;Collège Aurore Dupin;Collège;Public;Arles;013\n0849002D;Collège Aurore Dupin;Collège;Public;Apt;084"


def test_the_register_is_imported_and_understood(tmp_path: Path) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"
    file = tmp_path / "annuaire.csv"
    file.write_text(f"{COLUMNS}\n{TWO}\n0139003R;Lycée Rivière;Lycée;Privé;Arles;013\n", "utf-8-sig")
    before = json.loads(bot("understand", "dupin", DATABASE_URL=database).stdout)
    assert (before["schools"], before["taken"]) == ([], False)
    done = bot("schools", "import", str(file), DATABASE_URL=database)
    assert done.returncode == 0, done.stderr
    assert "2 établissements dans le registre : 2 ajoutés, 0 modifié, 0 inchangé." in done.stdout.replace("\u00a0", " ")
    assert "établissement privé : ligne 4 (0139003R)" in done.stdout.replace("\u00a0", " ")
    assert "Ministère de l’Éducation nationale – data.education.gouv.fr" in done.stdout
    lines = [{"q": "dupin"}, {"q": "dupin apt"}, {"q": "aide"}, {"q": "Quelle est l’indemnité ?"}]
    asked = bot("understand", given="\n".join(map(json.dumps, lines)), DATABASE_URL=database).stdout.splitlines()
    read = [(one["schools"], one["taken"]) for one in map(json.loads, asked)]
    assert read == [(["0139001N", "0849002D"], False), (["0849002D"], True), ([], False), ([], False)]


def test_what_is_not_the_register_is_refused_with_a_sentence(tmp_path: Path) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"
    file = tmp_path / "annuaire.csv"
    for content, said in (
        (f"{COLUMNS}\n{TWO}".encode("latin-1"), "n’est pas en UTF-8"),
        (b"a;b;c\n1;2;3\n", "n’est pas l’annuaire"),
        (f"{COLUMNS}\n{TWO.replace('Public', 'Privé')}".encode(), "n’a aucun collège"),
    ):
        file.write_bytes(content)
        done = bot("schools", "import", str(file), DATABASE_URL=database)
        assert (done.returncode, done.stdout, said in done.stderr) == (1, "", True), done.stderr
    assert "ne peut pas être lu" in bot("schools", "import", str(tmp_path / "rien.csv"), DATABASE_URL=database).stderr


def test_understand_answers_line_by_line_in_order() -> None:
    lines = [
        {"q": "Quelle est l’indemnité ?"},
        {"q": "et en copie ?", "after": "Où envoyer sa candidature ?"},
        {"q": "aide", "as": "saeple", "at": "2024-01-25T10:00+01:00"},
        {"q": "Qu’est-ce qu’Op@le ?"},
        {
            "q": "nouvelle demande : 0130001F, régie bloquée, urgent, rappeler la SG au 04 65 71 12 34, demain 14h",
            "as": "expert",
            "at": "2024-01-25T10:00+01:00",
        },
        {"q": "note un appel : ils ont un souci de budget, rien d'urgent", "as": "expert"},
    ]
    done = bot("understand", "--json", given="\n".join(map(json.dumps, lines)) + "\nnonsense\n")
    meant = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one.get("entry") for one in meant] == ["indemnite", "copie", None, "opale", None, None, None]
    assert meant[2]["intent"] == "aide"
    assert meant[4]["request"] == {
        "urgent": True,
        "uai": "0130001F",
        "subject": "REGIE",
        "phone": "+33465711234",
        "contact_role": "SG",
        "slot": "2024-01-26T14:00",
    }
    assert meant[5]["request"] == {"urgent": False, "subject": "BUDGET", "missing": ["school"]}
    assert "error" in meant[6]
    assert set(meant[0]) >= {"decision", "entry", "score", "alternatives", "intent"}


def test_try_shows_why_an_answer_won() -> None:
    shown = bot("try", "koi l'indemnité ?").stdout
    for label in ("mots compris", "classement", "formulation proche"):
        assert label in shown
    assert shown.startswith("choix final          une question sur l’appel : answer indemnite")


@pytest.mark.night
def test_try_tells_what_is_done_in_the_end_and_what_it_sets_aside() -> None:
    lines = {
        line[:20].strip(): line[21:]
        for line in bot("try", "mon chat a mangé la date limite du yaourt").stdout.splitlines()
    }
    meant = json.loads(bot("understand", "mon chat a mangé la date limite du yaourt", "--json").stdout)
    assert meant["decision"] in lines["choix final"]
    assert lines["choix final"].split(" : ")[1].split()[0] == meant["decision"]
    assert {"écarté", "reste", "domaines", "· par les mots", "· l’appel seul", "l’appel seul"} <= set(lines)
    assert "limite" in lines["reste"]  # It says nothing of what the message is taken for.


def test_lines_that_nobody_reads_to_the_end_leave_no_trace(tmp_path: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "ALLOW_ANONYMOUS": "true"}
    read, written = os.pipe()
    os.close(read)
    with os.fdopen(written, "wb") as nobody_reads:
        doctor = subprocess.run(
            [sys.executable, "-m", "bot", "doctor"],
            cwd=tmp_path, stdout=nobody_reads, stderr=subprocess.PIPE, env=environ, timeout=150, check=False,
        )  # fmt: skip
    assert (doctor.returncode, doctor.stderr) == (141, b"")


@pytest.mark.night
def test_call_check_finds_the_shipped_call_without_fault() -> None:
    done = bot("call", "check", str(CALL))
    assert done.returncode == 0, done.stdout
    assert done.stdout.rstrip().endswith("Aucun défaut.")


def test_call_check_names_each_fault_with_its_entry_key_and_line(tmp_path: Path) -> None:
    text = CALL.read_text(encoding="utf-8")
    broken = text.replace('related = ["cia", "reconnaissance", "deplacements"]', 'related = ["cio"]', 1)
    broken = broken.replace('short = "L’indemnité est de {indemnite} par an."', 'short = "{montant} par an."', 1)
    broken = broken.replace("3 et 4 étaient concernées", "3 et 4, il reste {left}", 1)
    broken = broken.replace('parts = ["interne"]', 'parts = ["interieur"]', 1)
    path = tmp_path / "2024-experts-opale.toml"
    path.write_text(broken, encoding="utf-8")
    done = bot("call", "check", str(path))
    line = broken[: broken.index('related = ["cio"]')].count("\n") + 1
    assert done.returncode == 1
    assert f"ligne {line}, fait «\u00a0indemnite\u00a0», clé «\u00a0related\u00a0»" in done.stdout
    assert "{montant} n’est le nom d’aucune valeur" in done.stdout
    assert "clé «\u00a0after.answer\u00a0»\u00a0: après la clôture, il ne reste aucun jour ({left})" in done.stdout
    assert "clé «\u00a0parts\u00a0»\u00a0: «\u00a0interieur\u00a0» n’est pas dans [parts]" in done.stdout
    assert "4\u00a0défauts à corriger." in done.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[call", "n’est pas du TOML lisible"),
        ("[[fact]]\nid = 'Un'\n", "identifiant mal formé"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_call_check_explains_files_that_cannot_be_read(tmp_path: Path, text: str | bytes, said: str) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    done = bot("call", "check", str(path))
    assert done.returncode == 1
    assert said in done.stdout


@pytest.mark.parametrize("command", ["train", "try"])
def test_what_needs_the_file_explains_that_it_cannot_be_read(tmp_path: Path, command: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text("[call", "utf-8")
    done = bot("call", command, str(path))
    assert (done.returncode, "n’est pas du TOML lisible" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr


def test_a_call_without_a_file_is_said_in_a_line(tmp_path: Path) -> None:
    done = bot("call", "train", str(tmp_path / "rien.toml"))
    assert (done.returncode, done.stderr) == (1, "Le fichier «\u00a0rien.toml\u00a0» ne peut pas être lu.\n")


def test_serve_refuses_to_start_without_app_id_and_without_anonymous_mode(tmp_path: Path) -> None:
    done = bot("serve", folder=tmp_path, ASSISTANT_NOW="")
    assert done.returncode == 1
    assert done.stderr.startswith("MicrosoftAppId")
    assert "ALLOW_ANONYMOUS=true" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_serve_refuses_a_database_without_the_schema(tmp_path: Path) -> None:
    done = bot("serve", folder=tmp_path, ALLOW_ANONYMOUS="true")
    assert done.returncode == 1
    assert "python -m bot migrate" in done.stderr


def test_migrate_then_chat_in_a_pipe(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"
    assert bot("migrate", DATABASE_URL=url).returncode == 0
    typed = "Quelle est l'indemnité ?\n1\n/as saeple\nquestions\n/as personne\n/fin\n"
    done = bot("chat", given=typed, DATABASE_URL=url)
    assert done.returncode == 0, done.stderr
    for said in ("── Indemnité annuelle ──", "coefficient 3", "Aucune question n’attend", "Place inconnue"):
        assert said in done.stdout


def test_chat_is_refused_while_another_process_holds_the_file(tmp_path: Path) -> None:
    from bot.process import FileLock

    lock = FileLock(tmp_path / "a.db")
    lock.take()
    done = bot("chat", DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    lock.release()
    assert done.returncode == 1
    assert "Un autre processus utilise déjà cette base SQLite" in done.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_demo_serves_on_a_new_database_begins_anew_when_asked_and_stops_when_told(tmp_path: Path) -> None:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", cwd=tmp_path, stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PORT": str(port), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert process.stdout
    url = f"http://127.0.0.1:{port}"
    try:
        said = ""
        while "Ctrl+C" not in said:
            line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
            assert line, said
            said += line
        assert f"{url}/" in said
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{url}/readyz") as response:
                assert await response.json() == {"ready": True, "failing": []}
            began = await life(session, url)
            async with session.post(f"{url}/demo/reset", json={}, headers={"Origin": url}) as response:
                assert response.status == 202
            async with asyncio.timeout(120):
                while (now := await life(session, url)) in ("", began):  # noqa: ASYNC110 - Another process.
                    await asyncio.sleep(0.1)
        assert now
        with contextlib.closing(sqlite3.connect(tmp_path / "var" / "demo.db")) as other:
            assert other.execute("SELECT count(*) FROM role").fetchone() == (3,)
        assert gone_files(process.pid) == []
    finally:
        process.terminate()
        await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 0
    with sqlite3.connect(tmp_path / "var" / "demo.db") as database:
        assert database.execute("SELECT count(*) FROM role").fetchone() == (3,)
    database.close()


async def life(session: aiohttp.ClientSession, url: str) -> str:
    """Return the name of the demonstration's present life; "" while it restarts."""
    try:
        async with session.get(f"{url}/demo/events") as response:
            return str(json.loads((await response.content.readline()).removeprefix(b"data: "))["epoch"])
    except (aiohttp.ClientError, ValueError):
        return ""


def test_what_was_taught_is_exported_as_toml(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"
    assert bot("call", "export", DATABASE_URL=url).returncode == 1  # No schema yet.
    bot("migrate", DATABASE_URL=url)
    with sqlite3.connect(tmp_path / "a.db") as database:
        for number, (wording, entry, answer) in enumerate(
            [('dit "ainsi" ?', "indemnite", None), ("autre chose ?", None, "Une réponse.")]
        ):
            database.execute(
                "INSERT INTO taught (call, wording, entry, answer, active, at, nonce) VALUES (?, ?, ?, ?, 1, ?, ?)",
                ("2024-experts-opale", wording, entry, answer, "2024-01-25 09:00:00.000000", str(number)),
            )
    database.close()
    done = bot("call", "export", DATABASE_URL=url)
    assert done.returncode == 0, done.stderr
    read = tomllib.loads(done.stdout)
    assert read["indemnite"] == ['dit "ainsi" ?']
    (fact,) = read["fact"]
    assert fact["id"] == "reponse_2"
    assert (fact["answer"], fact["short"]) == ("Une réponse.", "Une réponse.")
    assert fact["title"] == fact["question"] == fact["asks"][0] == "autre chose ?"


# The registration of a service that is open to people.
OPEN = {
    "MicrosoftAppType": "SingleTenant", "MicrosoftAppId": "11111111-1111-4111-8111-111111111111", "MicrosoftAppPassword": "secret",
    "MicrosoftAppTenantId": "99999999-9999-4999-8999-999999999999",
}  # fmt: skip


def test_operators_work_beside_a_service_whose_roles_come_from_groups(tmp_path: Path) -> None:
    """The commands need no app registration, which the groups do: what is served is set up as a whole."""
    group = "22222222-2222-4222-8222-222222222222"
    served = {
        **OPEN, "SAEPLE_GROUPS": group, "EXPERT_GROUPS": group, "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/a.db",
        "ASSISTANT_NOW": "",
    }  # fmt: skip
    for arguments in (("migrate",), ("backup", "a.gz"), ("backups", "nuits"), ("accesses",), ("papers", "papiers")):
        done = bot(*arguments, folder=tmp_path, **served)
        assert (done.returncode, done.stderr) == (0, ""), arguments


def test_nobody_chats_as_a_member_of_a_service_that_is_open(tmp_path: Path) -> None:
    done = bot("chat", "--as", "saeple", folder=tmp_path, **OPEN)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "Rien n’a été fait" in done.stderr
