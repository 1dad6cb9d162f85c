// What Teams draws over Adaptive Cards 1.5 and the library does not know: pills, and charts: columns, lines, rings.

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

/** A bar in proportion; its number stands beside it. */
function bar({ value = 0, max = 100, color = 'Accent' }) {
  const filled = make('span', { class: 'filled' });
  filled.style.width = `${Math.min(100, Math.max(2, (100 * value) / max))}%`;
  return make('span', { class: `progress ${color.toLowerCase()}`, 'aria-hidden': 'true' }, filled);
}

/** A chart is a picture to those who see it: its figures are in the table that every chart comes with. */
function columns({ title, data = [] }) {
  const most = Math.max(1, ...data.map(({ y }) => y));
  const drawn = data.map(({ x, y }) => {
    const bar = make('span', { class: 'bar' });
    bar.style.height = `${Math.round((80 * y) / most)}px`; // The page's policy refuses it as an attribute.
    return make('span', { class: 'column' },
      make('span', { class: 'value' }, y.toLocaleString('fr-FR')), bar, make('span', { class: 'name' }, String(x)));
  });
  return make('div', { class: 'columns', role: 'img', 'aria-label': title ?? '' }, ...drawn);
}

/** Make a picture of SVG's: `parts` are [name, attributes]. */
function picture(title, box, parts) {
  const space = 'http://www.w3.org/2000/svg';
  const put = (name, attributes) => {
    const element = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const drawn = put('svg', { viewBox: `0 0 ${box.join(' ')}`, role: 'img', 'aria-label': title ?? '' });
  drawn.append(...parts.map(([name, attributes, text]) => {
    const element = put(name, attributes);
    if (text != null) element.textContent = text;
    return element;
  }));
  return drawn;
}

/** One line for each series, from the lowest to the highest; the first and the last point are named under it. */
function line({ title, data = [] }) {
  const [wide, high, low] = [400, 90, 3];
  const every = data.flatMap(({ values = [] }) => values);
  const most = Math.max(1, ...every.map(({ y }) => y));
  const lines = data.map(({ values = [] }, place) => ['polyline', {
    class: `series s${place % 8}`,
    points: values.map(({ y }, at) =>
      `${(wide * at) / Math.max(1, values.length - 1)},${low + high - (high * y) / most}`).join(' '),
  }]);
  const drawn = picture(title, [wide, high + low + 2], [
    ['line', { class: 'axis', x1: 0, x2: wide, y1: high + low + 1, y2: high + low + 1 }],
    ...lines,
  ]);
  const day = x => (/^\d{4}-\d\d-\d\d$/.test(x) ? String(x).split('-').reverse().join('/') : String(x));
  const named = every.length ? [day(every[0].x), day(every[every.length - 1].x)] : [];
  return make('div', { class: 'line' }, make('div', { class: 'most' }, most.toLocaleString('fr-FR')), drawn,
    make('div', { class: 'ends' }, ...named.map(name => make('span', {}, name))));
}

/** A ring whose parts follow one another, their names beside it. */
function ring({ title, value, data = [] }) {
  const total = data.reduce((sum, one) => sum + one.value, 0) || 1;
  const round = 2 * Math.PI * 40;
  let turned = 0;
  const arcs = data.map((one, place) => {
    const part = (round * one.value) / total;
    const arc = ['circle', {
      class: `part s${place % 8}`, cx: 60, cy: 60, r: 40, 'stroke-dasharray': `${part} ${round - part}`,
      'stroke-dashoffset': round / 4 - turned,
    }];
    turned += part;
    return arc;
  });
  const drawn = picture(title, [120, 120], [...arcs, ['text', { class: 'sum', x: 60, y: 66 }, value ?? '']]);
  const names = data.map(({ legend }, place) =>
    make('li', {}, make('span', { class: `swatch s${place % 8}` }), legend ?? ''));
  return make('div', { class: 'ring' }, drawn, make('ul', { 'aria-hidden': 'true' }, ...names));
}

if (library) {
  const { elements } = library.GlobalRegistry;
  elements.register('Badge', element('Badge', pill));
  elements.register('ProgressBar', element('ProgressBar', bar));
  elements.register('Chart.VerticalBar', element('Chart.VerticalBar', columns));
  elements.register('Chart.Line', element('Chart.Line', line));
  elements.register('Chart.Donut', element('Chart.Donut', ring));
}
