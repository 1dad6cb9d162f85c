"""Learning from use: what people think of an answer, what found none, and teaching."""

from knowledge.french import typeset as _

GOOD = _("Réponse utile")
BAD = _("Ce n'est pas ça")
THANKS = _("Merci. C'est noté, sans votre nom.")
NOTED_ALREADY = _("C'était déjà noté : rien n'est compté deux fois.")
NOTHING_RATED = _("Merci. Je n'ai donné aucune réponse depuis un moment : il n'y a rien à noter.")
RATE = _("Cette réponse vous aide-t-elle ?")
SORRY = _(
    "Toutes mes excuses. C'est noté, sans votre nom. Dites-le autrement, ou laissez-moi transmettre votre question."
)
SORRY_GROUP = _(
    "Toutes mes excuses. C'est noté, sans nom. Dites-le autrement, ou écrivez-moi en privé pour transmettre la question."
)

TITLE = _("Questions sans réponse")
NONE = _("Aucune question n'est restée sans réponse ces {days} derniers jours.")
COUNT = _("{count} sans réponse sûre ces {days} derniers jours, sans nom, les plus fréquentes d'abord.")
GROUP = _("{number}. {example} ({times})")
LIKE = _("Dites aussi : {others}")
SUGGESTED = _("Une personne a trouvé sa réponse sous « {title} » en la disant autrement.")
MORE = _("Et {count} de plus.")
TEACH_BUTTON = _("Répondre à la n° {number}")

TEACH_TITLE = _("Apprendre une question à l'assistant")
TEACH_INTRO = _("Ce que vous enregistrez sert aussitôt à tous, sur tous les postes. N'y mettez aucun nom.")
WORDING = _("La question")
ASK_WORDING = _("Comment la question se pose-t-elle ?")
WORDING_HINT = _("300 caractères au plus, telle que les gens l'écrivent.")
ENTRY = _("Réponse de l'appel")
ASK_ENTRY = _("Quelle réponse de l'appel lui convient ?")
ENTRY_HINT = _("Le titre ou le numéro de la réponse ; passez si aucune ne convient, pour écrire la vôtre.")
ANSWER = _("Votre réponse")
ASK_ANSWER = _("Quelle est votre réponse, si aucune de l'appel ne convient ?")
ANSWER_HINT = _("600 caractères au plus. Passez si vous avez choisi une réponse de l'appel.")
SEND = _("Enregistrer pour tous")
NOTHING_TAUGHT = _(
    "Choisissez une réponse de l'appel ou écrivez la vôtre : sans l'une des deux, il n'y a rien à apprendre."
)
TAUGHT = _("C'est appris : dans quelques secondes, la même question aura sa réponse, pour tous.")
IS_COMMAND = _(
    "Cette phrase fait déjà autre chose : « {text} » est une commande ou une formule de politesse. Écrivez la question en entier."
)
TAUGHT_ALREADY = _("C'était déjà enregistré. Rien n'a été modifié.")

SHARE = _("Question à retenir pour tous")
ASK_SHARE = _("Cette réponse peut-elle servir à d'autres ?")
SHARE_HINT = _(
    "Si oui, écrivez la question telle qu'elle se pose à tous, sans nom. Sinon, passez : la réponse reste entre vous."
)
SOURCE = _("Source : réponse {of_service} du {date}")

# What is taught, to be seen and changed.
LESSONS = _("Ce qui est appris")
NO_LESSONS = _("Rien n'est appris pour cet appel. « Questions sans réponse » propose de le faire.")
LESSONS_COUNT = _("{count}, la dernière d'abord. Ce qui est retiré peut être remis.")
LESSON = _("{number}. « {wording} »")
LESSON_ANSWER = _("Réponse : {answer}")
LESSON_BY = _("Appris par {by}, {when}")
SOMEBODY = _("une personne")
WITHDRAWN = _("Retiré, {when}")
ENTRY_GONE = _("une réponse que l'appel n'a plus")
BUTTON_CORRECT = _("Corriger la {number}")
BUTTON_WITHDRAW = _("Retirer la {number}")
BUTTON_PUT_BACK = _("Remettre la {number}")
BUTTON_MORE = _("Voir la suite")
BUTTON_LESSONS = _("Voir ce qui est appris")
TAKEN_OUT = _("La leçon {number} est retirée : dans quelques secondes, l'assistant répondra comme avant elle.")
PUT_BACK = _("La leçon {number} sert de nouveau à tous, dans quelques secondes.")
ALREADY_SO = _("C'était déjà fait pour la leçon {number} : rien n'a été modifié.")
ANSWERED_BY = _(
    "La leçon {number} répond déjà à cette question : rien n'est enregistré. Tapez « ce qui est appris » pour la corriger ou la retirer."
)
CHANGED_MEANWHILE = _(
    "La leçon {number} a été corrigée ou retirée entre-temps : rien n'est enregistré. Tapez « ce qui est appris » pour voir où elle en est."
)
