// The mails that the assistant has sent, to be read here.

import { on, world } from './store.js';
import { byId, make, tell } from './dom.js';
import { WORDS, day, hour } from './words.js';

export function begin() {
  const box = byId('mail-box');
  byId('mails').addEventListener('click', async () => {
    await list();
    box.showModal();
  });
  on('mail', async ({ came }) => {
    byId('mails').replaceChildren(WORDS.mails, ...(world.mails ? [' ', make('span', { class: 'count' }, String(world.mails))] : []));
    if (came) tell(WORDS.mailCame);
    if (box.open) await list();
  });
}

async function list() {
  const mails = await (await fetch('/demo/mails')).json();
  world.mails = mails.length;
  byId('mail-list').replaceChildren(...(mails.length ? mails.map(shown) : [make('p', {}, WORDS.noMail)]));
}

function shown(mail, index) {
  const date = new Date(mail.date);
  const row = (title, text) => (text ? [make('dt', {}, title), make('dd', {}, text)] : []);
  const files = mail.files.map((name, number) => make('a', { href: `/demo/mails/${encodeURIComponent(mail.key)}/${number}`, download: name }, name));
  return make('details', { open: index === 0 },
    make('summary', {}, make('span', { class: 'subject' }, mail.subject), ' ', make('span', { class: 'quiet' }, `${day(date)}, ${hour(date)}`)),
    make('dl', {}, ...row(WORDS.to, mail.to), ...row(WORDS.cc, mail.cc), ...row(WORDS.replyTo, mail.replyTo),
      ...(files.length ? [make('dt', {}, WORDS.files), make('dd', {}, ...files)] : [])),
    make('p', { class: 'letter' }, mail.text));
}
