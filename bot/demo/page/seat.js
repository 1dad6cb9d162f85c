// One seat: who sits there, which conversation is on the screen, and what is written.

import { Attach, enclosed } from './attach.js';
import { Log, places } from './log.js';
import { world } from './store.js';
import { control, install, send } from './teams.js';
import { make } from './dom.js';
import { TRIES, WORDS } from './words.js';

const logs = new Map(); // By person and conversation: a seat that is left is found again as it was.
const installed = new Set();
const tried = new Set(); // Examples that were said: by person and text.

/** Forget all that was drawn: another life begins. */
export function forget() {
  logs.clear();
  installed.clear();
  tried.clear();
}

export class Seat {
  constructor(number, person, { moved, seen }) {
    this.number = number;
    this.moved = moved; // Called with (seat, object id) when somebody else is to sit here.
    this.seen = seen; // Called when what is unread has changed.
    this.kind = 'personal';
    this.thread = null;
    this.build();
    this.sit(person);
  }

  build() {
    const id = name => `${name}-${this.number}`;
    this.title = make('h2', { id: id('title'), class: 'hidden' });
    this.who = make('select', { id: id('who'), onchange: () => this.moved(this, this.who.value) });
    this.kinds = make('div', { class: 'kinds', role: 'group', 'aria-label': WORDS.where });
    for (const kind of ['personal', 'groupChat', 'channel']) {
      this.kinds.append(make('button', { type: 'button', 'data-kind': kind, onclick: () => this.look(kind) }, WORDS[kind]));
    }
    this.frame = make('div', { class: 'view' });
    this.proposed = make('div', { class: 'suggestions', role: 'group', 'aria-label': WORDS.suggestions, hidden: true });
    this.tries = make('div', { class: 'tries', role: 'group', 'aria-label': WORDS.tries, hidden: true });
    this.problem = make('div', { class: 'problem', role: 'alert', hidden: true });
    this.mention = make('input', { type: 'checkbox', id: id('mention'), checked: true });
    this.mentionLine = make('label', { class: 'mention', for: id('mention'), hidden: true }, this.mention, ` ${WORDS.mention}`);
    this.threadLine = make('p', { class: 'replying', hidden: true }, `${WORDS.replying} `,
      make('button', { type: 'button', class: 'link', onclick: () => this.reply(null) }, WORDS.newThread));
    this.text = make('textarea', { id: id('text'), rows: '1', placeholder: WORDS.placeholder, maxlength: '8000',
      onkeydown: event => this.key(event), oninput: () => this.grow(), onpaste: event => this.attach.paste(event) });
    this.attach = new Attach(id('files'));
    this.form = make('form', { class: 'composer', onsubmit: event => { event.preventDefault(); this.write(); } },
      this.threadLine, this.mentionLine, this.attach.list, this.attach.input, this.attach.button,
      make('label', { class: 'hidden', for: id('text') }, WORDS.message), this.text,
      make('button', { type: 'submit', class: 'primary' }, WORDS.send));
    this.element = make('section', { class: 'seat', 'aria-labelledby': id('title'), 'data-seat': String(this.number) },
      make('div', { class: 'seat-head' },
        this.title, make('label', { class: 'hidden', for: id('who') }, WORDS.who), this.who, this.kinds),
      this.frame, this.proposed, this.tries, this.problem, this.form);
  }

  /** Seat `person` here, in their private chat. */
  sit(person) {
    this.person = person;
    this.kind = 'personal';
    this.title.textContent = `${person.name}, ${WORDS[person.role ?? 'agent']}`;
    this.who.replaceChildren(...world.people.map(one => make('option', { value: one.oid, selected: one.oid === person.oid }, `${one.name} (${WORDS[one.role ?? 'agent']})`)));
    this.element.dataset.role = person.seat;
    this.look('personal');
  }

  /** Look at one of the person's conversations. */
  look(kind) {
    this.kind = kind;
    this.reply(null);
    for (const button of this.kinds.children) button.setAttribute('aria-pressed', String(button.dataset.kind === kind));
    const log = this.log(kind);
    log.unseen = 0;
    this.frame.replaceChildren(log.element);
    this.mentionLine.hidden = kind === 'personal';
    this.suggest(log.suggestions ?? []);
    this.offer();
    log.toEnd();
    this.mark();
    this.welcome(log.place);
  }

  /** Open a conversation for the first time: the assistant is added to it, and greets whom it does not know. */
  welcome(place) {
    if (installed.has(place.base)) return;
    installed.add(place.base);
    install(this.person, place);
  }

  log(kind) {
    const key = `${this.person.oid} ${kind}`;
    if (!logs.has(key)) {
      logs.set(key, new Log(this.person, places(this.person)[kind], {
        suggest: actions => this.suggest(actions),
        answer: thread => this.reply(thread),
      }));
    }
    const log = logs.get(key);
    // Who has changed seats takes their conversations along.
    log.suggest = actions => this.suggest(actions);
    log.answer = thread => this.reply(thread);
    return log;
  }

  get current() {
    return this.log(this.kind);
  }

  /** Draw what happened in a conversation, if the person is in it. */
  take(conversation, activity) {
    for (const [kind, place] of Object.entries(places(this.person))) {
      if (place.base === conversation) {
        const looked = kind === this.kind;
        if (!looked && kind !== 'personal' && !logs.has(`${this.person.oid} ${kind}`)) continue;
        this.log(kind).take(activity, looked);
        this.mark();
      }
    }
  }

  drop(conversation, id) {
    for (const [kind, place] of Object.entries(places(this.person))) if (place.base === conversation) this.log(kind).drop(id);
  }

  mark() {
    for (const button of this.kinds.children) {
      const unseen = logs.get(`${this.person.oid} ${button.dataset.kind}`)?.unseen ?? 0;
      button.replaceChildren(WORDS[button.dataset.kind], ...(unseen ? [make('span', { class: 'count' }, String(unseen), make('span', { class: 'hidden' }, ` ${WORDS.unread}`))] : []));
    }
    this.seen();
  }

  suggest(actions) {
    this.proposed.hidden = !actions.length;
    this.proposed.replaceChildren(...actions.map(action =>
      make('button', { type: 'button', onclick: () => { this.suggest([]); this.say(action.value ?? action.title); } }, action.title)));
  }

  /** Offer what is worth trying in the person's private chat, each example once. */
  offer() {
    const left = this.kind === 'personal' ? TRIES[this.person.role ?? 'agent'].filter(text => !tried.has(`${this.person.oid} ${text}`)) : [];
    this.tries.hidden = !left.length;
    this.tries.replaceChildren(WORDS.try, ...left.map(text => make('button', { type: 'button', onclick: () => {
      tried.add(`${this.person.oid} ${text}`);
      this.offer();
      this.text.focus();
      this.say(text);
    } }, text)));
  }

  reply(thread) {
    this.thread = thread;
    this.threadLine.hidden = !thread;
    if (thread) this.text.focus();
  }

  key(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.write();
  }

  grow() {
    this.text.style.height = 'auto';
    this.text.style.height = `${Math.min(this.text.scrollHeight + 2, 140)}px`;
  }

  write() {
    const text = this.text.value.trim();
    const files = this.attach.taken();
    if (!text && !files.length) return;
    this.text.value = '';
    this.grow();
    this.say(text, files);
  }

  /** Say `text` in the conversation on the screen: it is placed there, then the assistant hears of it. */
  async say(text, files = []) {
    this.problem.hidden = true;
    this.suggest([]);
    const { place } = this.current;
    const { person, thread } = this;
    const mentioned = place.kind !== 'personal' && this.mention.checked;
    const shown = mentioned ? `@${world.bot.name} ${text}` : text;
    const conversation = place.kind === 'channel' && thread ? `${place.id};messageid=${thread}` : place.id;
    let placed;
    let attachments;
    try {
      attachments = await enclosed(files);
      const response = await control('said', { oid: person.oid, conversation, text: shown, files: files.map(file => file.name) });
      if (!response.ok) throw new Error(String(response.status));
      placed = await response.json();
    } catch {
      this.unsent(text, files);
      return;
    }
    const span = `<at>${world.bot.name}</at>`;
    const answer = await send(person, { ...place, id: placed.conversation }, {
      type: 'message', id: placed.id, text: mentioned ? `${span} ${text}` : text, textFormat: 'plain',
      ...(attachments.length ? { attachments } : {}),
      ...(mentioned ? { entities: [{ type: 'mention', mentioned: world.bot, text: span }] } : {}),
    });
    if (!answer || answer.status >= 300) this.unsent(text, files);
  }

  unsent(text, files) {
    this.problem.hidden = false;
    this.problem.replaceChildren(`${WORDS.unsent} `, make('button', { type: 'button', class: 'link', onclick: () => this.say(text, files) }, WORDS.retry));
  }

  /** How many messages wait in conversations that are not looked at. */
  get unseen() {
    return [...this.kinds.children].reduce((sum, { dataset }) => sum + (logs.get(`${this.person.oid} ${dataset.kind}`)?.unseen ?? 0), 0);
  }
}
