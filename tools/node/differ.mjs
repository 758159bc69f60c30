// SPDX-License-Identifier: Apache-2.0
// A second opinion: made-up schemas and instances, judged by baton and by ajv; and by hyperjump,
// which is slow, where ajv's word does not count.
//
// usage: node differ.mjs JUDGE [--seed N] [--count N] [--dialect NAME]... [--save FILE]
//
// JUDGE is the program of tests/tool/judge.c. Each disagreement is made as small as it goes and
// printed as a case, one line of JSON. The last line says `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

import Ajv7 from 'ajv';
import Ajv2019 from 'ajv/dist/2019.js';
import Ajv2020 from 'ajv/dist/2020.js';
import Ajv4 from 'ajv-draft-04';
import * as hyperjump from '@hyperjump/json-schema/draft-2020-12';
import '@hyperjump/json-schema/draft-2019-09';
import '@hyperjump/json-schema/draft-07';
import '@hyperjump/json-schema/draft-06';
import '@hyperjump/json-schema/draft-04';

import { DIALECTS, makeInstances, makeSchema, randomness, written } from './differ_make.mjs';

const draft6 = createRequire(import.meta.url)('ajv/dist/refs/json-schema-draft-06.json');
const BATCH = 200;
const INSTANCES = 8;
const SHOWN = 20;
const { values: options, positionals: [judge] } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '4000' },
    dialect: { type: 'string', multiple: true },
    save: { type: 'string' },
  },
});

// ---- ajv ----------------------------------------------------------------------------

const classes = { 'draft2020-12': Ajv2020, 'draft2019-09': Ajv2019, draft7: Ajv7, draft6: Ajv7,
  draft4: Ajv4 };
const made = {};

/** The stack is at its end, or the validator has a fault. */
function noOpinion(error) {
  return [RangeError, ReferenceError, TypeError].some((one) => error instanceof one);
}

/** A word for each instance, or 'bad'; undefined where ajv itself fails. */
function askAjv({ dialect, schema, instances }) {
  const Class = classes[dialect].default ?? classes[dialect];
  // strict: its own ideas of what a schema should be. ownProperties: "constructor" is no member.
  made[dialect] ??= new Class({
    strict: false, validateFormats: false, logger: false, ownProperties: true, allErrors: false,
  });
  const ajv = made[dialect];
  if (dialect === 'draft6' && !ajv.getSchema(DIALECTS.draft6.uri)) ajv.addMetaSchema(draft6);
  try {
    ajv.removeSchema();
    const check = ajv.compile(structuredClone(schema));
    return instances.map((one) => (check(one) ? 'V' : 'I')).join('');
  } catch (error) {
    return noOpinion(error) ? undefined : `bad: ${error.message}`;
  }
}

/** Why ajv's word does not count, if so. */
function wrongAjv(dialect, schema) {
  const text = JSON.stringify(schema);
  const has = (key) => text.includes(`"${key}":`);
  return WRONG_AJV.some((known) => known({ dialect, schema, text, has }));
}

const WRONG_AJV = [
  // It counts as evaluated what an `if` or an alternative that did not hold would have evaluated,
  // what a recursive reference may evaluate, and all items or none where there is `contains`.
  ({ has }) => has('unevaluatedItems') || has('unevaluatedProperties'),
  // With ownProperties the empty name is never missed.
  ({ text }) => /[[,]""[\],]/.test(text),
  // Keywords beside $ref count in the drafts that pass over them.
  ({ dialect, schema }) => !DIALECTS[dialect].siblings && some(schema, (one) => '$ref' in one &&
    Object.keys(one).length > 1),
];

function some(schema, test) {
  if (!schema || typeof schema !== 'object') return false;
  return (!Array.isArray(schema) && test(schema)) ||
    Object.values(schema).some((part) => some(part, test));
}

// ---- hyperjump ----------------------------------------------------------------------

const URI = 'https://example.com/judged';

async function askHyperjump({ dialect, schema, instances }) {
  // In 2019-09 `contains` evaluates nothing, in later drafts and for hyperjump what fits.
  const has = (key) => some(schema, (one) => key in one);
  if (dialect === 'draft2019-09' && has('contains') && has('unevaluatedItems')) return undefined;
  const { $schema, ...rest } = typeof schema === 'object' ? schema : {};
  const uri = rest[DIALECTS[dialect].id] ?? URI;
  try {
    hyperjump.registerSchema(typeof schema === 'object' ? rest : schema, uri,
      DIALECTS[dialect].uri.replace(/#$/, ''));
    const check = await hyperjump.validate(uri);
    return instances.map((one) => (check(one).valid ? 'V' : 'I')).join('');
  } catch (error) {
    return noOpinion(error) ? undefined : `bad: ${error.message}`;
  } finally {
    try { hyperjump.unregisterSchema(uri); } catch { /* it is none */ }
  }
}

/** What ajv says; of instances, where that does not count, hyperjump. */
async function askOther(item) {
  const theirs = askAjv(item);
  if (theirs === undefined || theirs.startsWith('bad') || !wrongAjv(item.dialect, item.schema)) {
    return theirs;
  }
  const word = await askHyperjump(item);
  return word?.startsWith('bad') ? undefined : word;
}

// ---- baton --------------------------------------------------------------------------

function line(item, random) {
  // 1.0 is no integer in draft 4, which ajv cannot see.
  const old = item.dialect === 'draft4';
  const text = random ? (one) => written(random, one, old) : JSON.stringify;
  return `{"dialect":"${item.dialect}","schema":${text(item.schema)},"instances":[${
    item.instances.map(text).join(',')}]}\n`;
}

/** The answers to a batch; 'crash' for what the judge did not survive. */
function askBaton(items, random) {
  const input = items.map((item) => (item.line ??= line(item, random))).join('');
  const done = spawnSync(judge, { input, maxBuffer: 1 << 28, timeout: 60000 });
  if (done.error && !done.stdout) throw done.error;
  const answers = done.stdout.toString().split('\n').slice(0, -1);
  if (answers.length === items.length) return answers;
  if (items.length === 1) return [`crash: ${done.signal ?? done.status}`];
  return items.flatMap((item) => askBaton([item]));
}

// ---- comparing ----------------------------------------------------------------------

/** Disagreements of an item: pairs of instance (undefined: the schema) and the two answers. */
function disagreements(item, ours, theirs) {
  if (theirs === undefined) return [];
  const [bad, theirBad] = [ours.startsWith('bad'), theirs.startsWith('bad')];
  if (bad && theirBad) return [];
  // ajv does not look for references and patterns in an anyOf that anything fits.
  if (bad && some(item.schema, (one) => 'anyOf' in one)) return [];
  if (bad || theirBad || ours.startsWith('crash')) return [{ ours, theirs }];
  return item.instances.flatMap((instance, i) => (ours[i] === theirs[i] ? []
    : [{ instance, ours: ours[i], theirs: theirs[i] }]));
}

/** What kind of disagreement it is. */
function kind({ instance, ours, theirs }) {
  const word = (text) => (text.startsWith('bad') || text.startsWith('crash') ? text[0] : 'good');
  return instance === undefined ? word(ours) + word(theirs) : ours + theirs;
}

async function still(dialect, schema, instance, wanted) {
  const item = { dialect, schema, instances: instance === undefined ? [] : [instance] };
  const theirs = await askOther(item);
  if (theirs === undefined) return undefined;
  return disagreements(item, askBaton([item])[0], theirs).find((one) => kind(one) === wanted);
}

/** All values that are smaller by one step. */
function* smaller(one, simple) {
  if (!one || typeof one !== 'object') {
    if (typeof one === 'string' && one.length > 1) yield 'a';
    return;
  }
  for (const key of Object.keys(one)) {
    const copy = Array.isArray(one) ? one.filter((_, i) => i !== Number(key)) : { ...one };
    if (!Array.isArray(one)) delete copy[key];
    yield copy;
  }
  for (const key of Object.keys(one)) {
    const put = (part) => {
      const copy = Array.isArray(one) ? [...one] : { ...one };
      copy[key] = part;
      return copy;
    };
    const part = one[key];
    if (part && typeof part === 'object') {
      for (const other of simple) {
        if (JSON.stringify(other).length < JSON.stringify(part).length) yield put(other);
      }
      if (!Array.isArray(part)) {
        for (const inner of Object.values(part)) {
          if (inner && typeof inner === 'object' && !Array.isArray(inner)) yield put(inner);
        }
      }
    }
    for (const less of smaller(part, simple)) yield put(less);
  }
}

async function minimise(dialect, schema, found) {
  const wanted = kind(found);
  let small = { dialect, schema, ...found };
  for (let progress = true; progress;) {
    progress = false;
    for (const less of smaller(small.schema, [true, false, {}])) {
      const same = await still(dialect, less, small.instance, wanted);
      if (same) {
        small = { dialect, schema: less, ...same };
        progress = true;
        break;
      }
    }
    if (progress || small.instance === undefined) continue;
    for (const less of smaller(small.instance, [0, ''])) {
      const same = await still(dialect, small.schema, less, wanted);
      if (same) {
        small = { ...small, instance: less };
        progress = true;
        break;
      }
    }
  }
  return small;
}

async function report(item, found) {
  const again = await still(item.dialect, item.schema, found.instance, kind(found));
  // What depends on how the text was written is shown as it was.
  const small = again ? await minimise(item.dialect, item.schema, again)
    : { dialect: item.dialect, line: item.line, ...found };
  const { ours, theirs, ...rest } = small;
  const one = { ...small, instances: small.instance === undefined ? [] : [small.instance] };
  const text = JSON.stringify({ ...rest, baton: ours, other: theirs,
    ...(again && { ajv: askAjv(one), hyperjump: await askHyperjump(one) }) });
  console.log(text);
  if (options.save) appendFileSync(options.save, `${text}\n`);
}

function batch(random, dialects, size) {
  return Array.from({ length: size }, () => {
    const dialect = random.one(dialects);
    const schema = makeSchema(random, dialect);
    return { dialect, schema, instances: makeInstances(random, schema, INSTANCES) };
  });
}

async function judgeItem(item, ours, tally) {
  const theirs = await askOther(item);
  const found = disagreements(item, ours, theirs);
  if (found.length && tally.failed < SHOWN) await report(item, found[0]);
  tally.failed += found.length ? 1 : 0;
  tally.passed += found.length || theirs === undefined ? 0 : item.instances.length;
  tally.bad += theirs?.startsWith('bad') ? 1 : 0;
  tally.valid += theirs?.startsWith('bad') ? 0 : (theirs ?? '').split('V').length - 1;
}

const random = randomness(Number(options.seed));
const dialects = options.dialect ?? Object.keys(classes);
const tally = { passed: 0, failed: 0, valid: 0, bad: 0 };
for (let left = Number(options.count); left > 0; left -= BATCH) {
  const items = batch(random, dialects, Math.min(BATCH, left));
  const answers = askBaton(items, random);
  for (const [i, item] of items.entries()) await judgeItem(item, answers[i], tally);
}
console.log(`seed ${options.seed}: ${tally.valid} instances valid, ${tally.bad} schemas not`);
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed ? 1 : 0;
