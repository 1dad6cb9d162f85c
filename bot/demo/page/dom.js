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

/** Say something to those who listen rather than look. */
export function tell(text) {
  byId('told').textContent = text;
}

/** Show a line above the seats, or none. */
export function banner(text) {
  const line = byId('banner');
  line.textContent = text;
  line.hidden = !text;
}
