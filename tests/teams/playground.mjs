#!/usr/bin/env node
/**
 * Drive a Teams bot through Microsoft 365 Agents Playground in headless Chromium.
 *
 *   import { Playground } from './playground.mjs';
 *   const pg = await Playground.start({ bot: 'http://127.0.0.1:3978/api/messages' });
 *   await pg.say('hello');                       // -> [{id, text, card, ...}] new bot messages
 *   await pg.fill({ Name: 'Ada', Date: '2027-03-15', 'I agree': true });
 *   await pg.click('Submit form');
 *   await pg.shot('form.png');
 *   await pg.stop();
 *
 * Command line: node playground.mjs --bot URL --script steps.txt --out DIR
 * Everything machine-specific comes from options or the environment (README.md).
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const CHROME_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const escape = s => String(s).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
// French sets no-break spaces before signs and after n°: a step file says them as plain ones.
const flat = s => String(s).replace(/\s+/g, ' ');
const spaced = s => s instanceof RegExp ? s : new RegExp('^\\s*' + escape(s).replace(/\s+/g, '\\s+') + '\\s*$');
const sleep = ms => new Promise(r => setTimeout(r, ms));

/** Resolve a package from E2E_NODE_MODULES (PATH-like list of project folders), then the working directory, then here. */
function locate(name) {
  const roots = [...(process.env.E2E_NODE_MODULES ?? '').split(delimiter), process.cwd(), new URL('.', import.meta.url).pathname].filter(Boolean);
  for (const root of roots) {
    try { return createRequire(join(resolve(root), 'x.js')).resolve(name); } catch { /* next root */ }
  }
  throw new Error(`${name} not found: npm install it and set E2E_NODE_MODULES`);
}

function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const dir of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
      if (existsSync(join(dir, name))) return join(dir, name);
    }
  }
  throw new Error('no Chromium on PATH: install it or set CHROMIUM');
}

function freePort() {
  return new Promise((ok, no) => {
    const s = createServer();
    s.once('error', no);
    s.listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => ok(port)); });
  });
}

async function until(fn, ms, what) {
  const end = Date.now() + ms;
  for (;;) {
    const v = await fn();
    if (v) return v;
    if (Date.now() > end) throw new Error(`timeout after ${ms} ms: ${typeof what === 'function' ? what() : what}`);
    await sleep(60);
  }
}

const DEFAULT_CONFIG = {
  tenantId: '11111111-1111-4111-8111-111111111111',
  bot: { id: '28:00000000-0000-4000-8000-000000000011', name: 'Test Bot' },
};

/**
 * Playground configuration for one seat. The Playground has one `currentUser` per
 * process and demands exactly five further `users`, so the list is padded. `people`
 * is every real person; the one whose id is `me` becomes currentUser.
 */
export function seatConfig({ people, me, tenantId = DEFAULT_CONFIG.tenantId, bot = DEFAULT_CONFIG.bot,
  group = { id: 'group-chat-1', name: 'Group Chat' },
  team = { id: 'team-1', name: 'My Team', aadGroupId: '44444444-4444-4444-8444-444444444444',
    channels: [{ id: 'channel-1', name: 'Announcements' }] } }) {
  const full = p => {
    const [givenName, ...rest] = p.name.split(' ');
    const email = p.email ?? `${givenName.toLowerCase()}@example.com`;
    return { id: p.id, name: p.name, userPrincipleName: email, aadObjectId: p.aadObjectId,
      givenName, surname: rest.join(' ') || givenName, email };
  };
  const current = people.find(p => p.id === me);
  if (!current) throw new Error(`no person with id ${me}`);
  const others = people.filter(p => p !== current).map(full);
  if (others.length > 5) throw new Error('the Playground takes six people at most');
  for (let i = others.length + 1; i <= 5; i++) {
    others.push(full({ id: `29:filler-${i}`, name: `Filler ${i}`, aadObjectId: `ffffffff-ffff-4fff-8fff-ffffffffff0${i}` }));
  }
  return { version: '0.1.1', tenantId, bot, currentUser: full(current), users: others,
    personalChat: { id: `a:personal-${me}` }, groupChat: group, team };
}

export class Playground {
  /** @param o see README.md for the options */
  static async start(o) {
    const pg = new Playground(o);
    try { await pg.#boot(); } catch (e) { await pg.stop(); throw e; }
    return pg;
  }

  constructor(o = {}) {
    this.o = { channel: 'msteams', timeout: 15000, quiet: 700, width: 1400, height: 1000, logPanel: false, ...o };
    if (!this.o.bot) throw new Error('bot: the messaging endpoint URL is required');
    this.out = resolve(this.o.out ?? process.env.E2E_OUT ?? 'e2e-out');
    this.events = [];      // every create/update/delete frame, in order
    this.requests = [];    // page -> Playground server calls
    this.external = new Set(); // anything the page asked of another host (aborted)
    this.logs = [];        // Playground log-panel entries: each activity and HTTP answer
    this.lastTouch = 0;
  }

  async #boot() {
    this.port = this.o.port ?? await freePort();
    this.dir = mkdtempSync(join(tmpdir(), 'playground-'));
    if (this.o.seat) writeFileSync(join(this.dir, '.m365agentsplayground.yml'), JSON.stringify(seatConfig(this.o.seat)));
    else if (this.o.config) copyFileSync(resolve(this.o.config), join(this.dir, '.m365agentsplayground.yml'));
    const pkg = process.env.PLAYGROUND_CLI ? resolve(process.env.PLAYGROUND_CLI)
      : join(dirname(locate('@microsoft/m365agentsplayground/package.json')), 'cli.js');
    const args = [pkg, '-e', this.o.bot, '-c', this.o.channel, '-p', String(this.port), '--disable-telemetry'];
    if (this.o.deliveryMode) args.push('--delivery-mode', this.o.deliveryMode);
    args.push(...(this.o.args ?? []));
    this.proc = spawn(process.execPath, args, { cwd: this.dir, stdio: ['ignore', 'pipe', 'pipe'] });
    this.procOut = '';
    for (const s of [this.proc.stdout, this.proc.stderr]) s.on('data', d => { this.procOut += d; });
    const reap = () => { try { this.proc.kill('SIGKILL'); } catch { /* gone */ } };
    process.once('exit', reap); // an uncaught error must not leave the server behind
    this.proc.on('exit', (code, sig) => { this.exit = code ?? sig; process.off('exit', reap); });
    const dead = () => {
      if (this.exit === undefined) return;
      let log = ''; // a rejected config exits 1 and says why only here
      try { log = readFileSync(join(this.dir, 'devTools', 'm365agentsplayground.log'), 'utf8'); } catch { /* none */ }
      throw new Error(`Playground exited (${this.exit}): ${(log.match(/^error .*$/gm) ?? [this.procOut, log]).join('\n').slice(0, 1500)}`);
    };
    const up = await until(() => { dead(); return this.procOut.match(/Listening on (\d+)/); }, this.o.timeout, 'Playground to listen');
    this.port = Number(up[1]); // it silently takes a random port when the asked one is occupied
    this.url = `http://localhost:${this.port}`;
    this.config = (await until(async () => { dead();
      return fetch(`${this.url}/_internal/v1/config`).then(r => r.ok && r.json()).catch(() => null);
    }, this.o.timeout, 'Playground config')).config;

    const { chromium } = (await import(pathToFileURL(locate('playwright-core')).href)).default;
    this.browser = await chromium.launch({ headless: true, args: CHROME_ARGS,
      executablePath: this.o.chromium ?? findChromium() });
    const context = await this.browser.newContext({ locale: this.o.locale ?? 'en-US',
      timezoneId: this.o.timezone ?? 'UTC', viewport: { width: this.o.width, height: this.o.height } });
    this.page = await context.newPage();
    this.page.setDefaultTimeout(this.o.timeout);
    await this.page.route(u => /^https?:$/.test(u.protocol) && !['localhost', '127.0.0.1'].includes(u.hostname),
      r => { const u = new URL(r.request().url()); this.external.add(u.origin + u.pathname); return r.abort(); });
    this.page.on('request', r => {
      const u = new URL(r.url());
      if (r.method() !== 'GET' && u.pathname.startsWith('/_')) this.requests.push({ method: r.method(), path: u.pathname, body: r.postData() });
    });
    this.page.on('websocket', ws => ws.on('framereceived', f => this.#frame(f.payload)));
    this.channelView = false;
    await this.page.goto(this.url);
    await this.page.getByRole('treeitem').or(this.page.locator('[contenteditable=true]')).first().waitFor();
    if (!this.o.logPanel && await this.page.getByRole('button', { name: 'Hide log panel' }).count()) {
      await this.page.getByRole('button', { name: 'Hide log panel' }).click();
    }
    await this.settle();
  }

  #frame(payload) {
    let f; try { f = JSON.parse(String(payload)); } catch { return; }
    this.lastTouch = Date.now();
    if (f.logAction) {
      if (f.log) {
        this.logs.push(f.log);
      }
      return;
    }
    if (!f.action) return;
    const m = f.message ?? f;
    this.events.push({ action: f.action, conversation: f.actionConversationId,
      id: m.messageId, from: m.from?.id, text: m.text ?? null,
      card: m.attachments?.find(a => a.contentType === 'application/vnd.microsoft.card.adaptive')?.content ?? null,
      attachments: m.attachments ?? [], raw: f });
  }

  /** Wait until no websocket frame has arrived for `quiet` ms. */
  async settle(quiet = this.o.quiet) {
    await until(() => Date.now() - this.lastTouch > quiet, this.o.timeout, 'the chat to go quiet');
  }

  /** Current bot messages with updates and deletes applied. */
  messages() {
    const out = new Map();
    for (const e of this.events) {
      if (/delete/i.test(e.action)) out.delete(e.id);
      else if (!/typing/i.test(e.action)) out.set(e.id, { ...out.get(e.id), ...e });
    }
    return [...out.values()];
  }

  /** What crossed the wire, from the Playground's own log: [{ to, name, activity, status, answer }]. */
  exchanges() {
    return this.logs.filter(l => l.request).map(l => ({ to: l.to === 'User Application' ? 'bot' : 'playground',
      name: l.activityName, activity: l.request.body, status: l.response?.statusCode ?? l.response?.status, answer: l.response?.body }));
  }

  /** The "not supported" notices the Playground prints under messages. */
  async warnings() {
    const found = await this.page.getByText(/is not supported yet|is an unknown attachment/).allInnerTexts();
    return [...new Set(found.map(t => t.replace(/\s+/g, ' ').trim()))];
  }

  /** Wait for a bot event after index `since` whose text or card JSON matches. */
  async waitFor(pattern, { since = 0, timeout = this.o.timeout } = {}) {
    const hit = e => pattern instanceof RegExp
      ? pattern.test((e.text ?? '') + '\n' + JSON.stringify(e.attachments))
      : flat((e.text ?? '') + '\n' + JSON.stringify(e.attachments)).includes(flat(pattern));
    return until(() => this.events.slice(since).find(hit), timeout,
      () => `message matching ${pattern}; last: ${JSON.stringify(this.events.slice(-3).map(e => e.text ?? e.action))}`);
  }

  async #after(fn, expect) {
    const since = this.events.length;
    await fn();
    this.lastTouch = Date.now();
    if (expect) await this.waitFor(expect, { since });
    await this.settle();
    return this.events.slice(since);
  }

  /** Select a conversation by its tree label: 'Personal Chat', 'Group Chat', 'My Team - General'. */
  async open(name) {
    return this.#after(async () => {
      await this.page.getByRole('treeitem', { name, exact: true }).click();
      await this.page.locator('[contenteditable=true]').first().waitFor();
      this.channelView = await this.page.getByRole('button', { name: 'Post', exact: true }).count() > 0;
    });
  }

  /** Type and send; resolves to the bot events that followed. In a channel `thread` picks a reply box (0 = newest). */
  async say(text, { expect, thread, mentionBot = false } = {}) {
    return this.#after(async () => {
      const boxes = this.page.locator('[contenteditable=true]'); // in a channel: new post, then one per thread
      const newPost = this.channelView && thread === undefined;
      const box = this.channelView && !newPost ? boxes.nth(1 + thread) : boxes.first();
      await box.click();
      if (mentionBot) await this.#mentionBot();
      const lines = text.split('\n');
      for (let i = 0; i < lines.length; i++) {
        if (i) await this.page.keyboard.press('Shift+Enter');
        await this.page.keyboard.type(lines[i]);
      }
      if (newPost) await this.page.getByRole('button', { name: 'Post', exact: true }).click();
      else await this.page.keyboard.press('Enter');
    }, expect);
  }

  async #mentionBot() {
    await this.page.keyboard.type('@');
    await this.page.getByRole('listbox', { name: 'Typeahead menu' }).getByRole('menuitem', { name: this.config.bot.name }).first().click();
    await this.page.keyboard.type(' ');
  }

  /**
   * Locator of a rendered card: the newest one, or the newest containing `text`.
   * Cards opened by Action.ShowCard count as part of their parent.
   */
  card(text) {
    let cards = this.page.locator('.ac-adaptiveCard:not(.ac-adaptiveCard *)');
    if (text) cards = cards.filter({ hasText: text });
    return this.channelView ? cards.first() : cards.last(); // channels list the newest post first
  }

  /** Labels and roles of everything visible in the last card, as an aria snapshot. */
  async cardText(text) { return this.card(text).ariaSnapshot(); }

  /** Fill card inputs by label. true/false toggles, arrays tick several, dates are ISO. */
  async fill(values, { card } = {}) {
    const root = this.card(card);
    for (const [label, value] of Object.entries(values)) {
      if (Array.isArray(value)) {
        for (const v of value) await root.getByRole('checkbox', { name: new RegExp(`(^|\\s)${escape(v)}$`) }).check({ force: true });
        continue;
      }
      const el = root.getByLabel(label, { exact: false }).first();
      if (typeof value === 'boolean') {
        const box = root.getByRole('checkbox', { name: label }).or(root.getByRole('switch', { name: label })).last();
        await box.setChecked(value, { force: true });
        continue;
      }
      const role = await el.getAttribute('role'), popup = await el.getAttribute('aria-haspopup');
      if (popup === 'dialog') await this.#pickDate(el, String(value));
      else if (role === 'combobox' && /TimePicker/.test(await el.getAttribute('class') ?? '')) await this.#pickTime(el, String(value));
      else if (role === 'combobox') await this.#pickChoice(el, String(value));
      else if (role === 'radiogroup' || role === null && await el.evaluate(n => n.tagName === 'DIV')) {
        await root.getByRole('radio', { name: String(value) }).check({ force: true });
      } else {
        await el.fill(String(value));
        await el.press('Tab');
      }
    }
  }

  async #pickChoice(el, value) {
    await el.click();
    const readonly = await el.evaluate(n => n.readOnly === true || n.tagName === 'BUTTON');
    if (!readonly) { await el.fill(''); await this.page.keyboard.type(value); }
    await this.page.getByRole('option', { name: value }).first().click();
  }

  /** The time picker lists 12-hour half hours; other times are typed. */
  async #pickTime(el, value) {
    const [h, min] = value.split(':').map(Number);
    await el.fill(`${h % 12 || 12}:${String(min).padStart(2, '0')} ${h < 12 ? 'AM' : 'PM'}`);
    await el.press('Enter');
    await el.press('Tab');
  }

  async #pickDate(el, iso) {
    const [y, m, d] = iso.split('-').map(Number);
    await el.click();
    const dialog = this.page.getByRole('dialog').last();
    await dialog.waitFor();
    for (let guard = 0; guard < 600; guard++) { // header reads "March 2027"
      const [, mon, year] = (await dialog.innerText()).match(/(\p{L}+)\s+(\d{4})/u) ?? [];
      const delta = (y - Number(year)) * 12 + (m - 1 - MONTHS.indexOf(mon));
      if (!delta) break;
      await dialog.getByRole('button', { name: delta > 0 ? /next month/i : /previous month/i }).click();
    }
    await dialog.getByRole('button', { name: `${d}, ${MONTHS[m - 1]}, ${y}`, exact: true }).click();
  }

  /** Press a button of the last card (or of the last card containing `card`). */
  async click(name, { expect, card } = {}) {
    return this.#after(() => this.card(card).getByRole('button', { name: spaced(name) })
      .or(this.card(card).getByRole('link', { name: spaced(name) })).last().click(), expect);
  }

  /** Press any button of the page: suggested actions, dialogs. */
  async press(name, { expect } = {}) {
    return this.#after(() => this.page.getByRole('button', { name: spaced(name) }).last().click(), expect);
  }

  /**
   * Mock an Activity menu, e.g. 'Add user', 'Uninstall application'. With 'Custom activity',
   * `json` is merged over a complete activity of the current user in the personal chat and is
   * sent verbatim, so it can carry any type, invoke or even another `from`.
   */
  async mock(item, { json, expect } = {}) {
    return this.#after(async () => {
      await this.page.getByRole('button', { name: 'Mock an Activity' }).click();
      await this.page.getByRole('menuitem').filter({ hasText: new RegExp(`^\\s*${escape(item)}\\s*$`) }).click();
      const dialog = this.page.getByRole('dialog');
      await dialog.waitFor();
      if (json !== undefined) {
        const { currentUser: u, bot, personalChat, tenantId } = this.config;
        const activity = { type: 'message', id: randomUUID(), timestamp: new Date().toISOString(), channelId: this.o.channel,
          serviceUrl: `${this.url}/_connector`, recipient: bot, from: { id: u.id, name: u.name, aadObjectId: u.aadObjectId },
          conversation: { id: personalChat.id, conversationType: 'personal', tenantId },
          channelData: { tenant: { id: tenantId } }, ...json };
        await dialog.locator('.view-lines').first().click();
        await this.page.keyboard.press('ControlOrMeta+a');
        await this.page.keyboard.press('Delete');
        await this.page.keyboard.insertText(JSON.stringify(activity));
      }
      await dialog.getByRole('button', { name: /send activity/i }).click();
      await dialog.waitFor({ state: 'detached' });
    }, expect);
  }

  async shot(name, { card } = {}) {
    mkdirSync(this.out, { recursive: true });
    const path = resolve(this.out, name);
    if (card !== undefined) await this.card(card || undefined).screenshot({ path });
    else await this.page.screenshot({ path });
    return path;
  }

  async stop() {
    await this.browser?.close().catch(() => {});
    if (this.proc && this.exit === undefined) {
      const gone = new Promise(r => this.proc.once('exit', r));
      this.proc.kill('SIGTERM');
      const t = setTimeout(() => this.proc.kill('SIGKILL'), 3000);
      await gone; clearTimeout(t);
    }
    if (this.dir) rmSync(this.dir, { recursive: true, force: true });
  }
}

// ----------------------------------------------------------------- command line

/** Step file: one step a line (`say hello`, `expect /re/`, `fill Label = value`, ...). */
export async function runScript(pg, text, print = console.log) {
  let mark = 0;
  for (const [n, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (!line || line.startsWith('#')) continue;
    const [, verb, rest = ''] = line.match(/^(\w+)\s*(.*)$/) ?? [];
    const re = s => { const m = s.match(/^\/(.*)\/([a-z]*)$/); return m ? new RegExp(m[1], m[2]) : s; };
    const before = pg.events.length;
    try {
      switch (verb) {
        case 'say': mark = before; await pg.say(rest.replaceAll('\\n', '\n')); break;
        case 'open': mark = before; await pg.open(rest); break;
        case 'click': mark = before; await pg.click(rest); break;
        case 'press': mark = before; await pg.press(rest); break;
        case 'mock': mark = before; await pg.mock(rest); break;
        case 'custom': mark = before; await pg.mock('Custom activity', { json: JSON.parse(rest) }); break;
        case 'mention': mark = before; await pg.say(rest, { mentionBot: true }); break;
        case 'expect': await pg.waitFor(re(rest), { since: mark }); break;
        case 'refute': {
          const bad = pg.events.slice(mark).find(e => { const s = (e.text ?? '') + JSON.stringify(e.attachments); const r = re(rest); return r instanceof RegExp ? r.test(s) : flat(s).includes(flat(r)); });
          if (bad) throw new Error(`unexpected: ${bad.text ?? JSON.stringify(bad.card)}`);
          break; }
        case 'see': await pg.page.getByText(re(rest)).last().waitFor(); break;
        case 'fill': {
          const [, label, value] = rest.match(/^(.*?)\s*=\s*(.*)$/);
          const v = value === 'true' ? true : value === 'false' ? false : value.startsWith('[') ? JSON.parse(value) : value;
          await pg.fill({ [label]: v }); break; }
        case 'shot': await pg.shot(rest); break;
        case 'wait': await sleep(Number(rest) * 1000); break;
        default: throw new Error(`unknown step ${verb}`);
      }
    } catch (e) {
      await pg.shot(`failed-line-${n + 1}.png`).catch(() => {});
      throw new Error(`line ${n + 1}: ${line}\n${e.message}`);
    }
    print(`ok  ${line}`);
    for (const e of pg.events.slice(before)) print(`    < ${e.action === 'createMessage' ? '' : e.action + ' '}${e.text ?? (e.card ? '[card]' : '')}`);
  }
}

async function main() {
  const { parseArgs } = await import('node:util');
  const { values: a } = parseArgs({ options: {
    bot: { type: 'string' }, script: { type: 'string' }, out: { type: 'string' }, config: { type: 'string' },
    channel: { type: 'string' }, port: { type: 'string' }, 'delivery-mode': { type: 'string' }, help: { type: 'boolean' } } });
  if (a.help || !a.bot || !a.script) {
    console.log('usage: playground.mjs --bot URL --script steps.txt [--out DIR] [--config playground.yml] [--channel msteams] [--port N] [--delivery-mode expectReplies]');
    process.exit(a.help ? 0 : 2);
  }
  let pg, code = 0;
  try {
    pg = await Playground.start({ bot: a.bot, out: a.out, config: a.config, channel: a.channel ?? 'msteams',
      port: a.port ? Number(a.port) : undefined, deliveryMode: a['delivery-mode'] });
    await runScript(pg, readFileSync(a.script, 'utf8'));
    console.log('PASS');
  } catch (e) { console.error('FAIL ' + e.message); code = 1; } finally { await pg?.stop(); }
  process.exit(code);
}
if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) await main();
