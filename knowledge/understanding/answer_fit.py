"""How much words look like the value that a form asks for (a name, a school, «c'est…»), or like a second thought."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from knowledge.understanding.words import evened, plain_words

# --- Given names, folded: they speak for a person where a word may name one.

_NAMES = """
adele adeline adrien agathe agnes ahmed aicha alain albane albert alexandra alexandre alexia alexis alice aline alix
amandine amelie amina anais andre andrea angele angelique anita anna anne annick annie anthony antoine antoinette
antonin ariane armand armelle arnaud arthur astrid aude audrey aurelie aurelien aurore axel axelle aymeric baptiste
barbara bastien beatrice benedicte benjamin benoit bernadette bernard berengere bertrand brigitte bruno camille
candice carine carla carole caroline catherine cecile cedric celia celine chantal charlene charles charlotte christel
christelle christian christiane christine christophe claire clara clarisse claude claudette claudine clemence clement
clementine clothilde colette coline constance coralie corentin corinne cyril cyrille damien daniel daniele danielle
david deborah delphine denis denise diane didier djamila dominique dorothee edith edouard edwige eleonore elena eliane
elie eliott elisabeth elise ella elodie elsa emeline emilie emma emmanuel emmanuelle enzo eric erika estelle esther
etienne eugenie eva evelyne fabien fabienne fabrice fanny farid fatima fatiha felix fernand flavie flora florence
florent florian france francine francis francois francoise franck fred frederic frederique gabriel gabrielle gael
gaelle gaetan gaspard genevieve geoffrey georges gerald geraldine gerard ghislaine gilbert gilles gisele gregory
guillaume guy gwenaelle hamid hassan helene henri herve hortense hubert hugo hugues ibrahim ines irene isabelle
jacqueline jacques jacky jamel jean jeanne jennifer jeremie jeremy jerome jessica joel joelle johan johanna jonathan
jordan jose josette josiane joseph josephine josiane jules julia julie julien juliette justine kader karim karima
karine katia kevin khadija laetitia lara laura laure laurence laurent laurie lea leila leo leon leonie leslie lilian
liliane lionel lise loic lola lorena louis louise luc lucas lucie lucien lucienne ludivine ludovic lydia lydie lylia
maelle magali malik malika manon manu manuel marc marcel margaux margot marguerite maria mariam marianne marie
marielle marine marion marjorie martin martine maryse mathieu mathilde mathis matthieu maud maurice max maxime mehdi
melanie melissa meriem michel michele micheline mireille mohamed monique morgane mounir muriel myriam nabil nadege
nadia nadine naima nassim natacha nathalie nathan nicolas nicole nina noe noelle noemie norbert nora odette odile olga
olivia olivier omar ophelie oscar paola pascal pascale patrice patricia patrick paul paule pauline perrine philippe
pierre pierrick quentin rachel rachid raphael raphaelle raymond regine regis remi remy renaud rene renee richard
robert robin rodolphe roger roland romain romane rosa rose roselyne roxane sabine sabrina said salima salome samia
samir samuel sandra sandrine sara sarah sebastien serge severine simon simone solange solene sonia sophie soraya
stephane stephanie steve suzanne sylvain sylvie tanguy tatiana theo therese thibault thierry thomas tiffany timothee
tristan valentin valentine valerie vanessa vera veronique victor victoria vincent virginie viviane walid wilfried
william xavier yacine yann yannick yasmina yasmine yohan yolande youssef yves yvette yvonne zoe zohra
"""
GIVEN_NAMES = frozenset(_NAMES.split())


# --- Likeness to a value.

# What people say before a value, which is no part of it: «c'est Camille Roux», «mon mail c'est …».
_BEFORE_NAME = re.compile(
    r"^\s*(?:(?:oui|ok|alors|bonjour|donc|non|euh)[\s,:]+)*(?:(?:c['’ ]?est|moi c['’ ]?est|moi|je m['’ ]?appelle|je suis|appelez[- ]moi|ici|(?:mon|le|son) nom(?: complet)?(?: et pr[ée]nom)?"
    r"(?:\s*,?\s*c['’ ]?est|\s+est)?|nom(?: et pr[ée]nom)?|pr[ée]nom(?: et nom)?|contacte[rz]|(?:il faut )?(?:rappele[rz]|appele[rz]|joindre)|voyez avec|demande[rz])[\s,:=]+)+(?=\S)",
    re.IGNORECASE,
)
_BEFORE_VALUE = re.compile(
    r"^\s*(?:(?:oui|ok|alors|bonjour|donc|euh|voici|voila|voilà)[\s,:]+)*(?:(?:c['’ ]?est|(?:mon|ma|le|l['’]|notre|son|sa)\s*(?:adresse(?: (?:mail|e-?mail|courriel|de courriel|[ée]lectronique))?"
    r"|mail|e-?mail|courriel|m[ée]l|t[ée]l(?:[ée]phone)?|portable|num[ée]ro|num|code|uai|rne|[ée]tablissement)(?:\s*,?\s*c['’ ]?est|\s+est)?|(?:au|sur le|dans (?:un|le|l['’]))\b)[\s,:=]*)+(?=\S)",
    re.IGNORECASE,
)
# Words that stand in no name of a person: pronouns, verbs, questions, and what people type when they hesitate.
_NO_NAME = frozenset(
    ["ai", "aide", "aider", "aller", "alors", "annuler", "appel", "appelez", "as", "attendez", "attends", "aucun", "aucune", "aujourd", "aussi", "autre", "avez", "avoir", "avant", "bah", "ben", "besoin", "bien", "bonjour", "bonsoir", "ca", "candidat", "candidate", "candidater", "candidature", "carte", "celle", "celui", "ceux", "chef", "cherche", "chose", "college", "collegue", "combien", "comme", "comment", "comptable", "connais", "contact", "continuer", "coucou", "date", "de-demain", "demande", "demain", "demander", "depuis", "des", "desole", "dire", "dis", "dites", "dois", "dommage", "donc", "dossier", "du-tout", "elle", "elles", "encore", "entendu", "envie", "es", "est", "et", "etait", "etablissement", "etes", "etre", "euh", "exemple", "expert", "experts", "explique", "fais", "fait", "faire", "faites", "faut", "fin", "finalement", "fois", "fonction", "gestionnaire", "gros", "hein", "hier", "ici", "idee", "il", "ils", "impossible", "indemnite", "j", "je", "jsp", "jour", "jours", "la-bas", "lequel", "laquelle", "leur", "limite", "lycee", "ma", "mail", "mais", "maintenant", "marche", "mdr", "meme", "merci", "mes", "message", "messages", "mince", "mission", "moi", "moment", "mon", "mot", "motif", "n", "ne", "nom", "non", "nos", "notre", "nous", "nouveau", "numero", "oh", "ok", "on", "op", "opale", "ou", "oui", "ouais", "par", "pardon", "parler", "pas", "passer", "pense", "personne", "peut", "peux", "plait", "plus", "plutot", "pour", "pourquoi", "pouvez", "prenom", "prefere", "presque", "prevu", "probleme", "prochain", "puis", "quand", "quel", "quelle", "quelles", "quels", "question", "qui", "quoi", "qu", "rappel", "rappeler", "rdv", "recommence", "reessayer", "rendez", "reponse", "retour", "rien", "sais", "sait", "salut", "sans", "savoir", "secretaire", "sera", "serai", "service", "ses", "si", "sg", "sgac", "solution", "son", "sont", "suis", "suivant", "sur", "svp", "stp", "ta", "tard", "telephone", "temps", "tes", "test", "toi", "ton", "toujours", "tous", "tout", "toute", "trop", "trouve", "tu", "un", "une", "urgent", "urgence", "va", "vais", "venir", "verrai", "veut", "veux", "voila", "voir", "vois", "vos", "votre", "voudrais", "voulez", "vous", "vrai", "vraiment", "y", "zut"]
)  # fmt: skip
_PARTICLES = frozenset(("de", "du", "des", "la", "le", "les", "d", "l", "el", "al", "ben", "bin", "van", "von", "der", "den", "di", "da", "dos", "saint", "sainte", "mc", "mac", "o"))  # fmt: skip
_TITLES = frozenset(("m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "mle", "dr"))
_OF_SCHOOLS = frozenset(("lycee", "college", "etablissement", "carte", "nouveau", "notre", "sans", "par", "sur", "ou", "et", "tous", "vie", "un", "fin", "gros"))  # fmt: skip
_SHORTEST_PLACE = 3  # Letters.
_LONGEST_NAME = 6  # Words, particles among them.

_LEAD = r"(?:bon|ah|oh|euh|heu|mince|oups|zut|en fait|finalement|non|nan|bah|ben|ok|alors|hmm|merde|ouh la|pardon|desolee?|bonjour|mais|et puis|bref|tout compte fait|a la reflexion|reflexion faite)"
_THEN = r"(?: (?:svp|stp|merci(?: beaucoup)?|s'il (?:te|vous) plait|pardon|desolee?|du coup|en fait|finalement|pour l'instant|pour le moment|tout de suite|maintenant|pas|plus|alors|la|hein|ca ira))*"
_OBJECT = r"(?:\s(?:de (?:demande|dossier|numero|candidature|ligne|ticket|bouton|personne|conversation|etablissement)|en (?:cliquant|tapant|appuyant)|la demande|le dossier|ma demande|ma candidature|la candidature|cette demande|tout ca|ca|comme ca|ouverte?|telle quelle|tranquille|(?:le |la |l'|les |cet |cette |ce )(?:refus|decision|envoi|message|annonce|convocation|brouillon|saisie|reponse|relance|note)))?"
# A person thinks better of what is being filled in: «finalement non», «attends, je me suis trompé», «je la garde».
_TAKEN_BACK = (
    r"(?:attend[sz]?|attendez|une (?:minute|seconde)|(?:deux|2) (?:minutes?|secondes?)|un instant|minute|stop|pas tout de suite|pas maintenant|pas encore|plus tard)"
    r"|je (?:me suis|m'etais|m'suis) (?:trompe|plante|embrouille|mele)e?s?|j'ai (?:fait une (?:erreur|betise|fausse manip\w*)|mal clique|clique (?:trop vite|par erreur)|change d'avis)|je change d'avis"
    r"|(?:c'est|c'etait) (?:une )?(?:erreur|fausse manip\w*|pas (?:ca|ce que je voulais|ma demande|la bonne))|(?:une )?(?:erreur|fausse manip\w*)|oups|pardon"
    r"|(?:(?:je|on|j'|nous) )?(?:veux|vais|prefere|voudrais|souhaite|peux|aimerais)? ?(?:ne )?(?:plus |pas )?(?:(?:la|le|les|l') ?)?(?:garder?|gardez?|gardons|conserver?|laisser?|laissez|laisse)"
    r"|(?:je|on) (?:la|le|les) (?:garde|conserve|laisse)|garde[- ]?(?:la|le)|laisse[rz]?(?:[- ](?:la|le|tomber|moi))?|ne (?:touche|fais|faites|changez?|l'envoie|l'envoyez|l'annule|l'annulez) (?:a )?(?:pas|rien)\w*"
    r"|(?:je (?:ne )?(?:(?:la|le|l') ?)?(?:veux|souhaite|voulais|vais) (?:plus|pas)(?: (?:l'annuler|la retirer|le retirer|l'envoyer|la liberer|la resoudre|annuler|retirer|envoyer|liberer|resoudre|continuer|faire ca|le faire|la clore|clore))?)"
    r"|je (?:vais|veux|dois|prefere)? ?(?:y )?(?:reflechi\w*|hesite|verrai|vois)|(?:il )?faut que je (?:reflechisse|verifie|voie)|je (?:n')?(?:ose|hesite)(?: pas)?|on (?:verra|laisse|oublie|arrete)|oublie[zr]?(?: ca)?|rien(?: du tout)?|laisse tomber"
    r"|(?:je|on) (?:ne )?(?:(?:la|le|l') ?)?(?:refuse|retire|libere|annule|retiens|resous|cloture?|clos|envoie|transmets|ferme) (?:pas|plus)"
    r"|pas besoin|non|nan|surtout pas|pas la peine|inutile|tant pis|annule[rz]?(?: tout)?|j'arrete|(?:si|mais si|finalement si|en fait si|ah si)(?:[\s,]+(?:c'est (?:bon|ok|resolu|regle)|ca (?:marche|fonctionne)).*)?"
)
# Behind it, the same is said again, or that one is sorry: «non pardon, vague 2» says a value, and takes nothing back.
_SECOND = re.compile(
    rf"^(?:(?:{_LEAD}[\s,.!;:…-]+)*(?:{_TAKEN_BACK}){_OBJECT}{_THEN}[\s,.!;:…-]*)+"
    rf"(?:(?:je|j'|on|la) (?:prefere|vais|veux|verrai|dois|reviens|reviendrai|la|le|m'en|ne|n'|garde|laisse|attends).{{0,60}}|c'est (?:pas|plus|bon|inutile|trop).{{0,40}}|merci|desolee?)?[\s.!…]*$"
)
# Nothing of what waits is to leave, whatever else is said: «non attends, on ne diffuse rien».
_CALLED_OFF = re.compile(
    r"(?:(?:^|[,;.!] )(?:ne |n')?|\bon (?:ne |n')?|\bje (?:ne |n'))(?:l')?"
    r"(?:diffuse|envoie|publie|transmet|annonce|decide|touche|change|fai)(?:s|z|t|tes)? (?:surtout )?(?:a )?(?:rien|pas)\b"
    r"(?: (?:du tout|pour l'instant|encore|tout de suite|finalement|merci))*[ .!]*$"
    r"|\b(?:je|on) (?:ne |n')?(?:l'|la |le )?(?:envoie|depose|publie|transmets|valide) (?:pas|plus)\b(?! (?:le|la|les|de|l'|un|une)\b)"
)
# What people type alone before they think of an answer.
# What such words may not hold: a reason is told, or another thing asked.
_TOLD = re.compile(r"\?|\b(?:car|parce qu\w*|puisqu\w*|a cause|vu qu\w*|donc)\b|[:]")
_MOST_WORDS = 12
# What people type to the assistant itself, or to nobody.
_CHATTER = frozenset(("ah", "bah", "ben", "bof", "bonjour", "bonsoir", "cool", "coucou", "euh", "genial", "hein", "hello", "help", "heu", "hey", "hum", "lol", "mdr", "merci", "mince", "oh", "oups", "pff", "pfff", "ptdr", "quoi", "salut", "super", "test", "top", "yo", "zut"))  # fmt: skip


def without_lead(text: str, *, name: bool = False) -> str:
    """Return the value in ``text`` without the words before it that belong to no value; ``name``: a person's name is asked."""
    left = (_BEFORE_NAME if name else _BEFORE_VALUE).sub("", text, count=1).strip()
    return left or text.strip()


def is_name(text: str) -> bool:
    """Tell whether ``text`` may be a person's name: «ROUX Camille», «Mme Le Goff», «jean petit»."""
    said = [word for word in plain_words(text).split() if word not in _TITLES]
    if not said or len(said) > _LONGEST_NAME or not any(len(word) > 1 for word in said):
        return False
    core = [word for word in said if word not in _PARTICLES and not word.isdigit()]
    if not core:
        return False
    # Behind the first word, a capital speaks for a name that is a word too: «Hélène Tout», «Mme Bien Aimé».
    capitals = {plain_words(word) for word in text.split()[1:] if word[:1].isupper()}
    return not any(word in _NO_NAME and word not in GIVEN_NAMES and word not in capitals for word in core)


def is_place(text: str) -> bool:
    """Tell whether ``text`` may name a school that nobody knows: «collège du Lac, Gex», and neither «sg» nor «je sais pas»."""
    said = plain_words(text).split()
    return len("".join(said)) > _SHORTEST_PLACE and not any(
        word in _NO_NAME and word not in _OF_SCHOOLS for word in said
    )


def is_chatter(text: str) -> bool:
    """Tell whether ``text`` is made of words that say nothing to anybody: «coucou», «euh», «lol»."""
    return all(word in _CHATTER for word in plain_words(text).split())


def is_second_thought(text: str) -> bool:
    """Tell whether a person takes back, in so many words, what is being filled in: nothing of it is an answer."""
    plain = evened(text).strip()
    if _CALLED_OFF.search(plain):
        return True
    brief = len(plain.split()) <= _MOST_WORDS and not plain.endswith("?")
    return brief and not _TOLD.search(plain) and _SECOND.match(plain) is not None


# --- Messages that are a value and nothing else: a number, a phone number, an address, a date.


class Kind(StrEnum):
    """A kind of value that can stand alone."""

    NUMBER = "number"
    PHONE = "phone"
    MAIL = "mail"
    LINK = "link"
    DATE = "date"
    CODE = "code"  # Of a school: seven figures and a letter.
    MARKS = "marks"  # No letter and no figure.


EVERY = frozenset(Kind)
WORDS: frozenset[Kind] = frozenset()  # None of them: words are asked for.
_DAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_MONTHS = r"janv\w*|fev\w*|mars|avril|mai|juin|juil\w*|aout|sept\w*|oct\w*|nov\w*|dec\w*"
_HOUR = r"(?: ?(?:a|vers|,)? ?\d{1,2} ?(?:h|heures?|:) ?\d{0,2})?"
# What stands before a value and says no more than what it is: «c'est le», «mon numéro :».
_VALUE_OPENING = re.compile(
    r"^(?:(?:c'est|voici|mon|ma|le|la|au|a|tel|telephone|portable|fixe|numero|n ?°|mail|courriel|e-mail|adresse|uai|code)\b[ :.]*|n ?° ?)+"
)
_PATTERNS: Mapping[Kind, re.Pattern[str]] = MappingProxyType(
    {
        Kind.MARKS: re.compile(r"[^a-z0-9]*"),
        Kind.PHONE: re.compile(r"(?:(?:\+|00) ?33 ?(?:\(0\) ?)?|0)[1-9](?:[ ./-]?\d){8}"),
        Kind.DATE: re.compile(
            rf"(?:(?:{_DAYS}),? )?(?:\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?|\d{{1,2}}(?:er)? (?:{_MONTHS})(?: \d{{4}})?){_HOUR}"
        ),
        Kind.NUMBER: re.compile(r"\d[\d .,]*(?: ?(?:%|€|euros?))?"),
        Kind.MAIL: re.compile(r"<?[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?"),
        Kind.LINK: re.compile(r"<?(?:https?://|www\.)\S+>?"),
        Kind.CODE: re.compile(r"\d{7} ?[a-z]"),
    }
)


def kind_of(text: str) -> Kind | None:
    """Return the kind of value that ``text`` is as a whole; None where it says anything more."""
    said = evened(text).strip(' .,;:!?()«»"')
    said = said if not said else _VALUE_OPENING.sub("", said) or said
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.fullmatch(said)), None)
