// The clock of the demonstration and its hand.

import { now, on } from './store.js';
import { control } from './teams.js';
import { banner, byId, make, tell } from './dom.js';
import { MOMENTS, WORDS, day, hour } from './words.js';

export function begin() {
  byId('moment').append(...MOMENTS.map(([instant, title]) => make('option', { value: instant }, title)));
  byId('hour').addEventListener('click', () => move({ hours: 1 }));
  byId('day').addEventListener('click', () => move({ hours: 24 }));
  byId('go').addEventListener('click', () => move({ to: byId('moment').value }));
  on('clock', show);
  setInterval(show, 1000);
}

function show() {
  const instant = now();
  const text = `${day(instant)}, ${hour(instant)}`;
  const time = byId('now');
  if (time.textContent === text) return;
  time.textContent = text;
  time.dateTime = instant.toISOString();
}

async function move(to) {
  const { moved, now: at } = await (await control('clock', to)).json();
  banner(moved ? '' : WORDS.noWayBack);
  if (moved) tell(`${day(new Date(at))}, ${hour(new Date(at))}`);
}
