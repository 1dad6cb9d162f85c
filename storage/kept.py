"""What is kept of people, why, and for how long: one line per kind of data. The pages and papers on personal data are made of it.

How long is written with the names of ``Retention``, in braces, which become days.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.french import counted
from storage.actions.erasures import Retention
from storage.tables import metadata


class Purpose(StrEnum):
    """What personal data are handled for: a processing of the register each."""

    QUESTIONS = "questions"
    APPLICATIONS = "applications"
    ASSISTANCE = "assistance"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class KeptKind:
    """A kind of data, the tables that hold it, why, and how long (``Retention``'s names in braces)."""

    what: str
    tables: Sequence[str]
    why: str
    lasts: str
    purpose: Purpose

    @property
    def terms(self) -> list[str]:
        """Return the names of ``Retention`` that its time is made of."""
        return re.findall(r"\{(\w+)\}", self.lasts)

    def kept(self, retention: Retention) -> str:
        """Return how long, in words."""
        return self.lasts.format(**{name: counted(getattr(retention, name), "jour") for name in self.terms})

    @property
    def holds(self) -> list[str]:
        """Return which sorts of personal data its columns are, as the tables mark them."""
        marks = [
            "identifiant Microsoft" if column.name.endswith("oid") else str(column.info.get("holds", ""))
            for name in self.tables
            for column in (metadata.tables[name].c if name in metadata.tables else ())
        ]
        marks += ["nom", "coordonnées", "texte libre"] if "var/mail" in self.tables else []  # Files, and no table.
        return list(dict.fromkeys(mark for mark in marks if mark))


_P = Purpose
KINDS = (
    KeptKind("identifiant Microsoft, nom, établissement, conversation", ("person", "address"), "répondre, prévenir",
         "{people} après le dernier message, au moins autant qu’un rôle ou un dossier", _P.SERVICE),
    KeptKind("rôle, mandat, formation", ("role", "mandate"), "droits, nomination",
         "tant que dure le rôle, dont le retrait reste noté ; le mandat, {applications} de plus", _P.SERVICE),
    KeptKind("question transmise et sa réponse", ("question",), "répondre", "{questions} après la réponse", _P.QUESTIONS),
    KeptKind("candidature : coordonnées, fonction, établissement, motivation, pièces", ("application", "attached"),
         "instruire, décider", "{applications} après sa fin, {drafts} si elle a expiré ; d’un expert, tant que dure le rôle",
         _P.APPLICATIONS),
    KeptKind("demande d’assistance : contact, objet, fichiers, compte rendu, avis", ("request", "attached", "card"),
         "aider l’établissement", "{requests} après sa fin", _P.ASSISTANCE),
    KeptKind("saisie commencée", ("draft", "focus"), "la reprendre", "{drafts}", _P.SERVICE),
    KeptKind("dernier sujet, dernière question comprise, jamais ce qui est tapé", ("conversation", "inbox"),
         "comprendre « oui », ne rien faire deux fois", "{conversations} ; {inbox}, ce qui évite un double effet",
         _P.SERVICE),
    KeptKind("absence sans motif, permanence, sujets connus", ("absence", "on_call", "known_topic"), "savoir qui peut aider",
         "{notices} après le dernier jour ; les sujets, jusqu’à leur retrait ; au plus jusqu’à la fin du rôle",
         _P.ASSISTANCE),
    KeptKind("canal des experts, qui l’a déclaré", ("room",), "y montrer ce qui attend", "jusqu’à son retrait", _P.ASSISTANCE),
    KeptKind("abonnement, rappel", ("subscription", "reminder"), "prévenir",
         "jusqu’à l’arrêt ; au plus jusqu’à la fin du rôle ou de la demande", _P.ASSISTANCE),
    KeptKind("question mal comprise, noms et numéros masqués, sans identité", ("question_log",), "améliorer", "{log}",
         _P.QUESTIONS),
    KeptKind("réponse enseignée, et par qui", ("taught",), "répondre à tous", "retirée, elle reste lisible de qui enseigne ; sans auteur après {requests}", _P.QUESTIONS),
    KeptKind("réglage changé par le service, et par qui", ("office_setting",), "tenir les délais et les mots du service",
         "jusqu’au changement suivant, puis au journal, voir cette ligne", _P.SERVICE),
    KeptKind("qui a été prévenu, de quoi", ("outbox",), "suivre les envois", "{notices} après l’envoi ou l’abandon", _P.SERVICE),
    KeptKind("qui a fait quoi, motifs, messages, notes", ("event",), "rendre compte",
         "aussi longtemps que le dossier, puis l’étape et sa date seules ; le reste, {requests}",
         _P.SERVICE),
    KeptKind("qui du service a ouvert quelle candidature", ("event",), "répondre à qui le demande",
         "{accesses}, au plus comme la candidature", _P.APPLICATIONS),
    KeptKind("actions sur plusieurs dossiers, plan d’action", ("batch", "batch_line", "plan_action"), "confirmer, suivre",
         "{notices} ; {requests} après la fin de l’action", _P.SERVICE),
    KeptKind("cas résolu, qui il a aidé", ("solved_case", "case_helped"), "aider les suivants",
         "publié : tant qu’il l’est, sans auteur après {requests} ; {people} pour qui il a aidé", _P.ASSISTANCE),
    KeptKind("difficulté commune, qui l’a rejointe", ("incident", "incident_joined"), "répondre à tous à la fois",
         "{notices} après son jour", _P.ASSISTANCE),
    KeptKind("lettres et ordres de mission préparés", ("expert_paper",), "savoir à qui il en manque",
         "tant que dure le rôle", _P.APPLICATIONS),
    KeptKind("sessions de formation et comité : réponses, présences, compte rendu", ("meeting", "meeting_person"),
         "réunir, rendre compte", "{requests} après la réunion", _P.ASSISTANCE),
    KeptKind("demande d’effacement", ("erasure",), "répondre dans le mois", "{erasures} après la décision", _P.SERVICE),
    KeptKind("courriel en fichier, faute de serveur", ("var/mail",), "l’envoyer à la main", "{mails}", _P.SERVICE),
)  # fmt: skip
