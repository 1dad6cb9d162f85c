// What a Teams client sends: activities to the assistant, and what comes back at once.

import { now, world } from './store.js';

const TRIES = 3;
const DEADLINE = 15000; // Milliseconds, as in Teams.

export const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

const CLIENT = { type: 'clientInfo', locale: 'fr-FR', country: 'FR', platform: 'Web', timezone: 'Europe/Paris' };

async function ask(url, body) {
  return fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(DEADLINE),
  });
}

/** Ask one of the demonstration's own controls. */
export const control = (name, body = {}) => ask(`/demo/${name}`, body);

/** Send an activity of `person` in `place`, again with the same id while the assistant asks for it; null when lost. */
export async function send(person, place, activity) {
  const whole = {
    id: crypto.randomUUID(),
    timestamp: now().toISOString(),
    channelId: 'msteams',
    serviceUrl: world.service,
    from: { id: person.user, name: person.name, aadObjectId: person.oid },
    recipient: world.bot,
    conversation: {
      id: place.id,
      conversationType: place.kind,
      tenantId: world.tenant,
      ...(place.kind === 'personal' ? {} : { isGroup: true }),
    },
    channelData: {
      tenant: { id: world.tenant },
      ...(place.kind === 'channel' ? { channel: { id: world.channel }, team: { id: world.channel } } : {}),
    },
    locale: 'fr-FR',
    ...activity,
    entities: [...(activity.entities ?? []), CLIENT],
  };
  for (let left = TRIES; left > 0; left -= 1) {
    try {
      const response = await ask('/api/messages', whole);
      const text = await response.text();
      if (response.status !== 503) return { status: response.status, body: text ? JSON.parse(text) : null };
    } catch {
      // Cut off or too late: the same activity again does nothing twice.
    }
    if (left > 1) await pause(1000);
  }
  return null;
}

/** Send an invoke and return its answer's body; null when there is none. */
export async function invoke(person, place, name, value, more = {}) {
  const answer = await send(person, place, { type: 'invoke', name, value, ...more });
  return answer?.status === 200 ? answer.body : null;
}

/** Tell the assistant that it was added to a conversation. */
export function install(person, place) {
  return place.kind === 'personal'
    ? send(person, place, { type: 'installationUpdate', action: 'add' })
    : send(person, place, { type: 'conversationUpdate', membersAdded: [world.bot] });
}
