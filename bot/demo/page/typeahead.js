// A choice that is looked for while it is typed: the library's own sends titles for values and hides what matches otherwise.

import { make } from './dom.js';
import { WORDS } from './words.js';

const WAIT = 200; // Milliseconds without a key before asking.
let lists = 0;

/** Return the card with each searched choice as a text field, and those choices by the field's id. */
export function apart(content) {
  const searched = new Map();
  const walk = node => {
    if (Array.isArray(node)) return node.map(walk);
    if (!node || typeof node !== 'object') return node;
    if (node.type === 'Input.ChoiceSet' && node['choices.data']?.type === 'Data.Query') {
      searched.set(node.id, { dataset: node['choices.data'].dataset, choices: node.choices ?? [] });
      const { id, label, placeholder, isRequired, errorMessage, isVisible, spacing, separator } = node;
      const known = (node.choices ?? []).find(choice => choice.value === node.value);
      return { type: 'Input.Text', id, label, placeholder, isRequired, errorMessage, isVisible, spacing, separator, value: known?.title };
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, walk(value)]));
  };
  return { card: walk(content), searched };
}

/** Give a drawn text field its list; `search(text)` answers with `[{ title, value }]`. Returns what gives the value chosen. */
export function attach(box, choices, search) {
  const list = make('ul', { class: 'choices', role: 'listbox', id: `choices-${(lists += 1)}`, 'aria-label': box.labels?.[0]?.textContent ?? '', hidden: true });
  const chosen = new Map(choices.map(({ title, value }) => [title, value]));
  let timer = 0;
  let active = -1;
  const options = () => [...list.querySelectorAll('[role="option"]')];
  const open = shown => {
    list.hidden = !shown;
    box.setAttribute('aria-expanded', String(shown));
    if (!shown) mark(-1);
  };
  const mark = index => {
    active = index;
    options().forEach((option, number) => option.setAttribute('aria-selected', String(number === index)));
    if (index >= 0) {
      box.setAttribute('aria-activedescendant', options()[index].id);
      options()[index].scrollIntoView({ block: 'nearest' });
    } else box.removeAttribute('aria-activedescendant');
  };
  const take = ({ title, value }) => {
    chosen.set(title, value);
    box.value = title;
    box.dispatchEvent(new Event('input'));
    clearTimeout(timer);
    open(false);
  };
  const look = async () => {
    const text = box.value.trim();
    if (!text) return open(false);
    const found = await search(text);
    if (box.value.trim() !== text || document.activeElement !== box) return; // Typed on meanwhile.
    list.replaceChildren(...found.map((choice, number) => make('li', {
      role: 'option', id: `${list.id}-${number}`, 'aria-selected': 'false',
      onmousedown: event => { event.preventDefault(); take(choice); },
    }, choice.title)));
    if (!found.length) list.append(make('li', { class: 'quiet', role: 'presentation' }, WORDS.noMatch));
    list.found = found;
    open(true);
  };
  Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id, autocomplete: 'off' })
    .forEach(([name, value]) => box.setAttribute(name, value));
  box.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  box.addEventListener('blur', () => open(false));
  box.addEventListener('keydown', event => {
    const count = options().length;
    if (list.hidden || !count) return;
    if (event.key === 'ArrowDown') mark((active + 1) % count);
    else if (event.key === 'ArrowUp') mark((active + count - 1) % count);
    else if (event.key === 'Enter' && active >= 0) take(list.found[active]);
    else if (event.key === 'Escape') open(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.after(list);
  return () => chosen.get(box.value) ?? ''; // As in Teams, only what was chosen is sent.
}
