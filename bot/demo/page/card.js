// One adaptive card, drawn by Microsoft's library. It tells what is pressed and what is looked for, and does nothing itself.

import './extras.js';
import { LOOK } from './look.js';
import { html } from './markdown.js';
import { apart, attach } from './typeahead.js';
import { make } from './dom.js';
import { WORDS } from './words.js';

const library = window.AdaptiveCards;
if (library) {
  library.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = html(text);
    result.didProcess = true;
  };
  library.GlobalSettings.useMarkdownInRadioButtonAndCheckbox = false;
}

let drawn = 0;
const OWN_ID = /^__ac-/; // Those that the library makes itself are unique.

/** Tell whether cards can be drawn at all. */
export const canDraw = Boolean(library);

/**
 * Return the element of a card. `press(action)` is called with `{ type, verb, data, url, id }`;
 * `search(dataset, text)` answers a typeahead with `[{ title, value }]`.
 */
export function draw(content, { press, search }) {
  if (!library) return said(content);
  try {
    const card = new library.AdaptiveCard();
    const { card: plain, searched } = apart(content);
    const values = new Map();
    card.hostConfig = new library.HostConfig(LOOK);
    card.onExecuteAction = action => {
      if (action instanceof library.ToggleVisibilityAction) return; // The library has done it: nobody is to be told.
      press(pressed(action, card, values));
    };
    card.parse(plain);
    const element = card.render();
    element.classList.add('card');
    element.lang = content.lang ?? 'fr';
    tidy(element);
    for (const input of card.getAllInputs().filter(one => searched.has(one.id))) {
      const { dataset, choices } = searched.get(input.id);
      values.set(input.id, attach(element.querySelector(`[id$="-${input.id}"] input`), choices, text => search(dataset, text)));
    }
    return element;
  } catch (error) {
    console.error('card not drawn', error);
    return said(content);
  }
}

function said(content) {
  return make('div', { class: 'card undrawn' }, make('p', {}, WORDS.noCard), make('p', {}, content.fallbackText ?? ''));
}

function pressed(action, card, values) {
  const { OpenUrlAction, ExecuteAction } = library;
  if (action instanceof OpenUrlAction) return { type: 'Action.OpenUrl', url: action.url };
  const data = { ...action.data };
  // Teams sends what is filled in as text, numbers included.
  for (const input of card.getAllInputs()) if (typeof data[input.id] === 'number') data[input.id] = String(data[input.id]);
  for (const [id, value] of values) if (id in data) data[id] = value();
  if (action instanceof ExecuteAction) return { type: 'Action.Execute', verb: action.verb, data, id: action.id };
  return { type: 'Action.Submit', data };
}

/** Mend what the library leaves for screen readers and keyboards. */
function tidy(element) {
  drawn += 1;
  // The ids of a card's fields are the card's: two cards on one page must not share them.
  for (const named of element.querySelectorAll('[id]')) if (!OWN_ID.test(named.id)) named.id = `card-${drawn}-${named.id}`;
  for (const control of element.querySelectorAll('[aria-controls]')) {
    const ids = control.getAttribute('aria-controls').split(' ');
    control.setAttribute('aria-controls', ids.map(id => (OWN_ID.test(id) ? id : `card-${drawn}-${id}`)).join(' '));
  }
  for (const bar of element.querySelectorAll('[role="menubar"]')) bar.setAttribute('role', 'group');
  for (const item of element.querySelectorAll('[role="menuitem"]')) item.setAttribute('role', 'button');
  for (const button of element.querySelectorAll('button.ac-pushButton')) button.type = 'button';
}
