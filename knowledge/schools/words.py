"""The words around the name of a school (kinds, abbreviations, courtesies), places, school codes. All are folded."""

from __future__ import annotations

import re

from knowledge.french import DomainError


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
# What stands before a signature.
COURTESIES = r"(?:bien )?cordialement|bien à (?:vous|toi)|cd?l?t|salutations|respectueusement"
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


# --- Everyday words: next to a name they are no part of it.

# In alphabetical order, as many on a line as it holds.
TALK = frozenset(
    """
    abord absences absent academique accepte accident accompagner accord accueil accuse acte actif activite
    administratif admis admises adrese adresse adressee adresser aed aesh affaire affaires affelnet affiche age
    agence agenda agents aide aider aidez ailleurs aime aimerais ajoute ajouter allant aller allez ami anciennes
    anciennete anciens anee annonce annuel annuelle annulation annule annulees annuler anydesk apel apparait
    appellent application applique apprend apprendra apprendre apprentissage appui aprem argent arret arrete
    arreter arrivee arrivees ascenseur assez assistance assistant assistante assister assurance assure attache
    attend attendent attendre attends attendu attente attribuees aucun aucune aura aurai aurais aurait auriez
    auront autant autorisation autorite autour avais avait avance avancement aventure avez avis avoir avons
    ayant bac bague bahuts bareme base bassin batiment bazar bcp beaucoup besoin betise billet binome blague
    blanc bloques bordereau bouches boucle bouge bouger boulot boutique bras brevet brouillon brouillons bruit
    brut bulletin bureau bus cache cafe caisse calcul calcule cale calendrier cand candid candida candidat
    candidate candidater candidats candidatur candidature candidatures car carree carte cas casse casser
    categorie cause causer cdd cdi cela celles cent certificat chacun chance change changer chapitre chaque
    charge chaudiere chauffage cheffe chefs cheque cheques cher cherche chercher cheval chien chiffre chiffres
    chorus choses cia cinq cinquante circuit classe classement classer clavier cles clique cloche clos close
    closes cloture clous club coefficient coince coincee colege colegue colle collegue collegues com combien
    combient comite commande commandes commence comment commission complement complet complete completer
    comprendre comprends compris compta comptables conbien concernees concours concretement confie confirme
    conge conges connais connait connaitre connexion conseiller conservez consigner constates consulter
    contacter contenu continue contractuelle contre controle convention convocation copi copie copies copine
    corps corrige couloir coup coupe cour courriel court cousine coute couvert couverts couvre cpe cree creees
    creer criteres cuisine cumul cumulable curiosite cyclades dame dan date dates deadline debut debute decharge
    decide decider decision declaration declare declarer decouvre decroche dedans definition degat degres dela
    delai delegation demander demarre demi dep depanne depanner depart departements deplace deplacement
    deplacements deploiement depose deposee deposees deposer depot dernier derniere dernieres derniers desiste
    destinataire destinataires detail devenir deviens devient devra dft diepat difference diplome dira direct
    dis discipline dispo disponibilite dispositif distance division dix document doigts dois doit donnees dors
    dort dos dossie dossier dossiers doublon douze droi dun dur dure duree eau eaux echange ecris edition efface
    electronique eligible elus email emploi encaissement encaissements enfant enfants engage enleve enlevez
    enregistre enregistree enregistrement enregistrer ensap ensemble ent entendu entree entretien envie envoi
    envoie envoye envoyee envoyer envoyez epargne eps equipe espere esque essence essuye etablissements etais
    etant etat ete etre euro euros eux exacte exactement excel execution exemple exercer exercice exige existe
    expedie exper expere expert experte experts expire explique expliquer exprets faire faite familial fan
    faudra faudrait faute faux fdp femme fenetre fera fetes feu feuille fiche figer figure fil file fille fils
    fin finalement financier financiers fini finir finit fixe fois fonction fonctions fond fonde fondee fondes
    fonds forfait formateur formatoin formes formulaire fort fournee fournisseur fournisseurs frais francais
    froid gagne garder generaux gens gest gestionnaires gfc gfe glisser grade greve griffe groupement gymnase
    habite habitude hein hesite heureux histoire hiver horaires hors hotelier huit idee immobilisations importe
    impossible impots imprimante imprime inconnu indemnite indiquer infirmiere info informations informatique
    inscription inscrire inscris inscrit instance instruction interet interne internet intervention intra
    introuvable inventaire ira jai jamais janv jette jme joindre joins joint jointe joue jouer journee journees
    jure jury jusqu jusqua jveu kan kangoo kel kelkun koi laisse lance last lesquelles lesquels letre lettre
    lettres libre libres lieu limite lire lis location loge logement logiciel long lors lot lui lunettes machine
    mails main maison majoration malade maladie malheur mange manque many mari matinee mauvais max mele membres
    meme mere merite message met mets mettez mettre mgen mienne mieux milieu mille min minimum minutes mis mise
    mision mission missions modalites mode modele moins mois moitie moment montant montre montrer mort motif
    motivation mots mouvement moyenne multiplie mutation navettes nbi neige net nickel niveau noir nombre noms
    normal notes nouvel nouvelles nuit nul nulle numerique objet obligatoire obligeance obtenir occasion occupe
    office officiel onde ont onze opal opale open oper oral ordi ordinateur org ose otre oublie outil outlook
    ouvert ouverte ouvertes ouverts ouvre ouvrir page pages pain panne paques parait parce parcoursup pareil
    parent parents parfait parking parler parmi pars part partager partent parti partie partir partout paru
    parution passage passer passes passez pause pdf peine pendant pension perimetre periode permanent perso
    personne personnel personnels personnes petits peuchere peur peuve peuvent pgi photocopieur phrase piece
    pieces pieds pile pilotage pilote places plafond plait planifiees planning plante platres plu plusieurs
    poche point points pomme portail porte portefeuille porter pose poser postes pot pote poubelle pourquoi
    pourra pourrait pourriez poursuit pouvez pouvoir preavis precieuse precisees prefere prelevement premiere
    premieres premiers prend prendre prends prenez prennent prepare presentation presente presenter president
    presse pret prete prevu prevue prevues prime prix probleme prochain prochaine profil profs progiciel
    programme pronote propose proposer proviseure psc publie qqn quand quant quarante quatre quelles quelqu
    quelque quels questions quinze quon quotidien racine raconte raconter raison raisons rame rapport rapporte
    rate rdv reception recevable recevoir reclame recoit recouvre recteur rectora recu recue recues recupere
    redemarre redige rediger ref refaire referance reference refuse refusee refusees regarde regarder region
    registre regle rejet rejete rejetee rejette releve relu rembourse rembourses remerciements remets remis
    remplacant remplir remplit rendez rendre rendu renonce rentre rep repartition repas repond repondre reponds
    repondu reprends repris reseau reserve resolu resolue resolues responsabilite responsable ressort resto
    resultat resultats retenu retenue retenues retenus retire retirer retirez retour retraite retrouve retrouver
    reunion reunions reunit reviens revient rien robot role rouvre rouvrir saenes saepl saisi saisis saisit
    salaire salle sauf saura saurais saute savoir scolaires seance seances secours secretaires securite seize
    sejour selon sem semaine semaines sept serai serais serieux seront sers sert servir sessions seul seule
    seulement siecle siege siegent sigle signale signataire signature signe signee signer signifie sil simple
    sinon siret site six ski social soeur soit soixante solde solder sollicite solliciter solution somme sonne
    sors sort sorti sortie sorties sortir souci souhaite souhaiterais souvent stagiaire statut stop subvention
    suffit sui suit suite suivi suivre sujet sujets super suppleant supplement supplementaires supprime surtout
    table tableau tablier taches tant tape taper tard tarif taux teams teamviewer telefone teletravail temps
    tenir tenter tenu termine terrain tes tete texte ticket tickets tiens tient til titre titulaire tjrs toi
    tombe tombee tombent tomber ton top tot total tou touche tourne tournee tourner toute traduis train traine
    traite traitement traiter trajet trajets transfere transmettre travail travers trente tres trimestre trompe
    trop trou trouver trucs turboself tva une uniquement urg urgente urgentes utilise vacances vag vague vagues
    vais valable valeur valide variable vas vaucluse vaut velo venir verifie verifier verra verser veu veuillez
    veulent veut vide vie vieilles viens vient vingt virement virements visa vise visios visite visites vite
    vive voeux voie vois voisin voisine voit voiture voix volontaire volontaires vont voudrait vouloir vrai
    vraie vraiment vue week wifi windows word yeux zero zone
    """.split()  # noqa: SIM905 - 1,160 words, a word a line otherwise.
)


# --- Places that the register does not have: quarters of Marseille, hamlets, short names of towns.

# Quarter of Marseille (folded, articles left out) → its arrondissement. It tells homonyms apart, and names no school.
_QUARTERS = {
    1: "belsunce noailles opera thubaneau chapitre canebiere",
    2: "joliette arenc panier euromediterranee",
    3: "villette mauront",
    4: "chartreux chutes blancarde cinq-avenues",
    5: "baille camas conception timone",
    6: "castellane lodi vauban prefecture palais",
    7: "corniche endoume pharo bompard roucas catalans",
    8: "bonneveine montredon prado mazargues-plage pointe-rouge rouet perier goudes",
    9: "mazargues cabot redon luminy panouse vaufreges cayolle",
    10: "capelette timone pont-de-vivaux tronc",
    11: "valentine pomme barasse huveaune loup valbarelle penne treille",
    12: "beaumont caillols montolivet fourragere julien",
    13: "malpasse rose frais-vallon gombert crottes-nord merlan mitre",
    14: "bon-secours canet merlan marthe arnavaux picon busserine",
    15: "crottes cabucelle aygalades madrague calade castellane-nord kalliste solidarite",
    16: "estaque mourepiane riaux saint-henri",
}
QUARTERS: dict[str, int] = {
    word: district for district, words in _QUARTERS.items() for word in words.split() if "-" not in word
}

# UAI → words that people say for the place of this school, and that tell it from the others of its town.
EVERYDAY: dict[str, tuple[str, ...]] = {
    "0133525L": ("luynes",),
    "0134094E": ("luynes",),
    "0132974M": ("bonneveine",),
}


# --- The UAI, the code of a school: seven digits (three of the department, four of rank) and a key letter.

_KEYS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # 23 letters: without I, O and Q, which look like digits.
_DIGITS = 7
# Spreadsheets drop leading zeros: «40001E» is 0040001E.
_SHAPE = re.compile(r"(\d{5,7})([A-Za-z])")
_BETWEEN = re.compile(r"[\s.\u00a0-]+")


class WrongKey(DomainError):
    """It looks like a UAI, but its letter does not go with its digits: one of them is mistyped."""


def key_of(digits: str) -> str:
    """Return the key letter that goes with seven digits."""
    return _KEYS[int(digits) % len(_KEYS)]


def read_uai(text: str) -> str | None:
    """Return the UAI that ``text`` is, None when it is something else. Raises WrongKey."""
    found = _SHAPE.fullmatch(_BETWEEN.sub("", text))
    if not found:
        return None
    digits, letter = found[1].zfill(_DIGITS), found[2].upper()
    if key_of(digits) != letter:
        raise WrongKey(digits)
    return digits + letter


def department_of(uai: str) -> str:
    """Return the first three digits, which tell the department: «013»."""
    return uai[:3]


WAVES = range(1, 13)  # The numbers that waves of deployment may have.
