// What Teams draws over Adaptive Cards 1.5 and the library does not know: pills, and numbers over time as columns.

import { make } from './dom.js';

const library = window.AdaptiveCards;

/** Return an element of the library's kind, drawn by `render(source)`. */
function element(name, render) {
  return class extends library.CardElement {
    getJsonTypeName() { return name; }
    internalParse(source, context) {
      super.internalParse(source, context);
      this.source = source;
    }
    internalRender() { return render(this.source); }
  };
}

function pill({ text, style }) {
  return make('span', { class: `pill ${String(style ?? 'Default').toLowerCase()}` }, text ?? '');
}

/** A chart is a picture to those who see it: its figures are in the table that every chart comes with. */
function columns({ title, data = [] }) {
  const most = Math.max(1, ...data.map(({ y }) => y));
  const drawn = data.map(({ x, y }) => {
    const bar = make('span', { class: 'bar' });
    bar.style.height = `${Math.round((80 * y) / most)}px`; // The page's policy refuses it as an attribute.
    return make('span', { class: 'column' },
      make('span', { class: 'value' }, String(y)), bar, make('span', { class: 'name' }, String(x)));
  });
  return make('div', { class: 'columns', role: 'img', 'aria-label': title ?? '' }, ...drawn);
}

if (library) {
  const { elements } = library.GlobalRegistry;
  elements.register('Badge', element('Badge', pill));
  elements.register('Chart.VerticalBar', element('Chart.VerticalBar', columns));
}
