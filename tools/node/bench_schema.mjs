// SPDX-License-Identifier: Apache-2.0
// Other validators on the workloads of bench/schema_work.py, validation time only.
//
// usage: node bench_schema.mjs VALIDATOR FOLDER TURNS
//        node bench_schema.mjs ajv-stream SCHEMA LINES.ndjson
//
// Prints lines of: mode (compile, accept, faults), workload, nanoseconds (the best turn), verdict.
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

const TURN = 10e6; // nanoseconds
const WARM = 200e6;
const CHUNK = 1 << 20;
const ajvs = { '2020-12': 'ajv/dist/2020.js', 7: 'ajv', 4: 'ajv-draft-04' };

async function ajv(draft, schema) {
  const module = await import(ajvs[draft]);
  const Ajv = module.default.default ?? module.default;
  const make = (allErrors) => {
    const options = { strict: false, validateFormats: false, logger: false, allErrors };
    return new Ajv(options).compile(schema);
  };
  return { make, accept: make(false), faults: make(true) };
}

async function schemasafe(draft, schema) {
  const { validator } = (await import('@exodus/schemasafe')).default;
  const options = { mode: 'lax', contentValidation: false };
  const make = (all) => validator(schema, { ...options, includeErrors: all, allErrors: all });
  return { make, accept: make(false), faults: make(true) };
}

async function hyperjump(draft, schema) {
  const folder = { '2020-12': '2020-12', 7: '07', 4: '04' }[draft];
  const { registerSchema } = await import(`@hyperjump/json-schema/draft-${folder}`);
  const { BASIC, compile, getSchema, interpret } =
    await import('@hyperjump/json-schema/experimental');
  const instance = await import('@hyperjump/json-schema/instance/experimental');
  const { $schema, ...rest } = schema;
  const uri = `https://example.com/${hyperjump.count = (hyperjump.count ?? 0) + 1}`;
  registerSchema(rest, uri, $schema.replace(/#$/, ''));
  const compiled = await compile(await getSchema(uri));
  return {
    prepare: (value) => instance.fromJs(value),
    accept: (value) => interpret(compiled, value).valid,
    faults: (value) => interpret(compiled, value, BASIC).valid,
  };
}

function turn(work) {
  const start = process.hrtime.bigint();
  let count = 0;
  let passed = 0;
  let sum = 0;
  do {
    for (let i = 0; i < 4; i++) sum += work() ? 1 : 0;
    count += 4;
    passed = Number(process.hrtime.bigint() - start);
  } while (passed < TURN);
  return { each: passed / count, verdict: sum === count ? 1 : sum === 0 ? 0 : -1 };
}

/** Until the machine code is made that will be used from then on. */
function warm(work) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < 2 || Number(process.hrtime.bigint() - start) < WARM; i++) work();
}

function measure(work, turns) {
  let { each: best, verdict } = turn(work);
  for (let i = 1; i < turns; i++) {
    const one = turn(work);
    best = Math.min(best, one.each);
    verdict = one.verdict === verdict ? verdict : -1;
  }
  return { best, verdict };
}

function once(work) {
  const start = process.hrtime.bigint();
  work();
  return { best: Number(process.hrtime.bigint() - start), verdict: 1 };
}

function show(mode, name, result) {
  console.log([mode, name, result.best.toFixed(1), result.verdict].join('\t'));
}

const made = new Map();

/** A validator is made once of each schema; workloads may share one. */
async function validatorOf(make, draft, text) {
  if (!made.has(text)) made.set(text, await make(draft, JSON.parse(text)));
  return made.get(text);
}

async function workload(make, folder, row, turns) {
  const [name, draft, schemaFile, instanceFile] = row.split('\t');
  const read = (file) => readFileSync(join(folder, file), 'utf8');
  const run = await validatorOf(make, draft, read(schemaFile));
  const value = (run.prepare ?? ((x) => x))(JSON.parse(read(instanceFile)));
  for (const mode of ['accept', 'faults']) {
    const work = () => run[mode](value);
    warm(work);
    show(mode, name, measure(work, turns));
  }
  if (run.make) show('compile', name, once(() => run.make(false)));
  delete run.make;
}

async function every(validator, folder, turns) {
  const make = { ajv, schemasafe, hyperjump }[validator];
  const rows = readFileSync(join(folder, 'work.tsv'), 'utf8').split('\n').filter(Boolean);
  for (const row of rows) {
    try {
      await workload(make, folder, row, turns);
    } catch (error) {
      console.log(['refused', row.split('\t')[0], '0', String(error.message).split('\n')[0]]
        .join('\t'));
    }
  }
}

/** Lines of a file, without a stream's events: as fast as node can be asked to be. */
function* lines(path) {
  const file = openSync(path);
  let rest = Buffer.alloc(0);
  const chunk = Buffer.alloc(CHUNK);
  for (let size; (size = readSync(file, chunk, 0, CHUNK)) > 0;) {
    const text = rest.length ? Buffer.concat([rest, chunk.subarray(0, size)])
      : chunk.subarray(0, size);
    let start = 0;
    for (let end; (end = text.indexOf(10, start)) >= 0; start = end + 1) {
      yield text.toString('utf8', start, end);
    }
    rest = Buffer.from(text.subarray(start));
  }
  closeSync(file);
}

async function stream(schemaFile, path) {
  const { accept } = await ajv('2020-12', JSON.parse(readFileSync(schemaFile, 'utf8')));
  const start = process.hrtime.bigint();
  let count = 0;
  let bad = 0;
  for (const line of lines(path)) {
    count++;
    if (!accept(JSON.parse(line))) bad++;
  }
  const passed = Number(process.hrtime.bigint() - start);
  console.log([count, bad, passed, process.resourceUsage().maxRSS].join('\t'));
}

const [validator, ...rest] = process.argv.slice(2);
if (validator === 'ajv-stream') await stream(...rest);
else await every(validator, rest[0], Number(rest[1]));
