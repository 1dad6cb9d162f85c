#!/usr/bin/env node
/**
 * People of a fresh demonstration, each in a window of the Playground: `node tests/teams/run.mjs [BOT-URL] [WAY]`,
 * the way of a question, of an application or of a request for assistance; all of them when none is named.
 *
 * By hand only, for those who accept the Playground's terms. In any folder outside this repository,
 * `npm install @microsoft/m365agentsplayground@0.2.28 playwright-core`, name that folder in E2E_NODE_MODULES, and have
 * Chromium on PATH or in CHROMIUM. Pictures of failed steps go to E2E_OUT.
 */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Playground, runScript } from './playground.mjs';

const bot = process.argv[2] ?? `http://127.0.0.1:${process.env.PORT ?? 3978}/api/messages`;
const wanted = process.argv[3];
const ways = {
  question: [['agent', 'agent'], ['saeple', 'saeple'], ['agent', 'reponse']],
  candidature: [['agent', 'candidature'], ['saeple', 'decision'], ['agent', 'nomination']],
  assistance: [
    ['agent', 'assistance'], ['expert', 'prise'], ['agent', 'accord'], ['expert', 'seance'], ['agent', 'renseignement'],
    ['expert', 'resolution'], ['agent', 'avis'],
  ],
};
const out = process.env.E2E_OUT ?? join(tmpdir(), 'teams');
const here = name => fileURLToPath(new URL(name, import.meta.url));
const windows = new Map();
const window = async seat => {
  if (!windows.has(seat)) {
    windows.set(seat, await Playground.start({ bot, out, config: here(`seats/${seat}/.m365agentsplayground.yml`) }));
  }
  return windows.get(seat);
};

try {
  // Who has no conversation yet cannot be told of a question, nor of a request.
  for (const seat of ['saeple', 'expert']) await window(seat);
  for (const [seat, steps] of Object.entries(ways).flatMap(([name, way]) => (!wanted || wanted === name ? way : []))) {
    await runScript(await window(seat), readFileSync(here(`${steps}.steps`), 'utf8'), line => console.log(`${seat}: ${line}`));
  }
  console.log('PASS');
} catch (e) {
  console.error('FAIL ' + e.message);
  process.exitCode = 1;
} finally {
  for (const one of windows.values()) await one.stop();
}
