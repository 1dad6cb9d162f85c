// One message in a conversation: who, when, and what; its cards answer to the person who sits there.

import * as files from './files.js';
import { canDraw, draw } from './card.js';
import { world } from './store.js';
import { invoke, send } from './teams.js';
import { make } from './dom.js';
import { WORDS, hour } from './words.js';

const CARD = 'application/vnd.microsoft.card.adaptive';
const ANSWER_TEXT = 'application/vnd.microsoft.activity.message';
const TOP = 10; // Choices asked for by a typeahead.

/** Return what a message says, in pieces: whom it mentions is marked out, as Teams does. */
function pieces({ text, textFormat, entities = [] }) {
  if (textFormat !== 'xml') return [text];
  const people = new Map(entities.filter(one => one.type === 'mention').map(one => [one.text, one.mentioned?.name]));
  const read = piece => new DOMParser().parseFromString(piece, 'text/html').documentElement.textContent;
  return text.split(/(<at>[^<]*<\/at>)/)
    .map(piece => (people.has(piece) ? make('span', { class: 'at' }, `@${people.get(piece)}`) : read(piece)));
}

/** A message, in the log that screen readers listen to, as `person` sees it in `place`. */
export class MessageView {
  constructor(person, place, activity) {
    this.person = person;
    this.place = place;
    this.element = make('article', { class: 'message', 'data-id': activity.id });
    this.show(activity);
  }

  /** Draw the activity, in the place of what was drawn. */
  show(activity) {
    this.activity = activity;
    const mine = activity.from?.id === this.person.user;
    const bot = activity.from?.id === world.bot.id;
    const name = mine ? 'Vous' : (activity.from?.name ?? '');
    this.element.className = `message ${mine ? 'mine' : bot ? 'bot' : 'other'}`;
    this.element.replaceChildren(
      make('p', { class: 'meta' }, make('span', { class: 'name' }, name), ' ', make('time', { datetime: activity.timestamp }, hour(new Date(activity.timestamp))),
        activity.edited ? make('span', { class: 'edited' }, ` (${WORDS.edited})`) : null),
      ...(activity.text ? [make('p', { class: 'bubble' }, ...pieces(activity))] : []),
      ...(activity.attachments ?? []).map(attachment => this.attached(attachment)),
      ...(activity.channelData?.feedbackLoop ? [this.thumbs()] : []),
    );
  }

  /** The foot of an answer, as Teams draws it: one press, and the assistant hears which way. */
  thumbs() {
    const foot = make('p', { class: 'thumbs', role: 'group', 'aria-label': WORDS.rate });
    const thumb = (reaction, sign, name) => make('button', { type: 'button', 'aria-label': name, onclick: async () => {
      foot.replaceChildren(WORDS.rated);
      const actionValue = { reaction, feedback: '{}' };
      await invoke(this.person, this.place, 'message/submitAction', { actionName: 'feedback', actionValue }, { replyToId: this.activity.id });
    } }, sign);
    foot.append(thumb('like', '👍', WORDS.like), thumb('dislike', '👎', WORDS.dislike));
    return foot;
  }

  attached(attachment) {
    if (attachment.contentType === files.CONSENT) return files.consent(attachment, this.person, this.place, this.activity.id);
    if (attachment.contentType === files.INFO) return files.info(attachment);
    if (attachment.contentType !== CARD) return make('p', { class: 'bubble' }, this.activity.summary ?? attachment.name ?? '');
    const frame = make('div', { class: 'frame', tabindex: '-1' });
    this.draw(frame, attachment.content);
    this.refresh(frame, attachment.content);
    return frame;
  }

  draw(frame, content) {
    const card = draw(content, {
      press: action => this.press(frame, action),
      search: (dataset, text) => this.search(dataset, text),
    });
    frame.replaceChildren(card);
  }

  /** Ask for this person's own view, where the card offers one to them. */
  async refresh(frame, content) {
    const { action, userIds } = content.refresh ?? {};
    if (!action || !canDraw || (userIds && !userIds.includes(this.person.user))) return;
    const body = await this.execute({ verb: action.verb, data: action.data, id: action.id }, 'automatic');
    if (body?.type === CARD) this.draw(frame, body.value); // What it shows asks for nothing more by itself.
  }

  async press(frame, action) {
    if (frame.getAttribute('aria-busy') === 'true') return;
    if (action.type === 'Action.OpenUrl') {
      if (/^(https?|mailto|tel):/i.test(action.url ?? '')) window.open(action.url, '_blank', 'noopener,noreferrer');
      return;
    }
    this.note(frame, '');
    this.busy(frame, true);
    try {
      if (action.type === 'Action.Submit') {
        const answer = await send(this.person, this.place, { type: 'message', value: action.data, replyToId: this.activity.id });
        if (answer?.status !== 200) this.note(frame, answer ? WORDS.failed : WORDS.late);
        return;
      }
      this.answered(frame, await this.execute(action, 'manual'));
    } finally {
      this.busy(frame, false);
    }
  }

  execute({ verb, data, id }, trigger) {
    const action = { type: 'Action.Execute', verb, data: data ?? {}, ...(id ? { id } : {}) };
    return invoke(this.person, this.place, 'adaptiveCard/action', { action, trigger }, { replyToId: this.activity.id });
  }

  answered(frame, body) {
    if (!body) {
      this.note(frame, WORDS.late);
    } else if (body.type === CARD) {
      const focused = frame.contains(document.activeElement) || document.activeElement === document.body;
      this.draw(frame, body.value);
      if (focused) frame.focus({ preventScroll: true });
    } else if (body.type === ANSWER_TEXT) {
      this.note(frame, body.value);
    } else {
      this.note(frame, body.value?.message || WORDS.failed, true);
    }
  }

  /** Write a sentence under the card, or take it away. */
  note(frame, text, wrong = false) {
    frame.querySelector('.note')?.remove();
    if (!text) return;
    frame.append(make('p', { class: wrong ? 'note wrong' : 'note' }, text));
  }

  busy(frame, busy) {
    frame.setAttribute('aria-busy', String(busy));
  }

  async search(dataset, text) {
    const value = { queryText: text, queryOptions: { skip: 0, top: TOP }, dataset };
    const body = await invoke(this.person, this.place, 'application/search', value, { replyToId: this.activity.id });
    return (body?.value?.results ?? []).map(({ title, value: chosen }) => ({ title, value: chosen }));
  }
}
