"""The SA EPLE's side: lists, a file, complements, decisions, appointment, roles; and who may not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from dialogs.application import steering_texts as texts
from dialogs.application import texts as words
from dialogs.application.fields import other_fields
from dialogs.application.lists import read_filters
from dialogs.application.moves import ROWS
from dialogs.core import form_texts as forms
from dialogs.core import texts as general
from dialogs.core.exchange import Letter, Message, Scope
from dialogs.core.request_line import application_in
from dialogs.steering import texts as status_texts
from knowledge.application import ApplicationStatus
from knowledge.base import KnowledgeBase
from knowledge.people import PersonKey, Role
from storage.actions.people import seed_roles
from storage.outbox import Medium
from storage.tables import event, role
from tests.dialogs.applying import (
    ANSWERS,
    CALL,
    CLOSES,
    MAIL,
    MOTIVATION,
    answers,
    decide,
    deposit,
    kinds,
    moves,
    pass_time,
    rows,
    sent,
    take_in,
)
from tests.talk import Office, Talk, worded

REFERENCE = "CA-2024-0001"
SECOND = "44444444-4444-4444-8444-444444444444"


async def second(office: Office) -> Talk:
    """Return a second member of the SA EPLE."""
    talk = office.stranger(SECOND, "Claude Petit")
    await seed_roles(office.storage, [(talk.key, Role.SA_EPLE)], office.clock.now())
    await talk.opens()
    return talk


async def status(office: Office, index: int = 0) -> str:
    return str((await rows(office))[index]["status"])


async def holders(office: Office, what: Role) -> set[str]:
    async with office.storage.reading() as connection:
        found = await connection.execute(sa.select(role.c.oid).where(role.c.role == what.value, role.c.active))
        return set(found.scalars())


# Lists


@pytest.mark.parametrize(
    ("text", "reference"),
    [("statut CA-2024-0001", REFERENCE), ("ca 2024 1", REFERENCE), ("CA-12", "CA-2024-0012"),
     ("candidature CA n° 3", "CA-2024-0003"), ("statut CA", None), ("carte 12", None)],
)  # fmt: skip
def test_references_are_read_as_people_write_them(text: str, reference: str | None) -> None:
    assert application_in(text, 2024) == reference


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("candidatures deposees", ((ApplicationStatus.SUBMITTED,), "", "")),
        ("candidatures non retenues", ((ApplicationStatus.REJECTED,), "", "")),
        ("candidatures retenues vague 2", ((ApplicationStatus.ACCEPTED,), "", "v2")),
        ("liste des candidatures sgac v3 en instruction", ((ApplicationStatus.UNDER_REVIEW,), "sgac", "v3")),
        ("candidatures fonde de pouvoir sans suite", ((ApplicationStatus.DROPPED,), "fonde", "")),
    ],
)
def test_filters_are_read(base: KnowledgeBase, text: str, expected: tuple[object, str, str]) -> None:
    filters, _, unknown = read_filters(base.call, text)
    function, wave = filters.answers.get("function", ""), filters.answers.get("wave", "")
    assert (filters.states, function, wave, unknown) == (*expected, "")


async def test_counts_and_lists_with_filters(offices: Office) -> None:
    await deposit(offices.talk())
    other = offices.stranger("92222222-2222-4222-8222-222222222222", "Noé Petit")
    given = answers(name="PETIT Noé", mail="noe@example.org", function="fonde", school="Lycée Thiers", wave="v6")
    await deposit(other, *given)
    member = offices.talk("saeple")
    await take_in(member, "CA-2024-0002")
    shown = await member.says("statut candidatures")
    assert "Déposées · 1" in shown
    assert "En instruction · 1" in shown
    shown = await member.says("candidatures en instruction")
    assert "PETIT Noé" in shown
    assert "ROUX Camille" not in shown
    assert "ROUX Camille" in await member.says("candidatures vague 2 sgac")
    assert status_texts.NONE in await member.says("candidatures vague 3")
    assert "« xylophones »".replace(" ", "\u00a0") in await member.says("candidatures xylophones")


async def test_a_sentence_about_applications_is_answered_for_the_sa_eple_alone(office: Office) -> None:
    await deposit(office.talk())
    member, stranger = office.talk("saeple"), office.talk("expert")
    await stranger.opens()
    said = await member.says("combien de candidatures avons-nous reçues ?")
    if "Ai-je bien compris" in said:  # Said back, one word sets it right.
        said = await member.says("oui")
    assert "1\u00a0candidature au total." in said
    assert "ROUX Camille" in await member.says("montre-moi les candidatures déposées de la vague 2")
    assert "ROUX" not in await stranger.says("combien de candidatures avons-nous reçues ?")


async def test_a_long_list_is_shown_by_pages(office: Office) -> None:
    for number in range(12):
        await deposit(office.stranger(f"{number:08}-2222-4222-8222-222222222222", "Personne"))
    member = office.talk("saeple")
    assert "Numéros 1 à 10 sur 12." in await member.says("liste des candidatures")
    shown = await member.presses(texts.BUTTON_NEXT)
    assert member.listed == ["CA-2024-0011", "CA-2024-0012"]
    assert "Numéros 11 à 12 sur 12." in shown
    assert "CA-2024-0011" in await member.presses("Ouvrir CA-2024-0011")


@pytest.mark.parametrize("seat", ["agent", "expert"])
@pytest.mark.parametrize(
    "typed", ["statut candidatures", "candidatures vague 2", "consigner", "nommer CA-2024-0001", "experts", "membres",
              "ajouter membre Camille", "retirer membre Alix Meyer", "retirer expert Camille"],
)  # fmt: skip
async def test_others_are_refused_by_command(office: Office, seat: str, typed: str) -> None:
    talk = office.talk(seat)
    await talk.opens()
    assert await talk.says(typed) == worded(worded(general.NOT_YOURS))


@pytest.mark.parametrize("seat", ["agent", "expert"])
async def test_others_are_refused_by_button(office: Office, seat: str) -> None:
    await deposit(office.stranger("92222222-2222-4222-8222-222222222222", "Noé Petit"))
    talk = office.talk(seat)
    await talk.opens()
    before = await moves(office)
    data = {"reference": REFERENCE, "version": 2, "oid": talk.key.oid, "role": "saeple"}
    for verb in ("examine", "ask_complement", "accept", "reject", "drop", "review_again", "appoint",
                 "appoint_confirmed", "stand_down", "list"):  # fmt: skip
        said = await talk.sends({"type": "Action.Execute", "verb": f"application.{verb}", "data": data})
        assert said in (worded(general.NOT_YOURS), texts.NO_SUCH), verb
    assert await talk.sends({"type": "Action.Submit", "data": {**data, "verb": "application.open"}}) == texts.NO_SUCH
    for verb in ("give", "take", "ask_take"):
        said = await talk.sends({"type": "Action.Execute", "verb": f"people.{verb}", "data": data})
        assert said == worded(worded(general.NOT_YOURS))
    assert await moves(office) == before


async def test_a_role_taken_away_meanwhile_counts_at_once(office: Office) -> None:
    await deposit(office.talk())
    member = office.talk("saeple")
    await member.says(f"statut {REFERENCE}")
    async with office.storage.engine.begin() as connection:
        await connection.execute(sa.update(role).values(active=False))
    assert await member.presses(ROWS["examine"].button) == worded(worded(general.NOT_YOURS))
    assert await status(office) == "submitted"


@pytest.mark.parametrize(
    "data", [{}, {"reference": "DA-2024-0001"}, {"reference": "CA-2024-0001", "version": "x"}, {"reference": ["x"]}]
)
async def test_forged_buttons_are_refused_in_one_sentence(office: Office, data: dict[str, object]) -> None:
    member = office.talk("saeple")
    await member.opens()
    said = await member.sends({"type": "Action.Execute", "verb": "application.examine", "data": data})
    assert said == general.UNKNOWN_BUTTON


# A file


async def test_a_file_is_opened_and_its_candidates_changes_are_told_from_then_on(offices: Office) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await member.opens()
    await deposit(talk)
    shown = await member.says(REFERENCE)
    assert MOTIVATION in shown
    assert "Candidature déposée (version 1)" in shown
    await sent(offices)
    await talk.says("modifier ma candidature")
    await talk.says("modifier motivation")
    await talk.says("Je connais bien Op@le et j’aime aider mes collègues.")
    await talk.says("envoyer")
    told = [one for one in await sent(offices) if one[0].notice.kind == "application_modified"]
    assert [row.notice.to for row, _ in told] == [member.key]


async def test_taking_into_instruction_tells_the_candidate_once(offices: Office) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await deposit(talk)
    await sent(offices)
    await take_in(member)
    old = Talk(offices, member.key, member.name, seen=list(member.seen))
    assert "est en instruction" in await old.sends(
        {"type": "Action.Execute", "verb": "application.examine", "data": {"reference": REFERENCE, "version": 2}}
    )
    told = await sent(offices)
    assert kinds(told) == ["application_under_review"]
    assert told[0][0].notice.to == talk.key
    assert (await moves(offices))[-1] == (REFERENCE, "examine", "under_review")


@pytest.mark.both
async def test_twenty_presses_take_once(offices: Office) -> None:
    await deposit(offices.talk())
    member = offices.talk("saeple")
    await member.says(f"statut {REFERENCE}")
    await asyncio.gather(
        *(Talk(offices, member.key, member.name, seen=list(member.seen)).presses(ROWS["examine"].button)
          for _ in range(20))
    )  # fmt: skip
    assert [move for _, move, _ in await moves(offices)] == ["deposit", "examine"]


async def test_a_complement_is_asked_given_and_told_to_who_asked(offices: Office) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await member.opens()
    await deposit(talk)
    await sent(offices)
    await member.says(f"statut {REFERENCE}")
    await member.presses(ROWS["ask_complement"].button)
    for answer in ("incomplet", "Précisez vos disponibilités."):
        await member.says(answer)
    assert "vendredi 2 février 2024" in await member.says("02/02/2024")
    await member.says("envoyer")
    assert await status(offices) == "incomplete"
    told = await sent(offices)
    assert kinds(told) == ["application_complement_asked"]
    assert isinstance(told[0][1], Message)
    assert "Précisez vos disponibilités." in told[0][1].text
    assert "avant la fin du vendredi 2 février 2024" in told[0][1].text
    assert words.COMPLEMENT_TITLE in await talk.says("compléter ma candidature")
    await talk.says("modifier motivation")
    await talk.says("Disponible le mardi.")
    assert "Votre complément est reçu" in await talk.says("envoyer")
    assert await status(offices) == "submitted"
    told = await sent(offices)
    assert kinds(told) == ["application_completed", "application_receipt", "application_mail"]
    assert told[0][0].notice.to == member.key


@pytest.mark.parametrize(
    ("due", "said"), [("bientôt", texts.DATE_BAD), ("hier", texts.REFUSED_DUE), ("24/01/2024", texts.REFUSED_DUE)]
)
async def test_a_complements_date_is_a_day_to_come(office: Office, due: str, said: str) -> None:
    await deposit(office.talk())
    member = office.talk("saeple")
    await member.says(f"statut {REFERENCE}")
    await member.presses(ROWS["ask_complement"].button)
    await member.says("incorrect")
    await member.says("À corriger.")
    shown = await member.says(due)
    if said == texts.REFUSED_DUE:
        shown = await member.says("envoyer")
    assert said in shown
    assert await status(office) == "submitted"


async def test_a_complement_without_an_answer_is_reminded_of_then_ended(offices: Office) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await member.opens()
    await deposit(talk)
    await member.says(f"statut {REFERENCE}")
    await member.presses(ROWS["ask_complement"].button)
    for answer in ("incomplet", "Précisez.", "09/02/2024", "envoyer"):
        await member.says(answer)
    await sent(offices)
    found: list[str] = []
    for at in (datetime(2024, 2, 7, 7, 59, tzinfo=UTC), datetime(2024, 2, 7, 8, tzinfo=UTC),
               datetime(2024, 2, 9, 22, 59, tzinfo=UTC), datetime(2024, 2, 9, 23, tzinfo=UTC)):  # fmt: skip
        offices.clock.time = at
        await pass_time(offices)
        await pass_time(offices)
        found.append(" ".join(kinds(await sent(offices))))
    assert [one.replace("application_digest", "").strip() for one in found] == [
        "", "application_complement_reminder", "", "application_not_answered",
    ]  # fmt: skip
    assert await status(offices) == "under_review"


# Decisions


@pytest.mark.parametrize(
    ("move", "reason", "state", "title"),
    [
        ("accept", "passer", "accepted", words.DECISION_TITLES["accepted"]),
        ("accept", "Bienvenue.", "accepted", words.DECISION_TITLES["accepted"]),
        ("reject", "Le réseau est complet.", "rejected", words.DECISION_TITLES["rejected"]),
        ("drop", "Dossier en double.", "dropped", words.DECISION_TITLES["dropped"]),
    ],
)
async def test_a_decision_shows_its_preview_and_is_told_with_its_reason(
    offices: Office, move: str, reason: str, state: str, title: str
) -> None:
    talk, member, colleague = offices.talk(), offices.talk("saeple"), await second(offices)
    await member.opens()
    await deposit(talk)
    await take_in(member)
    await sent(offices)
    await member.says(f"statut {REFERENCE}")
    await member.presses(ROWS[move].button)
    preview = await member.says(reason)
    assert texts.PREVIEW in preview
    assert await status(offices) == "under_review"
    await member.presses(texts.DECIDE_SEND)
    assert await status(offices) == state
    told = {row.notice.kind: (row, shown) for row, shown in await sent(offices)}
    assert set(told) == {"application_decision", "application_decided"}
    row, message = told["application_decision"]
    assert row.notice.to == talk.key
    assert isinstance(message, Message)
    assert message.text.startswith(title)
    assert all(line in preview for line in message.text.splitlines()[1:])
    assert (reason in message.text) == (reason != "passer")
    assert told["application_decided"][0].notice.to == colleague.key


async def test_a_refusal_needs_a_reason(office: Office) -> None:
    await deposit(office.talk())
    member = office.talk("saeple")
    await take_in(member)
    await member.says(f"statut {REFERENCE}")
    await member.presses(ROWS["reject"].button)
    assert forms.NEEDED in await member.says("passer")
    assert await status(office) == "under_review"


@pytest.mark.both
async def test_of_two_members_who_decide_at_once_one_is_heard(offices: Office) -> None:
    member, colleague = offices.talk("saeple"), await second(offices)
    await deposit(offices.talk())
    await take_in(member)
    for one, move, reason in ((member, "accept", "passer"), (colleague, "reject", "Complet.")):
        await one.says(f"statut {REFERENCE}")
        await one.presses(ROWS[move].button)
        await one.says(reason)
    said = await asyncio.gather(member.presses(texts.DECIDE_SEND), colleague.presses(texts.DECIDE_SEND))
    assert sum("a changé depuis" in one or "ce geste n’a lieu qu’à une autre étape" in one for one in said) == 1
    assert [move for _, move, _ in await moves(offices)] in (
        ["deposit", "examine", "accept"], ["deposit", "examine", "reject"],
    )  # fmt: skip


async def test_a_card_out_of_date_says_the_present_state(office: Office) -> None:
    member, colleague = office.talk("saeple"), await second(office)
    await deposit(office.talk())
    await take_in(member)
    await colleague.says(f"statut {REFERENCE}")
    await decide(member, "drop", "Dossier en double.")
    shown = await colleague.presses(ROWS["accept"].button)
    assert "est sans suite\u00a0: ce geste n’a lieu qu’à une autre étape" in shown


async def test_nobody_decides_on_their_own_file(office: Office) -> None:
    member, colleague = office.talk("saeple"), await second(office)
    await deposit(member, "MEYER Alix", "alix@example.org", *ANSWERS[2:])
    shown = await member.says(f"statut {REFERENCE}")
    assert texts.FILE_OWN in shown
    assert member.buttons == []
    data = {"reference": REFERENCE, "version": 2}
    for verb in ("examine", "ask_complement", "accept"):
        said = await member.sends({"type": "Action.Execute", "verb": f"application.{verb}", "data": data})
        assert said == general.REFUSED_OWN
    await take_in(colleague)
    assert await status(office) == "under_review"
    told = [row.notice.to for row, _ in await sent(office) if row.notice.kind == "application_under_review"]
    assert told == [member.key]


async def test_a_decision_is_taken_up_again_with_a_reason_and_the_role_goes(offices: Office) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await deposit(talk)
    await take_in(member)
    await decide(member, "accept", "passer")
    await member.says(f"nommer {REFERENCE}")
    await member.presses(texts.APPOINT_CONFIRM)
    assert talk.key.oid in await holders(offices, Role.EXPERT)
    await sent(offices)
    await decide(member, "review_again", "Une pièce avait été oubliée.")
    assert await status(offices) == "under_review"
    assert talk.key.oid not in await holders(offices, Role.EXPERT)
    assert kinds(await sent(offices)) == ["application_reviewed_again"]


# Appointment and roles


async def test_an_accepted_person_is_appointed_and_welcomed(offices: Office) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await talk.opens()
    await deposit(talk)
    await take_in(member)
    assert "ce geste n’a lieu qu’à une autre étape" in await member.says(f"nommer {REFERENCE}")
    await decide(member, "accept", "passer")
    await sent(offices)
    assert "Nommer ROUX Camille expert Op@le" in await member.says("nommer Camille Roux")
    assert "est nommée expert Op@le" in await member.presses(texts.APPOINT_CONFIRM)
    told = await sent(offices)
    assert kinds(told) == ["application_welcome"]
    assert talk.key.oid in await holders(offices, Role.EXPERT)
    assert "déjà nommée" in await member.says(f"nommer {REFERENCE}")
    assert "Camille Roux" in await member.says("experts")
    async with offices.storage.reading() as connection:
        given = (await connection.execute(sa.select(event.c.reason).where(event.c.move == "give"))).scalars().all()
    assert given == [REFERENCE]


async def test_a_person_is_named_by_object_id_and_removed(offices: Office) -> None:
    member = offices.talk("saeple")
    assert SECOND in await member.says(f"nommer {SECOND.upper()}")
    assert "a maintenant le rôle" in await member.presses(forms.GIVE_CONFIRM)
    assert SECOND in await holders(offices, Role.EXPERT)
    told = await sent(offices)
    assert kinds(told) == ["role_given"]
    assert "a déjà le rôle" in await member.presses(forms.GIVE_CONFIRM)
    await member.says("experts")
    await member.presses(forms.TAKE_BUTTON, {"oid": SECOND})
    assert "n’a plus le rôle" in await member.presses(forms.TAKE_CONFIRM)
    assert SECOND not in await holders(offices, Role.EXPERT)


async def test_names_are_looked_up_among_those_who_have_written(office: Office) -> None:
    member = office.talk("saeple")
    assert forms.PERSON_NONE in await member.says("nommer Camille Roux")
    for number in range(2):
        await office.stranger(f"{number:08}-2222-4222-8222-222222222222", "Noé Petit").opens()
    shown = await member.says("nommer petit noe")
    assert forms.PERSON_SEVERAL in shown
    assert "00000001-2222-4222-8222-222222222222" in shown
    assert texts.APPOINT_USAGE in await member.says("nommer")


async def test_the_last_member_stays(offices: Office) -> None:
    member = offices.talk("saeple")
    await member.opens()
    await member.says("retirer membre Alix Meyer")
    assert worded(forms.LAST_MEMBER) in await member.presses(forms.TAKE_CONFIRM)
    assert await holders(offices, Role.SA_EPLE) == {member.key.oid}
    await member.says(f"ajouter membre {SECOND}")
    await member.presses(forms.GIVE_CONFIRM)
    await member.says("retirer membre Alix Meyer")
    assert "n’a plus le rôle" in await member.presses(forms.TAKE_CONFIRM)
    assert await holders(offices, Role.SA_EPLE) == {SECOND}
    assert await member.says("membres") == worded(worded(general.NOT_YOURS))


@pytest.mark.both
async def test_two_members_who_remove_each_other_leave_one(offices: Office) -> None:
    member, colleague = offices.talk("saeple"), await second(offices)
    await member.opens()
    await member.says("retirer membre Claude Petit")
    await colleague.says("retirer membre Alix Meyer")
    await asyncio.gather(member.presses(forms.TAKE_CONFIRM), colleague.presses(forms.TAKE_CONFIRM))
    assert len(await holders(offices, Role.SA_EPLE)) == 1


# Applications by mail


WRITTEN = {
    "name": "PETIT Noé",
    "mail": "noe.petit@example.org",
    "function": "sg",
    "school": "0130001F",
    "wave": "v1",
    "motivation": "Aider.",
}
# In the order of the form: the day of the mail comes third, who is meant comes last.
_COPIED = [WRITTEN.get(field, "passer") for field in other_fields(CALL)]
RECORD = (*_COPIED[:2], "24/01/2024", *_COPIED[2:], "passer")


async def record(member: Talk, *answers: str) -> str:
    await member.says("consigner")
    for answer in answers or RECORD:
        await member.says(answer)
    return await member.says("envoyer")


async def test_an_application_by_mail_is_recorded_and_its_decision_told_by_mail(offices: Office) -> None:
    member = offices.talk("saeple")
    shown = await record(member)
    assert f"La candidature de PETIT Noé est enregistrée sous le n°\u00a0{REFERENCE}" in shown
    assert "Reçue par courriel le mercredi 24 janvier 2024" in shown
    assert kinds(await sent(offices)) == []  # Only who is known to the assistant is told of it.
    await take_in(member)
    await decide(member, "reject", "Complet.")
    told = await sent(offices)
    assert [row.medium for row, _ in told] == [Medium.MAIL] * 2
    assert {row.notice.mail for row, _ in told} == {"noe.petit@example.org"}
    letter = told[-1][1]
    assert isinstance(letter, Letter)
    assert letter.subject == f"[Op@le] {words.DECISION_TITLES['rejected']} ({REFERENCE})"
    assert "Motif\u00a0: Complet." in letter.text
    assert await moves(offices) == [
        (REFERENCE, "record", "submitted"), (REFERENCE, "examine", "under_review"), (REFERENCE, "reject", "rejected"),
    ]  # fmt: skip


async def test_an_unknown_candidate_cannot_be_appointed_by_the_file(office: Office) -> None:
    member = office.talk("saeple")
    await record(member)
    await take_in(member)
    await decide(member, "accept", "passer")
    assert "ne m’a jamais écrit" in await member.says(f"nommer {REFERENCE}")


async def test_a_known_person_is_linked_and_sees_the_application(office: Office) -> None:
    talk, member = office.talk(), office.talk("saeple")
    await talk.opens()
    await record(member, *RECORD[:-1], "Camille Roux")
    assert "Reçue par courriel" in await talk.says("ma candidature")
    assert (await rows(office))[0]["oid"] == talk.key.oid
    assert kinds(await sent(office)) == ["application_recorded"]


@pytest.mark.parametrize(
    ("index", "wrong", "said"),
    [(2, "26/01/2024", texts.MAILED_FUTURE), (-1, "Personne Inconnue", forms.PERSON_NONE)],
)
async def test_what_cannot_be_recorded_is_explained_at_its_field(
    office: Office, index: int, wrong: str, said: str
) -> None:
    member = office.talk("saeple")
    answers = [*RECORD]
    answers[index] = wrong
    assert said in await record(member, *answers)
    assert await rows(office) == []


async def test_an_active_application_is_not_doubled_and_ones_own_is_not_recorded(office: Office) -> None:
    talk, member = office.talk(), office.talk("saeple")
    await talk.opens()
    await member.opens()
    await deposit(talk)
    assert texts.RECORD_ACTIVE in await record(member, *RECORD[:-1], "Camille Roux")
    await member.says("annuler")
    await member.presses(forms.DISCARD)
    assert general.REFUSED_OWN in await record(member, *RECORD[:-1], "Alix Meyer")
    assert len(await rows(office)) == 1


# What the program tells by itself


async def test_each_days_deposits_are_told_once_in_one_message(offices: Office) -> None:
    member = offices.talk("saeple")
    await member.opens()
    await deposit(offices.talk())
    await deposit(offices.stranger("92222222-2222-4222-8222-222222222222", "Noé Petit"))
    await sent(offices)
    digests = []
    for hours in range(0, 100, 2):
        offices.clock.time = datetime(2024, 1, 25, 9, tzinfo=UTC) + timedelta(hours=hours)
        await pass_time(offices)
        digests += [one for one in await sent(offices) if one[0].notice.kind == "application_digest"]
    ((row, shown),) = digests
    assert row.notice.to == member.key
    assert isinstance(shown, Message)
    assert "2\u00a0candidatures" in shown.text
    assert "CA-2024-0002" in shown.text


@pytest.mark.both
async def test_at_closing_all_that_is_deposited_goes_into_instruction(offices: Office) -> None:
    talk = offices.talk()
    await deposit(talk)
    offices.clock.time = CLOSES - timedelta(seconds=1)
    await pass_time(offices)
    assert await status(offices) == "submitted"
    offices.clock.time = CLOSES
    await asyncio.gather(pass_time(offices), pass_time(offices))
    assert await status(offices) == "under_review"
    assert (await moves(offices))[-1] == (REFERENCE, "examine", "under_review")
    assert [move for _, move, _ in await moves(offices)].count("examine") == 1


async def test_in_a_group_nothing_is_shown(office: Office) -> None:
    await deposit(office.talk())
    group = office.talk("saeple", Scope.GROUP)
    for typed in ("statut candidatures", f"statut {REFERENCE}", "membres", "consigner"):
        assert await group.says(typed) == general.PERSONAL_ONLY


async def test_a_candidate_out_of_reach_is_to_be_phoned_by_who_decided(office: Office) -> None:
    from storage.actions.notices import to_phone
    from storage.transaction import transaction

    talk, member = office.talk(), office.talk("saeple")
    await deposit(talk, *answers(phone="04 42 91 70 00"))
    await take_in(member)
    await decide(member, "reject", "Complet.")
    (row,) = [row for row, _ in await sent(office) if row.notice.kind == "application_decision"]
    assert row.notice.mail == MAIL
    async with transaction(office.storage, office.clock.now()) as tx:
        (notice,) = await to_phone(tx, row)
    assert notice.to == PersonKey(*member.key)
    from dataclasses import replace

    from dialogs.features import render

    shown = await render(office.services, replace(row, notice=notice))
    assert isinstance(shown, Message)
    assert "04 42 91 70 00" in shown.text
