// A file that the assistant offers: the person agrees, a place is made on this machine, the assistant puts it there.

import { control, invoke } from './teams.js';
import { make } from './dom.js';
import { WORDS } from './words.js';

export const CONSENT = 'application/vnd.microsoft.teams.card.file.consent';
export const INFO = 'application/vnd.microsoft.teams.card.file.info';

/** Return the question whether a file may be kept. */
export function consent(attachment, person, place, replyToId) {
  const { description = '', acceptContext, declineContext } = attachment.content ?? {};
  const buttons = make('div', { class: 'row' });
  const answer = async (action, context, uploadInfo) => {
    buttons.replaceChildren(action === 'accept' ? WORDS.accepted : WORDS.declined);
    await invoke(person, place, 'fileConsent/invoke', { type: 'fileUpload', action, context, ...(uploadInfo ? { uploadInfo } : {}) }, { replyToId });
  };
  buttons.append(
    make('button', {
      type: 'button',
      class: 'primary',
      onclick: async () => answer('accept', acceptContext, await (await control('files', { name: attachment.name })).json()),
    }, WORDS.accept),
    make('button', { type: 'button', onclick: () => answer('decline', declineContext) }, WORDS.decline),
  );
  return make('div', { class: 'card file' }, make('strong', {}, WORDS.fileOffer), make('p', {}, attachment.name ?? ''), description ? make('p', {}, description) : null, buttons);
}

/** Return the link to a file that was put in its place. */
export function info(attachment) {
  const { pathname } = new URL(attachment.contentUrl, location.href); // Whatever name of the loopback the page was opened by.
  return make('div', { class: 'card file' }, make('a', { href: pathname, download: attachment.name ?? '' }, `${WORDS.download} ${attachment.name ?? ''}`));
}
