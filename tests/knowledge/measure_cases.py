"""How rightly solved cases are offered: ``python -m tests.knowledge.measure_cases``.

The cases were written for difficulties of ``knowledge/training/lines/difficulte.jsonl``, which others had written before;
``MEANT`` says, by hand, which lines are which case.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from knowledge.cases import CaseState, CaseText, SolvedCase, nearest
from knowledge.request import Topic
from storage.calls import subjects

LINES = Path(__file__).parents[2] / "knowledge" / "training" / "lines" / "difficulte.jsonl"
CASES: tuple[tuple[Topic, str, str], ...] = (
    (
        Topic.ACCES,
        "La clé OTP est refusée : « jeton désynchronisé » ou bloquée après plusieurs essais.",
        "Sur le portail, ouvrir « Gérer ma clé », resynchroniser avec deux codes à la suite. Bloquée : l'assistance académique la débloque.",
    ),
    (
        Topic.DEPENSE,
        "Une facture déposée sur Chorus Pro n'arrive pas dans Op@le.",
        "Vérifier le SIRET du destinataire et le code service dans Chorus Pro, puis relancer l'intégration des flux. La facture apparaît dans la corbeille le lendemain.",
    ),
    (
        Topic.DROITS,
        "L'import des droits constatés de GFE est refusé : structure incorrecte d'une ligne, ou aucune ligne intégrée.",
        "Exporter de nouveau depuis GFE, sans rouvrir le fichier dans un tableur, puis importer. Les accents doivent être codés en UTF-8.",
    ),
    (
        Topic.TIERS,
        "L'IBAN d'un tiers est refusé, « clé incorrecte », alors qu'il est juste.",
        "Saisir l'IBAN sans espace, d'un seul tenant, et non le coller depuis un document.",
    ),
    (
        Topic.TIERS,
        "Un fournisseur existe en double, avec deux RIB différents.",
        "Choisir le tiers maître, celui qui porte les factures, puis fusionner les deux fiches par l'écran de fusion des tiers.",
    ),
    (
        Topic.BUDGET,
        "La mise en exécution du budget échoue : le total des dépenses diffère du total des recettes.",
        "Éditer l'équilibre par service : un centime d'arrondi est souvent dans le service des bourses. Corriger par une DBM pour information.",
    ),
    (
        Topic.TRESO,
        "Le rapprochement bancaire DFT-Net ne tombe pas juste.",
        "Chercher un relevé intégré deux fois, le supprimer, puis relancer le rapprochement du jour.",
    ),
    (
        Topic.TRESO,
        "Le fichier de virements est vide ou refusé par DFT-Net au dépôt.",
        "Vérifier que le lot de paiement est visé, puis générer de nouveau le fichier au format attendu.",
    ),
    (
        Topic.REGIE,
        "La reconstitution de l'avance du régisseur est refusée.",
        "Rattacher d'abord les justificatifs à la régie, puis constituer l'opération avec le compte 5430 en contrepartie.",
    ),
    (
        Topic.REGIE,
        "Le régisseur suppléant n'est pas reconnu par la régie.",
        "L'acte de nomination se saisit dans la fiche de la régie, onglet suppléants, avec sa date d'effet.",
    ),
    (
        Topic.RECETTE,
        "Les relances partent à des familles qui ont déjà payé.",
        "Lettrer les encaissements en attente avant d'éditer les relances ; suspendre l'envoi automatique.",
    ),
    (
        Topic.COFI,
        "Le bilan d'entrée est déséquilibré de quelques centimes.",
        "Rechercher l'écart dans la balance de reprise, compte par compte, et le corriger par une écriture de bilan d'entrée.",
    ),
    (
        Topic.COFI,
        "Les annexes du compte financier sortent vides.",
        "Lancer d'abord le calcul des tableaux, puis rééditer les annexes.",
    ),
    (
        Topic.IMMO,
        "Un bien apparaît deux fois à l'inventaire et s'amortit deux fois.",
        "Sortir du patrimoine la fiche créée à la main et garder celle de la reprise.",
    ),
    (
        Topic.HABIL,
        "Le profil d'un utilisateur est passé en consultation et il ne peut plus valider.",
        "L'administrateur local réattribue le profil, puis l'utilisateur se déconnecte et se reconnecte.",
    ),
    (
        Topic.BASCULE,
        "Après la bascule, il manque des fournisseurs ou des créances repris de GFC.",
        "Contrôler le compte rendu de reprise : les lignes rejetées y sont listées ; les corriger dans GFC puis demander une reprise complémentaire.",
    ),
    (
        Topic.BOURSES,
        "Les bourses ont été versées à un ancien responsable ou sur un ancien RIB.",
        "Corriger le RIB du responsable dans SIECLE, attendre la synchronisation, puis refaire l'ordre de paiement.",
    ),
    (
        Topic.VOYAGES,
        "Le budget du voyage est déséquilibré à l'édition.",
        "Ajouter la participation de l'établissement en recette de l'activité du voyage.",
    ),
)
# By case: the beginning, or a telling part, of the lines that are it.
MEANT: dict[int, tuple[str, ...]] = {
    0: (
        "clé otp bloquée après trois essais",
        "token bloqué jsuis dehors",
        "jeton désynchronisé",
        "bjr la clé qui donne les chiffres",
        "otp ko.",
    ),
    1: (
        "facture Chorus fantôme",
        "la facture est dans chorus",
        "elle descend jamais dans opale",
        "Chorus a avalé",
    ),
    2: (
        "ligne 214 structure",
        "Exports GFE",
        "importer les droits constatés",
        "import gfe erreur",
        "0 ligne intégrée",
        "GFE exporte bien",
    ),
    3: (
        "le rib d'une famille est refusé",
        "iban fournisseur refusé",
        "IBAN d'un parent refusé",
        "il refuse un RIB sur deux",
    ),
    4: (
        "deux fois la meme boulangerie",
        "Deux fiches pour la mairie",
        "Doublon métro",
        "doublons fournisseurs",
        "Fusion de tiers",
    ),
    5: (
        "mise en exécution KO",
        "toujours pas de mise en exécution",
    ),
    6: (
        "relevé DFT du 12",
        "rapprochement de décembre",
        "rapprochement bancaire DFT du mois",
        "TROIS JOURS pour un rapprochement",
        "rapprochement de vendredi",
        "mon rapprochement du compte",
        "Rapprochement : ligne orpheline",
        "le dft dit",
    ),
    7: (
        "mon fichier de virements est généré",
        "fichier virements bloqué",
        "le fichier de virement sort vide",
    ),
    8: (
        "reconstituer l'avance",
        "Reconstitution de l'avance",
        "reconstitution refusée",
    ),
    9: (
        "nommer un régisseur suppléant",
        "aucun suppléant",
        "le suppléant n'a jamais été saisi",
    ),
    10: (
        "relance partie à une famille qui a payé",
        "chaque relance part à tout le monde",
        "le parent reçoit tout de même",
    ),
    11: (
        "bilan d'entrée pas équilibré",
        "bilan d'entrée déséquilibré",
        "balance d'entrée déséquilibrée",
        "Balance déséquilibrée",
    ),
    12: (
        "annexe vide, tableau",
        "des annexes qui sortent vides",
    ),
    13: ("un bien apparaît deux fois",),
    14: (
        "mon profil est passé",
        "Bravo le changement de profil",
    ),
    15: (
        "rien n'est repris, mais",
        "il nous manque la moitié des fournisseurs",
        "reprise des restes à recouvrer incomplète",
        "il manque tous les noms",
        "les créances reprises de gfc",
    ),
    16: (
        "versés à l'ancien responsable",
        "les bourses sont parties sur de vieux RIB",
    ),
    17: ("budget sortie parc du verdon",),
}


def cases() -> list[SolvedCase]:
    """Return the cases, published."""
    since = datetime(2024, 1, 25, tzinfo=UTC)
    return [
        SolvedCase(
            number=number,
            text=CaseText(topic=topic, problem=problem, solution=solution),
            state=CaseState.PUBLISHED,
            since=since,
        )
        for number, (topic, problem, solution) in enumerate(CASES)
    ]


# Writers whose lines nobody has read for the case that each has.
NOT_READ = frozenset(("k5", "k7", "k8", "d1", "d2", "e1", "e1b", "e2b"))


def lines() -> list[tuple[str, frozenset[int]]]:
    """Return every difficulty, with the cases that are its own."""
    rows = map(json.loads, LINES.read_text(encoding="utf-8").splitlines())
    read = [str(row["q"]) for row in rows if row["hand"] not in NOT_READ]
    return [(said, frozenset(n for n, parts in MEANT.items() if any(part in said for part in parts))) for said in read]


def measure() -> tuple[int, int, int, int, list[str]]:
    """Return how many lines have a case, how many of them are offered it, or another; how many others are offered one, and which."""
    known, every, with_case, right, wrong = subjects(), cases(), 0, 0, 0
    others: list[str] = []
    for said, own in lines():
        found = nearest(said, known.found(said), every, known)
        with_case += bool(own)
        if found and found[0].number in own:
            right += 1
        elif found and own:
            wrong += 1
        elif found:
            others.append(f"{found[1]:4} {said} -> {found[0].text.problem}")
    return with_case, right, wrong, len(others), others


if __name__ == "__main__":
    had, good, bad, beside, offered = measure()
    print(f"{had} difficulties have a case: {good} are offered it, {bad} another")
    print(f"{len(lines()) - had} others: {beside} are offered one")
    print("\n".join(offered))
