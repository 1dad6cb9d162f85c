"""What is said of exports, and what their files hold besides data."""

from collections.abc import Mapping

from knowledge.french import typeset as _
from knowledge.understanding.fields import What

WHICH = _("Export de « {said} » : {lines}.")
OFFER = _("« {said} » : {lines}, dans un fichier {kind}.")
KINDS: Mapping[str, str] = {"xlsx": _("Excel"), "csv": _("CSV, que tout tableur ouvre")}
BUTTONS: Mapping[str, str] = {"xlsx": _("Enregistrer en Excel"), "csv": _("Enregistrer en CSV")}
LINE, LINES_MANY = _("ligne"), _("lignes")
NO_CONTACT = _("Aucun nom de contact n'y figure.")
NAMES = _("Le fichier nomme des personnes : gardez-le avec leur dossier.")
CUT = _("Seules les {most} premières lignes y tiennent : pour tout avoir, précisez une période ou un département.")
OWN = _("Un expert exporte les demandes qu'il suit : ce sont elles.")
NOTHING = _("Il n'y a rien à exporter : « {said} » ne trouve aucune ligne.")
# By whether requests for assistance are taken.
WHAT = {
    True: _(
        "Rien n'est affiché que je puisse exporter. Posez d'abord une question, par exemple « demandes de janvier », puis "
        "« exporter » ; ou dites « exporter les demandes ouvertes du 84 »."
    ),
    False: _("Rien n'est affiché que je puisse exporter. Dites par exemple « exporter les candidatures retenues »."),
}
EXPERTS_REQUESTS_ONLY = _(
    "Un expert exporte les demandes qu'il suit, rien d'autre : rien n'a été exporté. Dites « exporter mes demandes »."
)
NOT_IN_CHANNEL = _(
    "Je ne donne pas de fichier dans un canal ni dans un groupe : d'autres que vous le recevraient. Demandez-le dans notre "
    "conversation privée."
)
NAMES_OF_FILES: Mapping[What, str] = {
    What.REQUESTS: _("demandes-{day}"),
    What.SESSIONS: _("seances-{day}"),
    What.APPLICATIONS: _("candidatures-{day}"),
    What.EXPERTS: _("experts-{day}"),
    What.ALL: _("demandes-{day}"),
}
TABS: Mapping[What, str] = {
    What.REQUESTS: _("Demandes"),
    What.SESSIONS: _("Séances"),
    What.APPLICATIONS: _("Candidatures"),
    What.EXPERTS: _("Experts"),
    What.ALL: _("Demandes"),
}
COUNTS = _("Nombres")
MEASURES_TAB = _("Mesures")
SUMMARY = _("Résumé")
QUESTION, MADE, LINES = _("Question"), _("Établi le"), _("Lignes")
BY = _("Par {what}")
STATE, DEPARTMENT = _("état"), _("département")
ALL = _("Ensemble")
REQUEST_HEADS = (
    _("Numéro"), _("UAI"), _("Établissement"), _("Département"), _("Objet"), _("État"), _("Depuis le"), _("Urgente"),
    _("Créée le"), _("Expert"), _("Rendez-vous"), _("Minutes de séance"), _("Délai de prise en charge"),
    _("Délai de résolution"), _("Réouvertures"), _("Note sur 5"),
)  # fmt: skip
# What the call lists of an application stands between the two.
APPLICATION_HEADS = (_("Numéro"), _("Nom"))
APPLICATION_HEADS_AFTER = (_("UAI"), _("Établissement"), _("Département"), _("État"), _("Déposée le"))
EXPERT_HEADS = (_("Nom"), _("UAI"), _("Établissement"), _("Département"), _("Expert depuis le"))
DELAYS = _("Les délais sont en heures et minutes ouvrées ; l'attente n'est pas comptée dans la résolution.")
YES, NO = _("oui"), _("non")
COUNTED = _("Nombre")
