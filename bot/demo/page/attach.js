// Files that a person sends: chosen or pasted, put on this machine, and named in the message as Teams names them.

import { make } from './dom.js';
import { WORDS } from './words.js';

const DOWNLOAD = 'application/vnd.microsoft.teams.file.download.info';

/** What is to go with the next message. */
export class Attach {
  constructor(id) {
    this.files = [];
    this.input = make('input', { type: 'file', id, hidden: true, multiple: true,
      onchange: () => { this.add(this.input.files); this.input.value = ''; } });
    this.button = make('button', { type: 'button', class: 'attach', title: WORDS.attach, onclick: () => this.input.click() },
      make('span', { 'aria-hidden': 'true' }, '+'), make('span', { class: 'hidden' }, WORDS.attach));
    this.list = make('p', { class: 'attached', hidden: true });
  }

  add(files) {
    this.files.push(...files);
    this.draw();
  }

  /** Take the pictures of what is pasted; tell whether there was one. */
  paste(event) {
    const pictures = [...(event.clipboardData?.files ?? [])];
    if (!pictures.length) return;
    event.preventDefault();
    this.add(pictures);
  }

  draw() {
    this.list.hidden = !this.files.length;
    this.list.replaceChildren(...this.files.flatMap((file, at) => [
      make('span', {}, `${file.name} `),
      make('button', { type: 'button', class: 'link', 'aria-label': `${WORDS.without} ${file.name}`, onclick: () => { this.files.splice(at, 1); this.draw(); } }, WORDS.without),
      ' ',
    ]));
  }

  /** Return the files that were chosen, and forget them. */
  taken() {
    const files = this.files;
    this.files = [];
    this.draw();
    return files;
  }
}

/** Put files on this machine; return them as a message encloses them. */
export async function enclosed(files) {
  return Promise.all(files.map(async file => {
    const response = await fetch(`/demo/sent?name=${encodeURIComponent(file.name)}`, { method: 'POST', body: file });
    if (!response.ok) throw new Error(String(response.status));
    const put = await response.json();
    if (file.type.startsWith('image/')) return { contentType: file.type, contentUrl: put.picture, name: file.name };
    const content = { downloadUrl: put.file, uniqueId: put.id, fileType: file.name.split('.').pop() };
    return { contentType: DOWNLOAD, contentUrl: put.file, name: file.name, content };
  }));
}
