"""The words people use around the name of a school: kinds, abbreviations, courtesies. All folded, as they are compared."""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The departments of the académie d'Aix-Marseille.
DEPARTMENTS = {"04": "Alpes-de-Haute-Provence", "05": "Hautes-Alpes", "13": "Bouches-du-Rhône", "84": "Vaucluse"}

COLLEGE, LYCEE, EREA = "Collège", "Lycée", "EREA"

# A word → the kind it says, and the type of lycée («» when it says none).
KINDS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("college", "colleges", "clg", "col", "coll", "clge", "collg", "cllg", "ces", "cg"), (COLLEGE, "")),
    **dict.fromkeys(("lycee", "lycees", "lyc", "lycy", "lcee", "lyce", "lycée"), (LYCEE, "")),
    **dict.fromkeys(("lp", "lep", "lpr", "lpp"), (LYCEE, "LP")),
    **dict.fromkeys(("legt", "lgt", "leg", "lg"), (LYCEE, "LEGT")),
    **dict.fromkeys(("lpo", "lpoly"), (LYCEE, "LPO")),
    "erea": (EREA, ""),
}
# After «lycée»: what it says of its type.
TYPES: dict[str, str] = {
    "pro": "LP",
    "professionnel": "LP",
    "profesionnel": "LP",
    "prof": "LP",
    "technique": "LEGT",
    "techno": "LEGT",
    "technologique": "LEGT",
    "general": "LEGT",
    "polyvalent": "LPO",
    "poly": "LPO",
}
# They tell no school from another, and count little when the school's own name lacks them.
GENERIC = _set(
    "pro professionnel profesionnel technique techno technologique general generale polyvalent poly regional regionale"
    " regionaux metiers metier enseignement adapte etablissement etab eple public publique scolaire cite mixte"
    " arrondissement arrdt arr arrond ardt secteur departement dept acad academie prof unique"
)
# They are part of a few names, and said for the name itself: «le lycée hôtelier».
QUALIFIERS = _set("hotelier climatique international")
# Marseille's arrondissements in letters.
ORDINALS = {
    "premier": "1", "deuxieme": "2", "troisieme": "3", "quatrieme": "4", "cinquieme": "5", "sixieme": "6",
    "septieme": "7", "huitieme": "8", "neuvieme": "9", "dixieme": "10", "onzieme": "11", "douzieme": "12",
    "treizieme": "13", "quatorzieme": "14", "quinzieme": "15", "seizieme": "16",
}  # fmt: skip
# What comes next is not meant.
DENIED = _set("pas")
# What comes next is meant, and not what came before.
CORRECTED = _set("non pardon plutot enfin rectification correction oups")
# Within the name of a town.
OVER = _set("sur sous lez les")
# Between two schools.
AND = _set("et puis ainsi plus ou")
# What comes next is a street.
STREETS = _set(
    "rue r avenue av ave boulevard bd bld boul bvd bvrd chemin ch chem che route rte allee allees all cours place"
    " pl traverse trav impasse imp quai esplanade montee campagne hameau quartier ancienne"
)
# What comes next says where a school is by something else: «à côté de la corniche», «entre Trets et Fuveau».
BESIDE = _set("cote pres proche derriere devant face entre vers apres avant comme loin aupres sous dessous dessus bout")
# Cities of elsewhere: a school that is said to be there is not one of ours.
ELSEWHERE = _set(
    "paris lyon nice toulon nimes nantes lille bordeaux toulouse grenoble montpellier cannes antibes strasbourg"
    " rennes ales valence perpignan beziers draguignan frejus hyeres menton grasse brignoles corse ajaccio bastia"
)
# Not one of ours: with such a word (unless the school's own name has it) no school is taken.
FOREIGN = _set(
    "ecole primaire maternelle elementaire prive privee agricole militaire universite fac faculte iut cfa mfr ime itep"
    " rectorat dsden mairie prefecture hopital crous greta cio inspection departementale conseil lycee_prive"
)
GLUE = _set("le la les l d de du des a au aux en et sur sous lez les chez dans vers ds o ou")

# Around a name in an answer: never part of one.
FILLER = _set(
    """
    bonjour bjr bonsoir salut hello coucou slt merci mrc stp svp please cordialement
    c ce cest cet cette ca est sera serait etait suis es sommes etes sont je j jsuis chui jtravaille tu il elle on nous vous
    ils elles moi mon ma mes notre nos votre vos son sa ses leur leurs mien nomme nommee s appelle appele appelee nom
    pour par avec sans qui que quoi dont quel quelle y n ne pas plus oui ok alors donc euh heu bah ben voila enfin
    travaille travailles bosse exerce affecte affectee poste muter mute mutee rattache rattachee etablissement etab
    bahut boite ancien ancienne anciennement ex former dit dite appelle actuellement actuel maintenant desormais
    celui celle ceux trouve situe situee cote pres ville commune uai rne code numero num no
    gestionnaire secretaire sg agent comptable ac chef proviseur principal intendant intendante adjoint adjointe
    concerne concernant demande question reponse s agit il s lequel laquelle voudrais veux voulais dire parle parlais
    plutot aussi juste bien sur tout toujours encore ici la
    je-suis depuis annee annees an ans septembre rentree service
    gere gerons gerent remplace remplacer remplacante fais fait faites font bonne bon bons ok voila t te me se nous tous toutes
    deux trois faut allo allo sais sait savez crois croit pense penses parle parlez ecrit ecrire epelle prie remercie grand grande
    neuf neuve vieux vieille petit coin bas haut plein juste derriere devant face entre loin bout tout nord sud est ouest
    vallee vallees montagne campagne village quartier quartiers coeur vous-savez mais deja donne donner exact precis precisement
    comme quoi voyez voir dites merci-bien appelez appelons aupres centrale gare mairie eglise stade filiere section
    remplacement interim nommee arrive arriver reste restez celui-la celui-ci truc machin chose genre peu pres gros grosse
    general generale secretariat intendance gestion direction chez-nous principal-adjoint etes-vous sens sur lequel
    premier puis ainsi plus aussi possible excusez excuse pardon desole desolee erreur correction non plutot autre autres
    """
)
# Words of the experts' work and of everyday French that look like a name, or are one: alone they name no school.
COMMON = _set(
    """
    tiers tier bourse bourses bource boursier boursiers caution cautions regie regies regisseur voyage voyages recette
    recettes depense depenses budget budgets stock stocks immo immos paie paye payes paiement payer paier mandat mandats
    facture factures engagement engagements demande demandes nouvelle nouveau urgent urgence rappeler rappel appeler
    rapprochement bancaire bloque bloquee blocage erreur erreurs import export fichier fichiers famille familles eleve
    eleves compte comptes tresor tresorerie cofi bilan bascule balance balances creance creances habilitation
    habilitations droits droit acces login otp cle mot passe mail mel tel telephone port portable visio ecran partage
    session creneau lundi mardi mercredi jeudi vendredi samedi dimanche matin midi soir demain aujourd hui hier avant
    apres janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre heure heures
    gestionnaire secretaire agent comptable intendant intendante chef adjoint adjointe principal principale proviseur
    directeur directrice madame monsieur mme mr note noter saisir saisie valider validation budgetaire modification dbm
    petit petite grand grande menu char arc centre pays port pont mont val vallon haut hauts hautes haute rocher roy
    roi belle vieux coin joli leger orange apt gap salon serres saut sault veil veille clair soleil prince grave domaine
    chateau jas font plaine collines colline alpes durance mer rhone etang provence arbaud ans jean jour jours joie
    rose rosa marie pierre paul louis louise jacques henri charles marcel albert victor simone alexandre andre robert
    michel anne alice sophie alain nina rene georges joseph gaston camille dominique philippe claude martin thomas
    pascal roger gabriel auguste honore francois francoise vincent arthur lucie elsa emilie barbara caroline gisele
    florence germaine nathalie muriel katherine ariane nelson edgar edouard edmond fernand adolphe denis emile
    gerard stephane maxime felix maurice antonin theodore philippe ismael alphonse clovis anatole darius sylvain
    ecart perdu perdue passe passee payer arrive arrives monde moyen menus chape villars villa ville commune
    retard priorite absolue gros serie service services stages stage serveur verse versee voir voire peux peut
    paris lyon nice toulon nimes nantes lille bordeaux toulouse grenoble montpellier cannes antibes strasbourg rennes
    stp svp merci bonjour alors depuis encore pris prise prises reprise reprises reprendre perte pertes reste restes
    relance relances reversement remise remises remboursement rembourser facturation cantine restauration internat
    marche marches marchand contrat contrats credit credits ordonnateur ordre ordres conseil administration vote
    rappelez rappelle rappeles courrier courriers lumiere france cite citer monte monter centrale postule postuler
    collegue collegues yves remy jules gaspard josephine jane anselme armand elie cesar blaise vivian adam
    air aigle altitude azur bastide beau bel bains cote double docteur dragon ecole fare fontaine fontaines isle oliviers pins
    plan tour vallons vignes benoit david bernard gilbert guy frank marc maria suzanne madeleine gustave ferdinand
    frederic baptiste commandant
    appel appels ligne lignes liste listes lien liens papier papiers panier lecture ferme fermes forme former formation
    """
)
TITLES = _set("m mr mme mlle monsieur madame mademoiselle mmes messieurs dr_")

# A word → what it stands for.
EXPAND: dict[str, tuple[str, ...]] = {
    "st": ("saint",),
    "sts": ("saints",),
    "ste": ("sainte",),
    "stes": ("saintes",),
    "dr": ("docteur",),
    "drs": ("docteur",),
    "doct": ("docteur",),
    "cdt": ("commandant",),
    "cmdt": ("commandant",),
    "comdt": ("commandant",),
    "cmt": ("commandant",),
    "mal": ("marechal",),
    "gal": ("general",),
    "gral": ("general",),
    "pdt": ("president",),
    "cap": ("capitaine",),
    "stex": ("saint", "exupery"),
    "saintex": ("saint", "exupery"),
    "mrs": ("marseille",),
    "mars": ("marseille",),
    "marsl": ("marseille",),
    "mars'": ("marseille",),
    "mse": ("marseille",),
    "massilia": ("marseille",),
    "hte": ("haute",),
    "htes": ("hautes",),
    "ht": ("haut",),
    "hts": ("hauts",),
    "bdr": ("bouches", "rhone"),
    "internat": ("international",),
    "inter": ("international",),
    "intl": ("international",),
    "hotel": ("hotelier",),
    "hoteliere": ("hotelier",),
    "internationale": ("international",),
    "hotellerie": ("hotelier", "hotellerie"),
    "intern": ("international",),
    "chato": ("chateau",),
    "pt": ("petit",),
}
# Two words and more, once folded: what they stand for. Everyday names that no register gives.
PHRASES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("saint", "ex"): ("saint", "exupery"),
    ("etablissement", "regional", "d", "enseignement", "adapte"): ("erea",),
    ("etablissement", "regional", "enseignement", "adapte"): ("erea",),
    ("van", "goghe"): ("van", "gogh"),
    ("vx", "port"): ("vieux", "port"),
    ("roi", "d", "espagne"): ("roy", "espagne"),
    ("roi", "espagne"): ("roy", "espagne"),
    ("ecole", "hoteliere"): ("lycee", "hotelier"),
    ("ecole", "hotelier"): ("lycee", "hotelier"),
    ("bonne", "veine"): ("bonneveine",),
    ("cite", "international"): ("cite", "international", "chirac"),
    ("plein", "centre"): ("plein",),
    ("centre", "ville"): ("ville",),
    ("quartiers", "nord"): ("quartiers",),
}
