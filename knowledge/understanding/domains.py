"""What a message may be about: the choices that one decision is taken between."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Domain(StrEnum):
    """What a message is about, as seen by what answers it."""

    CALL = "call"  # A question on the call.
    ELIGIBILITY = "eligibility"  # «Je suis SG en vague 3, puis-je candidater ?»
    DIFFICULTY = "difficulty"  # Something goes wrong in Op@le, or help is asked for.
    ACT = "act"  # Something to do with a request or an application.
    OWN = "own"  # Where one's own request or application stands.
    STEERING = "steering"  # Lists, counts and states of requests, applications, sessions.
    ASSISTANT = "assistant"  # What the assistant and the service do, and how.
    COMMAND = "command"  # «oui», «annuler», «transmets ma question»: something else to do.
    TALK = "talk"
    THANKS = "thanks"
    COMPLAINT = "complaint"
    STORY = "story"  # Told without asking for anything: what is over, what others have lived.
    ELSEWHERE = "elsewhere"


_D = Domain
# The domains of what the call's recogniser knows besides the call.
INTENT_DOMAINS: Mapping[str, Domain] = MappingProxyType(
    {
        "candidater": _D.ACT,
        "reprendre_brouillon": _D.ACT,
        "retirer_candidature": _D.ACT,
        "modifier_candidature": _D.ACT,
        "statut_candidature": _D.OWN,
        "statut_demande": _D.OWN,
        "demander_assistance": _D.DIFFICULTY,
        "enregistrer_demande": _D.DIFFICULTY,
        "statut_pilotage": _D.STEERING,
        "eligibilite": _D.ELIGIBILITY,
        "appel_en_bref": _D.ASSISTANT,
        "aide": _D.ASSISTANT,
        "identite": _D.ASSISTANT,
        "parler_humain": _D.ASSISTANT,
        "mes_donnees": _D.ASSISTANT,
        "confidentialite": _D.ASSISTANT,
        "bonjour": _D.TALK,
        "au_revoir": _D.TALK,
        "ca_va": _D.TALK,
        "merci": _D.THANKS,
        "compliment": _D.THANKS,
        "reproche": _D.COMPLAINT,
        "negatif": _D.COMPLAINT,
        "hors_sujet": _D.ELSEWHERE,
    }
)
DOMAINS = tuple(Domain)
