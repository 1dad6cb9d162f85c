"""Everyday words of people's messages, folded: next to a name they are talk, no part of it."""

from __future__ import annotations

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
