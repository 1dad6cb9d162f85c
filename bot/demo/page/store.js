// What happens, as the server streams it: the state first, then each event. Views subscribe.

const listeners = new Map();
const conversations = new Map();
let skew = 0;

/** The demonstration as the server describes it, once it is known. */
export const world = { people: [] };

/** Call `run` for each event of that name: `begun`, `activity`, `deleted`, `clock`, `mail`, `lost`. */
export function on(name, run) {
  listeners.set(name, [...(listeners.get(name) ?? []), run]);
}

function emit(name, event) {
  for (const run of listeners.get(name) ?? []) run(event);
}

/** The present instant of the demonstration. */
export const now = () => new Date(Date.now() + skew);

/** The activities of a conversation, by id, in order. */
export const activities = conversation => conversations.get(conversation) ?? new Map();

const handlers = {
  hello(event) {
    skew = new Date(event.now) - Date.now();
    const fresh = event.epoch !== world.epoch;
    Object.assign(world, event);
    const missed = [];
    for (const [conversation, kept] of Object.entries(event.activities)) {
      const known = fresh ? new Map() : activities(conversation);
      for (const activity of kept) if (JSON.stringify(known.get(activity.id)) !== JSON.stringify(activity)) missed.push({ conversation, activity });
      conversations.set(conversation, new Map(kept.map(activity => [activity.id, activity])));
    }
    if (fresh) emit('begun', event);
    else missed.forEach(event_ => emit('activity', event_));
    emit('clock', event);
    emit('mail', event);
  },
  activity(event) {
    if (event.activity.type !== 'typing') activities(event.conversation).set(event.activity.id, event.activity);
    emit('activity', event);
  },
  deleted(event) {
    activities(event.conversation).delete(event.id);
    emit('deleted', event);
  },
  clock(event) {
    skew = new Date(event.now) - Date.now();
    emit('clock', event);
  },
  mail() {
    world.mails += 1;
    emit('mail', { came: true });
  },
};

/** Listen to the server, for good: the browser takes the stream up again by itself. */
export function listen() {
  const stream = new EventSource('/demo/events');
  stream.onmessage = message => {
    const event = JSON.parse(message.data);
    handlers[event.event]?.(event);
  };
  stream.onerror = () => {
    emit('lost', {});
    if (stream.readyState !== EventSource.CLOSED) return;
    setTimeout(listen, 1000); // Refused while it restarts: the browser has given up, we have not.
  };
}
