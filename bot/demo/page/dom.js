// Elements made in one line; texts are always texts, never markup.

/** Make an element: attributes (`on…` are listeners, `class`, `hidden`…), then children (elements or texts). */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, '');
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter(child => child != null));
  return element;
}

export const byId = id => document.getElementById(id);

const TOLD = 20; // Sentences; a life begins with several mails at once.

/** Say something to those who listen rather than look. What was said just before stays: a reader may not have come to it. */
export function tell(text) {
  const told = byId('told');
  told.append(make('span', {}, `${text} `));
  if (told.children.length > TOLD) told.firstElementChild.remove();
}

/** Show a line above the seats, or none. */
export function banner(text) {
  const line = byId('banner');
  line.textContent = text;
  line.hidden = !text;
}
