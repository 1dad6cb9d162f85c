// What one person sees of one conversation. It goes on being drawn while another one is looked at.

import { MessageView } from './message.js';
import { activities, world } from './store.js';
import { make } from './dom.js';
import { WORDS } from './words.js';

const TYPING_FOR = 6000; // Milliseconds; the assistant says so again every three seconds.

/** The places that a person may look at. */
export function places(person) {
  return {
    personal: { base: person.chat, id: person.chat, kind: 'personal' },
    groupChat: { base: world.group, id: world.group, kind: 'groupChat' },
    channel: { base: world.channel, id: world.channel, kind: 'channel' },
  };
}

export class Log {
  constructor(person, place, { suggest, answer }) {
    this.person = person;
    this.place = place;
    this.suggest = suggest; // Called with the answers proposed.
    this.answer = answer; // Called with the thread that is to be answered.
    this.views = new Map();
    this.threads = new Map();
    this.unseen = 0;
    const label = `${person.name}, ${WORDS[place.kind].toLowerCase()}`;
    this.lines = make('div', { class: 'lines' });
    this.typing = make('p', { class: 'typing', hidden: true }, WORDS.typing);
    const hint = WORDS[`${place.kind}Hint`];
    this.element = make('div', { class: 'log', role: 'log', tabindex: '0', 'aria-label': label },
      hint ? make('p', { class: 'hint' }, hint) : null, this.lines, this.typing);
    for (const activity of activities(place.base).values()) this.take(activity, false);
  }

  /** Draw what happened. `looked`: this conversation is on the screen. */
  take(activity, looked = true) {
    if (activity.type === 'typing') {
      this.typing.hidden = false;
      clearTimeout(this.silence);
      this.silence = setTimeout(() => this.quiet(), TYPING_FOR);
      if (looked) this.toEnd();
      return;
    }
    const known = this.views.get(activity.id);
    if (known) {
      known.show(activity);
      if (looked && [...this.views.values()].at(-1) === known) this.toEnd(known.element);
      return;
    }
    const place = this.place.kind === 'channel' ? { ...this.place, id: `${this.place.id};messageid=${activity.thread}` } : this.place;
    const view = new MessageView(this.person, place, activity);
    this.views.set(activity.id, view);
    this.line(activity).append(view.element);
    const mine = activity.from?.id === this.person.user;
    if (!mine) this.quiet();
    if (!mine && !looked) this.unseen += 1;
    const proposed = mine ? [] : (activity.suggestedActions?.actions ?? []);
    this.suggestions = proposed.slice(0, 3);
    if (looked) {
      this.suggest(this.suggestions);
      this.toEnd(mine ? null : view.element);
    }
  }

  drop(id) {
    this.views.get(id)?.element.remove();
    this.views.delete(id);
  }

  /** Return where a message stands: in its thread, in a channel. */
  line({ thread }) {
    if (this.place.kind !== 'channel') return this.lines;
    if (!this.threads.has(thread)) {
      const messages = make('div', { class: 'messages' });
      const button = make('button', { type: 'button', class: 'link', onclick: () => this.answer(thread) }, WORDS.reply);
      this.threads.set(thread, messages);
      this.lines.append(make('div', { class: 'thread' }, messages, button));
    }
    return this.threads.get(thread);
  }

  quiet() {
    clearTimeout(this.silence);
    this.typing.hidden = true;
  }

  /** Look at the end: the top of a tall last message, else the bottom. */
  toEnd(last = null) {
    requestAnimationFrame(() => {
      const { element } = this;
      const tall = last && last.offsetHeight > element.clientHeight - 24;
      element.scrollTop = tall ? last.offsetTop - 12 : element.scrollHeight;
    });
  }
}
