// The page: three seats side by side, their clock and their mails.

import * as clock from './clock.js';
import * as mails from './mails.js';
import { canDraw } from './card.js';
import { control } from './teams.js';
import { listen, on, world } from './store.js';
import { banner, byId, make } from './dom.js';
import { Seat, forget } from './seat.js';
import { WORDS } from './words.js';

const FIRST = ['agent', 'expert', 'saeple'];
let seats = [];

function begin() {
  forget();
  const people = FIRST.map(name => world.people.find(person => person.seat === name));
  seats = [];
  people.forEach((person, number) => seats.push(new Seat(number, person, { moved, seen: tabs })));
  byId('seats').replaceChildren(...seats.map(seat => seat.element));
  byId('tabs').replaceChildren(...seats.map((seat, number) => make('button', { type: 'button', onclick: () => showSeat(number) })));
  showSeat(0);
  banner(canDraw ? '' : WORDS.noLibrary);
}

/** Let somebody else sit at `seat`; who sits elsewhere changes places with whoever is there. */
function moved(seat, oid) {
  const other = seats.find(one => one.person.oid === oid);
  const before = seat.person;
  seat.sit(world.people.find(person => person.oid === oid));
  if (other && other !== seat) other.sit(before);
  tabs();
}

/** On a narrow screen one seat is shown at a time. */
function showSeat(number) {
  seats.forEach((seat, index) => seat.element.toggleAttribute('data-shown', index === number));
  tabs();
  seats[number].current.toEnd();
}

function tabs() {
  [...byId('tabs').children].forEach((button, number) => {
    const seat = seats[number];
    if (!seat) return;
    button.setAttribute('aria-current', String(seat.element.hasAttribute('data-shown')));
    button.replaceChildren(make('span', { class: 'tab-role' }, WORDS[seat.person.role ?? 'agent']), ' ', make('span', { class: 'tab-name' }, seat.person.name),
      ...(seat.unseen ? [make('span', { class: 'count' }, String(seat.unseen), make('span', { class: 'hidden' }, ` ${WORDS.unread}`))] : []));
  });
}

/** A button that stays pressed, and what it does to the page. */
function toggle(id, pressed, apply) {
  const button = byId(id);
  const set = value => {
    button.setAttribute('aria-pressed', String(value));
    apply(value);
  };
  button.addEventListener('click', () => set(button.getAttribute('aria-pressed') !== 'true'));
  set(pressed);
}

/** Lines break elsewhere now: look at the end of each conversation again. */
function toEnds() {
  for (const seat of seats) seat.current.toEnd();
}

function dialogs() {
  for (const box of document.querySelectorAll('dialog')) {
    box.querySelector('[data-close]').addEventListener('click', () => box.close());
  }
  byId('again').addEventListener('click', () => byId('again-box').showModal());
  byId('again-yes').addEventListener('click', async () => {
    byId('again-box').close();
    banner(WORDS.restarting);
    await control('reset').catch(() => null);
  });
}

toggle('phone', false, value => {
  document.body.classList.toggle('phone', value);
  toEnds();
});
toggle('dark', matchMedia('(prefers-color-scheme: dark)').matches, value => { document.documentElement.dataset.theme = value ? 'dark' : 'light'; });
byId('more').addEventListener('click', event => {
  const button = event.currentTarget;
  button.setAttribute('aria-expanded', String(button.getAttribute('aria-expanded') !== 'true'));
});
addEventListener('resize', toEnds);
dialogs();
clock.begin();
mails.begin();
on('begun', begin);
on('activity', ({ conversation, activity }) => seats.forEach(seat => seat.take(conversation, activity)));
on('deleted', ({ conversation, id }) => seats.forEach(seat => seat.drop(conversation, id)));
on('clock', () => { if (byId('banner').textContent === WORDS.lost) banner(''); });
on('lost', () => { if (byId('banner').textContent !== WORDS.restarting) banner(WORDS.lost); });
listen();
