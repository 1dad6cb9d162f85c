// What the page itself says. What the assistant says comes from the assistant.

const NBSP = '\u00a0';

/** Put no-break spaces where French wants them. */
export function typeset(text) {
  return text.replace(/'/g, '’').replace(/ ([:;!?»])/g, `${NBSP}$1`).replace(/« /g, `«${NBSP}`).replace(/n° /g, `n°${NBSP}`);
}

const said = words => Object.fromEntries(Object.entries(words).map(([name, text]) => [name, typeset(text)]));

export const WORDS = said({
  who: 'Qui est à cette place ?',
  where: 'Conversation affichée',
  personal: 'Privé',
  groupChat: 'Groupe',
  channel: 'Canal',
  groupChatHint: 'Un groupe de travail : mentionné, l’assistant y répond sur l’appel. Ce qui est personnel reste en privé.',
  channelHint: 'Le canal des experts, déclaré par le SA EPLE : une carte y montre ce qui attend, sans aucune personne.',
  agent: 'agent',
  expert: 'expert',
  saeple: 'SA EPLE',
  message: 'Votre message à l’assistant',
  placeholder: 'Écrivez un message',
  send: 'Envoyer',
  attach: 'Joindre un fichier',
  without: 'Ne pas joindre',
  mention: 'Mentionner l’assistant',
  typing: 'L’assistant écrit…',
  edited: 'modifié',
  reply: 'Répondre dans ce fil',
  replying: 'Votre message répond à un fil.',
  newThread: 'Ouvrir un nouveau fil',
  suggestions: 'Réponses proposées',
  tries: 'Exemples à essayer',
  try: 'Essayez :',
  unsent: 'Ce message n’est pas parti : l’assistant ne répond pas. Rien d’autre n’est perdu.',
  retry: 'Renvoyer',
  late: 'L’assistant n’a pas répondu à temps. Appuyez de nouveau : rien ne sera fait deux fois.',
  failed: 'Cette action n’a pas abouti. Rien n’a été modifié.',
  unread: 'non lus',
  noCard: 'Cette carte ne peut pas être dessinée ici. Voici ce qu’elle dit :',
  noLibrary: 'Les cartes ne peuvent pas être dessinées : lancez « make demo », qui installe ce qui manque, puis rechargez la page.',
  lost: 'L’assistant s’est arrêté. Relancez « make demo » : la page reprendra d’elle-même.',
  restarting: 'Tout recommence…',
  noWayBack: 'L’horloge ne revient pas en arrière : « Recommencer » la remet au 25 janvier 2024.',
  mails: 'Courriels',
  noMail: 'Aucun courriel pour l’instant.',
  mailCame: 'Un courriel est parti.',
  to: 'À',
  cc: 'Copie',
  replyTo: 'Réponse à',
  files: 'Pièces jointes',
  fileOffer: 'L’assistant propose un fichier',
  accept: 'Enregistrer le fichier',
  decline: 'Ne pas l’enregistrer',
  accepted: 'Vous avez accepté ce fichier.',
  declined: 'Vous avez refusé ce fichier.',
  download: 'Télécharger',
  rate: 'Cette réponse',
  like: 'Réponse utile',
  dislike: 'Réponse à côté',
  rated: 'Votre avis est transmis.',
  noMatch: 'Aucun choix ne correspond.',
});

/** What is worth trying, by role: each is said as if it had been typed. */
export const TRIES = Object.fromEntries(Object.entries({
  agent: ['mon paiement est rejeté', 'combien est payé un expert ?', 'qui lit ce que j’écris ?'],
  expert: ['urgentes non prises', 'mes rendez-vous', 'nouvelle demande clg Mignet, clé OTP perdue'],
  saeple: ['statut', 'candidatures vague 2', 'bilan pour le COPIL'],
}).map(([role, texts]) => [role, texts.map(typeset)]));

/** Where the clock's hand may go: instants that matter to the call. */
export const MOMENTS = [
  ['2024-01-29T09:00+01:00', typeset('Lundi 29 janvier, 9 h')],
  ['2024-02-03T09:00+01:00', typeset('Samedi 3 février, 9 h')],
  ['2024-02-05T09:00+01:00', typeset('Lundi 5 février, 9 h')],
  ['2024-02-05T23:58+01:00', typeset('Lundi 5 février, 23 h 58')],
  ['2024-02-06T09:00+01:00', typeset('Mardi 6 février, 9 h')],
  ['2024-02-26T09:00+01:00', typeset('Lundi 26 février, 9 h')],
].map(([instant, title]) => [instant, title.replace(/(\d+) (h|janvier|février)/g, `$1${NBSP}$2`).replace(/h (\d)/, `h${NBSP}$1`)]);

const DAY = new Intl.DateTimeFormat('fr-FR', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/Paris' });
const HOUR = new Intl.DateTimeFormat('fr-FR', { hour: 'numeric', minute: '2-digit', timeZone: 'Europe/Paris' });

/** «jeudi 25 janvier 2024». */
export const day = instant => DAY.format(instant);

/** «10 h 05». */
export function hour(instant) {
  const parts = Object.fromEntries(HOUR.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${Number(parts.hour)}${NBSP}h${NBSP}${parts.minute}`;
}
