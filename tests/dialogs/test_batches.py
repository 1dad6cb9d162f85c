"""Acts on several at once: what is meant, one confirmation, each line on its own, and who was told."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from dialogs.batches import texts
from dialogs.core import texts as general
from dialogs.core.exchange import Letter, Scope
from knowledge.batch import BatchState
from knowledge.people import PersonKey, Role
from knowledge.request import RequestGiven, RequestMove, SchoolContact, Topic
from knowledge.schools.register import Register, read_additions
from knowledge.time.delays import DEFAULT_DELAYS
from storage.actions import batches as actions
from storage.actions import requests as request_actions
from storage.actions.batches import Rules, carry_out
from storage.actions.erasures import Retention, purge
from storage.actions.people import seed_roles, take_in
from storage.actions.requests import NewRequest
from storage.actions.schools import complete_schools, import_schools
from storage.outbox import NoticeState
from storage.queries import batches as queries
from storage.queries.people import all_schools
from storage.tables import application, batch, batch_line, event, outbox, request, role
from storage.transaction import ActivityKey, transaction
from tests.dialogs.batching import batches, candidate, chats, lines, look, rows_of, states, under_review
from tests.dialogs.delivering import delivered
from tests.dialogs.steering import EXPERTS, REGISTER
from tests.talk import Office, Talk, worded

REASON = "Le réseau est complet."
REFUSE_ALL = f"refuse-les, motif : {REASON}"


async def staffed(office: Office) -> Talk:
    """Return a member of the SA EPLE, once the experts are in office and can be written to."""
    office.register = REGISTER
    await seed_roles(office.storage, [(key, Role.EXPERT) for key, _ in EXPERTS.values()], office.clock.now())
    await chats(office, *EXPERTS.values())
    return office.talk("saeple")


async def logged(office: Office, *topics: str, uai: str = "0840015K", urgent: bool = False) -> list[str]:
    """Log a request of one school for each topic."""
    out = []
    for topic in topics:
        wanted = NewRequest(
            uai=uai, school="Lycée Fabre, Carpentras", contact=SchoolContact(name="Claire Petit", mail="c@ac.fr"),
            topic=Topic(topic), details="Un blocage.", urgent=urgent,
        )  # fmt: skip
        done = await request_actions.log(
            office.storage, wanted, DEFAULT_DELAYS, by=EXPERTS["dupont"][0], now=office.clock.now(), anyway=True,
            activity=ActivityKey("local", "logging", f"{uai} {topic}"),
        )  # fmt: skip
        out.append(done.file.reference)
    return out


async def moved(office: Office, move: str) -> int:
    """Count the moves of that name in the journal."""
    asked = sa.select(sa.func.count()).select_from(event).where(event.c.move == move)
    async with office.storage.reading() as connection:
        return int((await connection.execute(asked)).scalar_one())


# Requests


async def test_the_list_on_the_screen_is_given_to_an_expert(offices: Office) -> None:
    pilot = await staffed(offices)
    references = await logged(offices, "TRESO", "BUDGET", "REGIE")
    await pilot.says("demandes non prises")
    shown = await pilot.says("attribue-les à Lopez")
    assert "Attribuer 3\u00a0demandes à Marc Lopez" in shown
    assert texts.NOTHING_CHANGED in shown
    assert set((await states(offices)).values()) == {"new"}
    shown = await pilot.presses("Attribuer les 3")
    assert "Fait\u00a0: 3 sur 3" in shown
    assert set((await states(offices)).values()) == {"assigned"}
    assert await batches(offices) == [BatchState.DONE]
    told = await delivered(offices)
    lopez = [row for row, _ in told if row.notice.to == EXPERTS["lopez"][0] and row.notice.kind == "request_assigned"]
    assert sorted(row.notice.reference for row in lopez) == references
    assert "6\u00a0remis" in await pilot.says("rapport"), "to the expert and to each contact, by mail"


async def test_numbers_are_those_of_the_list_then_its_places(office: Office) -> None:
    pilot = await staffed(office)
    await logged(office, "TRESO", "BUDGET", "REGIE", "IMMO", "COFI", "ACCES")
    await pilot.says("demandes non prises")
    await pilot.says("attribue la 2 et la 5 à Benali")
    await pilot.presses("Attribuer les 2")
    assert [one for one, state in (await states(office)).items() if state == "assigned"] == [
        "DA-2024-0002", "DA-2024-0005"]  # fmt: skip
    await pilot.says("demandes non prises")  # 1, 3, 4, 6.
    await pilot.says("attribue les deux premières à Dupont")
    assert pilot.listed == ["DA-2024-0001", "DA-2024-0003"]
    await pilot.says("attribue la 1 et la 6 à Dupont")
    assert pilot.listed == ["DA-2024-0001", "DA-2024-0006"]
    await pilot.says("attribue la DA-2024-0004 et la DA-2024-0006 à Dupont")
    assert pilot.listed == ["DA-2024-0004", "DA-2024-0006"]


async def test_who_holds_a_request_is_reminded_and_nothing_else_changes(offices: Office) -> None:
    pilot = await staffed(offices)
    await logged(offices, "TRESO", "BUDGET")
    await pilot.says("attribue les demandes non prises à Lopez")
    await pilot.says("oui")
    await delivered(offices)
    before = await rows_of(offices, request, "reference", "version", "touched_at", "status")
    await pilot.says("demandes ouvertes")
    assert "Relancer les experts pour 2\u00a0demandes" in await pilot.says("relance les experts")
    await pilot.presses("Relancer les 2")
    assert await rows_of(offices, request, "reference", "version", "touched_at", "status") == before
    told = [row for row, _ in await delivered(offices) if row.notice.kind == "request_nudged"]
    assert [row.notice.to for row in told] == [EXPERTS["lopez"][0]] * 2
    assert "2\u00a0remis" in await pilot.says("rapport"), "and nothing of what was sent before"


async def test_what_nobody_has_is_called_to_mind_to_all_experts(office: Office) -> None:
    pilot = await staffed(office)
    await logged(office, "TRESO")
    await delivered(office)
    office.clock.forward(days=4)
    await pilot.says("relance les experts des demandes en retard")
    await pilot.presses("Relancer la seule")
    kinds = [row.notice.kind for row, _ in await delivered(office)]
    assert kinds.count("request_nudged") == 3


async def test_doubles_are_closed_once_it_is_known_of_which(offices: Office) -> None:
    pilot = await staffed(offices)
    await logged(offices, "TRESO", "BUDGET", "REGIE", "IMMO")
    await pilot.says("demandes non prises")
    shown = await pilot.says("clos les trois premières, doublons")
    assert texts.ASK_DUPLICATE in shown
    shown = await pilot.presses(texts.CONTINUE, {"duplicate": "da 4"})
    assert "Doublons de DA-2024-0004" in shown
    await pilot.presses("Clore les 3")
    kept = await rows_of(offices, request, "reference", "status", "duplicate_of")
    assert kept == [
        ("DA-2024-0001", "cancelled", "DA-2024-0004"),
        ("DA-2024-0002", "cancelled", "DA-2024-0004"),
        ("DA-2024-0003", "cancelled", "DA-2024-0004"),
        ("DA-2024-0004", "new", ""),
    ]
    assert texts.ASK_WHY_ONE in await pilot.says("clos les demandes non prises"), "a reason is asked for"


async def test_what_changed_since_it_was_looked_at_is_refused_by_itself_and_the_rest_is_closed(offices: Office) -> None:
    pilot = await staffed(offices)
    references = await logged(offices, "TRESO", "BUDGET", "REGIE")
    lopez = EXPERTS["lopez"][0]

    async def make(reference: str, move: RequestMove, by: PersonKey, given: RequestGiven | None = None) -> None:
        await request_actions.make(
            offices.storage, reference, move, DEFAULT_DELAYS, by=by, now=offices.clock.now(),
            activity=ActivityKey("local", "made", f"{reference} {move}"), given=given,
        )  # fmt: skip

    for reference in references:
        await make(reference, RequestMove.TAKE, lopez)
        await make(reference, RequestMove.RESOLVE, lopez, RequestGiven(report="Rapproché."))
    assert "Clore 3\u00a0demandes" in await pilot.says("clore les demandes résolues")
    await make(references[0], RequestMove.CONFIRM, pilot.key)
    shown = await pilot.presses("Clore les 3")
    assert "Fait\u00a0: 2 sur 3" in shown
    assert set((await states(offices)).values()) == {"closed"}


async def test_a_list_longer_than_the_screen_is_meant_whole_and_can_be_cut_to_what_is_seen(office: Office) -> None:
    pilot = await staffed(office)
    await logged(office, *(topic.value for topic in list(Topic)[:12]))
    await pilot.says("demandes non prises")
    assert texts.WHOLE_LIST.format(count=12, shown=10) in await pilot.says("attribue-les à Lopez")
    assert "Attribuer 10\u00a0demandes" in await pilot.presses(texts.ONLY_SHOWN.format(count=10))
    await pilot.presses("Attribuer les 10")
    assert list((await states(office)).values()).count("assigned") == 10


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("attribue-les à Lopez", texts.NO_LIST.format(example=texts.EXAMPLES[True])),
        ("attribue les demandes zorglub à Lopez", "zorglub"),
        ("relance les experts des demandes closes", texts.NOTHING.format(said="Demandes closes")),
        ("refuse la 4 avec le motif A et la 6 avec le motif B", texts.UNCLEAR),
        ("retiens la 1 et la 2, relance les autres", texts.MIXED),
        ("écris aux établissements de la vague 3 : bonjour", texts.NO_WAVES),
        ("message aux experts de Gap : bonjour", texts.AUDIENCE_UNREAD[True].format(whom="experts de Gap")),
        ("rapport", texts.NO_REPORT[True]),
    ],
)
async def test_what_is_not_clear_is_asked_back_and_changes_nothing(office: Office, said: str, answer: str) -> None:
    pilot = await staffed(office)
    assert answer in await pilot.says(said)
    assert await batches(office) == []


# Applications


async def test_some_are_accepted_and_the_others_refused_with_a_reason(offices: Office) -> None:
    pilot = await staffed(offices)
    await under_review(offices, 5)
    await pilot.says("candidatures en instruction")
    shown = await pilot.says(f"retiens la 3 et la 5, refuse les autres avec le motif « {REASON} »")
    assert "2\u00a0retenues et 3\u00a0non retenues." in shown
    shown = await pilot.presses(texts.READ_MESSAGES)
    assert REASON in shown
    assert "À DURAND Personne 3 et DURAND Personne 5" in shown
    await pilot.presses("Décider les 5")
    assert list((await states(offices, application)).values()) == [
        "rejected", "rejected", "accepted", "rejected", "accepted"]  # fmt: skip
    told = {row.notice.to: shown.text for row, shown in await delivered(offices) if not isinstance(shown, Letter)}
    assert REASON in told[candidate(1)]
    assert REASON not in told[candidate(3)]
    await pilot.says("nomme les retenus")
    await pilot.presses("Nommer les 2")
    assert [one for (one,) in await rows_of(offices, application, "appointed")] == [False, False, True, False, True]


async def test_the_table_asks_a_choice_for_each_and_the_reason_that_is_missing(office: Office) -> None:
    pilot = await staffed(office)
    await under_review(office, 3)
    await pilot.says("décider")
    chosen = {"choice_CA-2024-0001": "accept", "choice_CA-2024-0002": "reject", "choice_CA-2024-0003": ""}
    assert texts.NONE_CHOSEN in await pilot.presses(texts.TABLE_PREVIEW, {})
    assert texts.ASK_REASON in await pilot.presses(texts.TABLE_PREVIEW, chosen)
    asked = Talk(office, pilot.key, pilot.name, seen=list(pilot.seen))
    assert texts.INCOMPLETE in await asked.sends(
        {"type": "Action.Execute", "verb": "batch.confirm", "data": {"nonce": await nonce(office)}}
    ), "a forged confirmation of what is incomplete"
    assert REASON in await pilot.presses(texts.CONTINUE, {"reason": REASON})
    await pilot.presses("Décider les 2")
    assert list((await states(office, application)).values()) == ["accepted", "rejected", "under_review"]
    await pilot.says("décider")
    own = {"choice_CA-2024-0003": "drop", "reason_CA-2024-0003": "Désistement oral.", "drop_reason": "Autre."}
    await pilot.presses(texts.TABLE_PREVIEW, own)
    await pilot.presses("Décider la seule")
    assert [
        row[3] for row in await rows_of(office, event, "id", "reference", "move", "reason") if row[2] == "drop"
    ] == ["Désistement oral."]


async def nonce(office: Office) -> str:
    return str((await rows_of(office, batch, "nonce"))[-1][0])


@pytest.mark.timeout(300)
async def test_of_two_hundred_decisions_one_fails_and_is_named(offices: Office) -> None:
    pilot = await staffed(offices)
    await under_review(offices, 200)
    await pilot.says("candidatures en instruction")
    await pilot.says(REFUSE_ALL)
    # Somebody withdraws between the preview and the confirmation.
    async with offices.storage.writing() as connection:
        gone = application.c.reference == "CA-2024-0100"
        await connection.execute(sa.update(application).where(gone).values(status="withdrawn", version=3))
        await connection.commit()
    before = list(pilot.seen)
    shown = await pilot.presses("Décider les 200")
    assert "En cours\u00a0: 40 sur 200" in shown
    assert texts.GOES_ON in shown
    again = Talk(offices, pilot.key, pilot.name, seen=before)
    assert texts.BEGUN_ALREADY in await again.presses("Décider les 200")
    offices.restart()  # A stop in the middle: the timers of another process go on.
    for _ in range(3):
        await look(offices)
    assert await batches(offices) == [BatchState.DONE]
    found = await lines(offices)
    assert [line for line in found if line[2] != "done"] == [("CA-2024-0100", "reject", "refused", "state")]
    assert await moved(offices, "reject") == 199
    shown = await pilot.says("rapport")
    assert "Fait\u00a0: 199 sur 200" in shown
    assert texts.REFUSED_LINE.format(label="CA-2024-0100, DURAND Personne 100", why=texts.why("state")) in shown
    assert "199\u00a0en cours" in shown
    again = Talk(offices, pilot.key, pilot.name, seen=before)
    await again.presses("Décider les 200")
    await look(offices)
    assert await moved(offices, "reject") == 199, "a press more does nothing twice"


@pytest.mark.both
async def test_a_stop_between_a_decision_and_its_note_decides_nothing_twice(offices: Office) -> None:
    pilot = await staffed(offices)
    await under_review(offices, 6)
    await pilot.says("candidatures en instruction")
    await pilot.says(REFUSE_ALL)
    storage, now = offices.storage, offices.clock.now()
    kept = await actions.confirm(storage, await nonce(offices), pilot.key, now)
    rules = Rules(offices.services.terms_of, DEFAULT_DELAYS)
    await carry_out(storage, kept, rules, offices.clock.now, most=2)
    # The decision of the third is stored, and the process dies before that is noted with the batch.
    third = (await queries.lines(storage, kept.id))[2]
    assert await actions._line(storage, kept, third, rules, now) == ""
    assert await moved(offices, "reject") == 3
    await asyncio.gather(look(offices), look(offices))  # Two replicas.
    assert await moved(offices, "reject") == 6
    assert {line[2] for line in await lines(offices)} == {"done"}
    assert sum(row.notice.kind == "application_decision" for row, _ in await delivered(offices)) == 6


async def test_the_report_is_that_of_the_moment_at_which_it_is_read(offices: Office) -> None:
    pilot = await staffed(offices)
    await under_review(offices, 14)
    await pilot.says("message aux candidats en instruction : la commission se réunit jeudi")
    await pilot.presses("Envoyer aux 14")
    assert "14\u00a0en cours" in await pilot.says("rapport")
    await delivered(offices)
    numbers = [row[0] for row in await rows_of(offices, outbox, "id", "batch") if row[1]]
    async with offices.storage.writing() as connection:
        for number, state in ((numbers[3], NoticeState.DEAD), (numbers[5], NoticeState.PENDING)):
            await connection.execute(sa.update(outbox).where(outbox.c.id == number).values(state=state.value))
        await connection.commit()
    shown = await pilot.presses(texts.UPDATE)
    assert texts.DELIVERY.format(counts="12\u00a0remis, 1\u00a0en cours et 1\u00a0en échec") in shown
    listed = [line for line in shown.splitlines() if "Personne" in line]
    assert listed[0] == "Personne 4 · – · en échec"
    assert len(listed) == 14
    assert texts.ABOUT_FAILED in shown
    await delivered(offices)
    assert "13\u00a0remis et 1\u00a0en échec" in await pilot.says("rapport")


async def test_a_result_that_is_held_back_is_not_told_by_a_message(office: Office) -> None:
    pilot = await staffed(office)
    await under_review(office, 2, status="accepted")
    async with office.storage.writing() as connection:
        known = application.c.reference == "CA-2024-0002"
        await connection.execute(sa.update(application).where(known).values(announced=True))
        await connection.commit()
    shown = await pilot.says("message aux candidats retenus : bienvenue")
    assert texts.why("held_back") in shown
    await pilot.presses("Envoyer le message")
    assert [row.notice.to for row, _ in await delivered(office)] == [candidate(2)]


async def test_the_schools_of_a_wave_are_written_to_where_they_have_an_address(offices: Office) -> None:
    pilot = await staffed(offices)
    now = offices.clock.now()
    await import_schools(offices.storage, list(REGISTER), now)
    told = read_additions(
        "uai;vague;mail;groupement comptable\n0130037V;3;ce.0130037v@ac.fr;Aix\n0840015K;Vague 3;;Aix\n0130040Y;v3;;\n0050008G;v3;ce.0050008g@ac.fr;\n"
    )
    assert told is not None
    done = await complete_schools(offices.storage, told.told, now)
    assert (done.changed, done.unknown) == (4, ())
    offices.register = Register(await all_schools(offices.storage))
    await logged(
        offices, "TRESO", uai="0840015K"
    )  # Who asked for a school once may be anybody: they are not written to.
    await delivered(offices)
    shown = await pilot.says("écris aux établissements de la vague 3 : la bascule est avancée au 2 septembre")
    assert "2\u00a0destinataires" in shown
    assert f"Lycée Thiers, Marseille 1er (0130040Y)\u00a0: {texts.why('no_address')}" in shown
    assert "(0840015K)" in shown.partition(texts.NOT_THESE)[2]
    shown = await pilot.presses("Envoyer aux 2")
    assert "Fait\u00a0: 2 sur 4" in shown
    letters = [shown for _, shown in await delivered(offices) if isinstance(shown, Letter)]
    assert sorted(letter.to for letter in letters) == ["ce.0050008g@ac.fr", "ce.0130037v@ac.fr"]
    assert all("La bascule est avancée au 2 septembre" in letter.text for letter in letters)
    assert "2\u00a0destinataires" in await pilot.says("écris aux lycées de la vague 3 : bonjour")
    assert "1\u00a0destinataire" in await pilot.says("écris aux lycées du groupement d'Aix : bonjour")


# Rights


@pytest.mark.parametrize("seat", ["expert", "agent"])
async def test_only_the_sa_eple_acts_on_several(office: Office, seat: str) -> None:
    pilot = await staffed(office)
    await logged(office, "TRESO", "BUDGET")
    await pilot.says("demandes non prises")
    await pilot.says("attribue-les à Lopez")
    other = office.talk(seat)
    for said in ("demandes non prises", "attribue-les à Lopez", "message aux experts : bonjour", REFUSE_ALL):
        await other.says(said)
    assert await batches(office) == [BatchState.PREPARED]
    for verb in ("confirm", "give_up", "messages", "only", "complete", "report", "decide", "table", "people"):
        shown = await other.sends(
            {"type": "Action.Submit", "data": {"nonce": await nonce(office), "verb": f"batch.{verb}"}}
        )
        assert worded(worded(general.NOT_YOURS)) in shown
    assert set((await states(office)).values()) == {"new"}


async def test_another_members_preparation_is_nobody_elses(office: Office) -> None:
    pilot = await staffed(office)
    await logged(office, "TRESO", "BUDGET")
    await pilot.says("attribue les demandes non prises à Lopez")
    key = PersonKey("local", "99999999-9999-4999-8999-999999999999")
    await seed_roles(office.storage, [(key, Role.SA_EPLE)], office.clock.now())
    other = Talk(office, key, "Autre membre", seen=list(pilot.seen))
    assert texts.GONE in await other.presses("Attribuer les 2")
    assert set((await states(office)).values()) == {"new"}


@pytest.mark.parametrize("scope", [Scope.CHANNEL, Scope.GROUP])
async def test_nothing_is_done_where_others_read(office: Office, scope: Scope) -> None:
    await staffed(office)
    await logged(office, "TRESO", "BUDGET")
    there = office.talk("saeple", scope)
    for said in ("attribue les demandes non prises à Lopez", "message aux experts : bonjour", "décider", "rapport"):
        assert general.PERSONAL_ONLY in await there.says(said)
    assert await batches(office) == []


async def test_who_loses_the_role_meanwhile_does_nothing_more(offices: Office) -> None:
    pilot = await staffed(offices)
    await under_review(offices, 4)
    await pilot.says("candidatures en instruction")
    await pilot.says(REFUSE_ALL)
    storage, now = offices.storage, offices.clock.now()
    kept = await actions.confirm(storage, await nonce(offices), pilot.key, now)
    await carry_out(storage, kept, Rules(offices.services.terms_of, DEFAULT_DELAYS), offices.clock.now, most=2)
    await taken_from(offices, pilot.key)
    await look(offices)
    assert [line[2:] for line in await lines(offices)] == [("done", "")] * 2 + [("refused", "right")] * 2
    assert await batches(offices) == [BatchState.DONE]


@pytest.mark.parametrize("button", ["Attribuer les 2", texts.GIVE_UP])
async def test_a_role_that_was_just_lost_is_seen_at_the_press(office: Office, button: str) -> None:
    pilot = await staffed(office)
    await logged(office, "TRESO", "BUDGET")
    await pilot.says("attribue les demandes non prises à Lopez")
    async with office.storage.writing() as connection:  # As another replica does: this process has not heard of it yet.
        await connection.execute(sa.update(role).where(role.c.oid == pilot.key.oid).values(active=False))
        await connection.commit()
    assert await pilot.presses(button) == worded(worded(general.NOT_YOURS))
    assert set((await states(office)).values()) == {"new"}


async def taken_from(office: Office, key: PersonKey) -> None:
    """Take the role of the SA EPLE away."""
    async with transaction(office.storage, office.clock.now()) as tx:
        await take_in(tx, key, Role.SA_EPLE, None)
        await tx.commit()


@pytest.mark.parametrize("when", ["before the press", "before it is delivered"])
async def test_who_is_an_expert_no_more_gets_nothing_that_is_said_to_experts(offices: Office, when: str) -> None:
    pilot = await staffed(offices)
    former = EXPERTS["dupont"][0]
    shown = await pilot.says("message aux experts : la réunion est avancée")
    count = shown.replace("\u00a0", " ").partition(" destinataires")[0].rpartition(" ")[2]
    if when == "before the press":
        await no_more_expert(offices, former)
    done = await pilot.presses(f"Envoyer aux {count}")
    assert (texts.why("role_lost") in done) is (when == "before the press")
    if when == "before it is delivered":
        await no_more_expert(offices, former)
    told = [row.notice.to for row, _ in await delivered(offices) if row.notice.kind == "announcement"]
    assert former not in told
    assert EXPERTS["lopez"][0] in told


async def no_more_expert(office: Office, key: PersonKey) -> None:
    async with office.storage.writing() as connection:
        await connection.execute(sa.update(role).where(role.c.oid == key.oid).values(active=False))
        await connection.commit()


async def test_nobody_decides_on_their_own_file_with_the_others(office: Office) -> None:
    await staffed(office)
    await under_review(office, 3)
    await seed_roles(office.storage, [(candidate(2), Role.SA_EPLE)], office.clock.now())
    own = Talk(office, candidate(2), "Personne 2")
    await own.says("candidatures en instruction")
    shown = await own.says(REFUSE_ALL)
    assert f"CA-2024-0002, DURAND Personne 2\u00a0: {texts.why('own')}" in shown
    await own.presses("Décider les 2")
    assert list((await states(office, application)).values()) == ["rejected", "under_review", "rejected"]


async def test_what_was_prepared_can_be_left_and_is_forgotten_in_time(offices: Office) -> None:
    pilot = await staffed(offices)
    await logged(offices, "TRESO", "BUDGET")
    await pilot.says("attribue les demandes non prises à Lopez")
    before = list(pilot.seen)
    assert texts.GIVEN_UP in await pilot.presses(texts.GIVE_UP)
    assert texts.GONE in await Talk(offices, pilot.key, pilot.name, seen=before).presses("Attribuer les 2")
    assert set((await states(offices)).values()) == {"new"}
    async with transaction(offices.storage, offices.clock.now() + timedelta(days=91)) as tx:
        await purge(tx, Retention())
        await tx.commit()
    assert await rows_of(offices, batch, "id") == []
    assert await rows_of(offices, batch_line, "place") == []
