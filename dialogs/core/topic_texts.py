"""What requests for assistance are about, where they stand, and the functions of those who call: how each is said."""

from collections.abc import Mapping
from types import MappingProxyType

from knowledge.french import typeset as _
from knowledge.request import RequestStatus, Topic

TOPICS: Mapping[Topic, str] = MappingProxyType(
    {
        Topic.ACCES: _("Connexion, clé OTP, lenteur"),
        Topic.HABIL: _("Habilitations et délégations"),
        Topic.BUDGET: _("Budget et DBM"),
        Topic.DEPENSE: _("Dépenses, Chorus Pro, paiements"),
        Topic.TIERS: _("Tiers et fournisseurs"),
        Topic.RECETTE: _("Recettes, créances, relances"),
        Topic.DROITS: _("Droits constatés, demi-pension"),
        Topic.BOURSES: _("Bourses et fonds sociaux"),
        Topic.VOYAGES: _("Voyages et sorties"),
        Topic.REGIE: _("Régies"),
        Topic.TRESO: _("Trésorerie, DFT-Net, rapprochement"),
        Topic.IMMO: _("Immobilisations et stocks"),
        Topic.COFI: _("Compte financier et clôture"),
        Topic.BASCULE: _("Bascule de GFC vers Op@le"),
        Topic.ORIENTER: _("Autre sujet, à orienter"),
    }
)
STATES: Mapping[RequestStatus, str] = MappingProxyType(
    {
        RequestStatus.NEW: _("nouvelle"),
        RequestStatus.ASSIGNED: _("prise en charge"),
        RequestStatus.PLANNED: _("planifiée"),
        RequestStatus.WAITING: _("en attente"),
        RequestStatus.RESOLVED: _("résolue"),
        RequestStatus.CLOSED: _("close"),
        RequestStatus.CANCELLED: _("annulée"),
    }
)
SLOT_OVER = _("séance passée")
SESSION_RUNS = _("séance en cours")
FUNCTIONS: tuple[str, ...] = tuple(
    _(title)
    for title in (
        "SG",
        "gestionnaire",
        "agent comptable",
        "fondé de pouvoir",
        "chef d'établissement",
        "chef d'établissement adjoint",
        "assistant de gestion",
        "assistant de comptabilité",
        "régisseur",
    )
)
SCHOOL_AS_SHOWN = _("{school} ({uai})")
BUTTON_OPEN = _("Ouvrir {reference}")
SCHOOL_OF_CODE = _("Établissement de code {uai}")
NO_SCHOOL = _("Établissement non indiqué")
URGENT = _("urgente")
LATE = _("en retard")
WITHOUT = _("sans expert")
UNNAMED = _("un expert dont le nom n'est pas connu")
