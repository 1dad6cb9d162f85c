// The little markdown that Teams draws in a TextBlock: bold, italic, links, lists. What is not known stays as typed.

const LINK = /^(https?:\/\/|mailto:|tel:)/i;
const NAMES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const safe = text => text.replace(/[&<>"']/g, char => NAMES[char]);

/** Return safe HTML for `text`. */
export function html(text) {
  return text.split(/\n{2,}|\r/).map(block).join('');
}

function block(text) {
  const lines = text.split('\n');
  if (lines.every(line => /^\s*[-*]\s+/.test(line))) {
    return `<ul>${lines.map(line => `<li>${inline(line.replace(/^\s*[-*]\s+/, ''))}</li>`).join('')}</ul>`;
  }
  return `<p>${inline(lines.join(' '))}</p>`;
}

function inline(text) {
  let out = '';
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const escaped = /^\\([\\`*_{}[\]()#+\-!~|<>@.])/.exec(rest);
    const link = /^\[((?:\\.|[^\]\\])*)\]\(([^)\s]*)\)/.exec(rest);
    const strong = /^\*\*((?:\\.|[^*\\])+)\*\*/.exec(rest);
    const slanted = /^_((?:\\.|[^_\\])+)_(?!\w)/.exec(rest);
    if (escaped) out += safe(escaped[1]);
    else if (link && LINK.test(link[2])) out += `<a href="${safe(link[2])}" target="_blank" rel="noopener noreferrer">${inline(link[1])}</a>`;
    else if (strong) out += `<strong>${inline(strong[1])}</strong>`;
    else if (slanted && !/\w$/.test(text.slice(0, at))) out += `<em>${inline(slanted[1])}</em>`;
    else {
      out += safe(text[at]);
      at += 1;
      continue;
    }
    at += (escaped ?? (link && LINK.test(link[2]) ? link : null) ?? strong ?? slanted)[0].length;
  }
  return out;
}
