// SPDX-License-Identifier: Apache-2.0
// Made-up schemas of every keyword, and instances that nearly fit them, from a seed.

/** Numbers from 0 to 1, the same for the same seed (a 32-bit counter, mixed). */
export function randomness(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const below = (count) => Math.floor(next() * count);
  const one = (list) => list[below(list.length)];
  const chance = (part) => next() < part;
  return { below, one, chance };
}

const NAMES = ['a', 'b', 'c', 'ab', 'foo', 'x-y', 'é', ''];
const STRINGS = ['', 'a', 'b', 'ab', 'abc', 'foo', 'a b', 'é', '\u{1F600}', '1', 'null', 'A/~"\\'];
const NUMBERS = [0, 1, 2, 3, 4, 5, -1, -2, 10, 0.5, 1.5, 2.25, -0.5, 100];
const PATTERNS = ['^a', 'b$', '^[a-c]+$', 'o{2}', '^.$', '\\d', '^(a|b)', '[^a]', '\\p{L}', '^$'];
const TYPES = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];
const ROOT = 'https://example.com/root';

export const DIALECTS = {
  'draft2020-12': {
    uri: 'https://json-schema.org/draft/2020-12/schema', defs: '$defs', id: '$id',
    newest: true, modern: true, siblings: true,
  },
  'draft2019-09': {
    uri: 'https://json-schema.org/draft/2019-09/schema', defs: '$defs', id: '$id',
    modern: true, siblings: true,
  },
  draft7: {
    uri: 'http://json-schema.org/draft-07/schema#', defs: 'definitions', id: '$id',
  },
  draft6: {
    uri: 'http://json-schema.org/draft-06/schema#', defs: 'definitions', id: '$id', noIf: true,
  },
  draft4: {
    uri: 'http://json-schema.org/draft-04/schema#', defs: 'definitions', id: 'id', old: true,
    noIf: true,
  },
};

// ---- schemas ------------------------------------------------------------------------

class Maker {
  constructor(random, dialect) {
    Object.assign(this, { random, dialect, info: DIALECTS[dialect] });
    this.named = [];
  }

  /** A document: named schemas that refer to each other, and a root. */
  document() {
    const { random, info } = this;
    const count = random.below(4);
    for (let i = 0; i < count; i++) this.named.push(this.description(i));
    const own = this.named.some((one) => one.id);
    const root = this.object(3, { level: -1, down: false });
    if (count) {
      root[info.defs] = Object.fromEntries(this.named.map((one, i) => [one.name,
        this.definition(one, i)]));
    }
    if (own || random.chance(0.2)) root[info.id] = ROOT;
    this.hasId = Boolean(root[info.id]);
    if (random.chance(0.5)) root.$schema = info.uri;
    return this.finish(root);
  }

  description(i) {
    const { random, info } = this;
    const plain = random.chance(0.7) || info.old;
    const kind = plain ? '' : random.one(['id', 'anchor']);
    return {
      name: random.chance(0.1) ? `d/${i}~%"` : `d${i}`,
      id: kind === 'id' ? `https://example.com/d${i}` : undefined,
      anchor: kind === 'anchor' ? `anchor${i}` : undefined,
    };
  }

  definition(one, level) {
    const { info } = this;
    const schema = this.object(2, { level, down: false, inside: Boolean(one.id) });
    if (one.id || one.anchor) delete schema.$ref;
    if (one.id) schema[info.id] = one.id;
    if (one.anchor && info.modern) schema.$anchor = one.anchor;
    if (one.anchor && !info.modern) schema.$id = `#${one.anchor}`;
    return schema;
  }

  /** References are written when it is known whether the root has a URI. */
  finish(schema) {
    if (!schema || typeof schema !== 'object') return schema;
    for (const [key, value] of Object.entries(schema)) {
      if (value && value.reference !== undefined) schema[key] = this.write(value);
      else this.finish(value);
    }
    return schema;
  }

  write({ reference: to, inside }) {
    const { random, info } = this;
    const base = !this.hasId ? '' : inside ? random.one(['root', ROOT]) :
      random.one(['', '', 'root', ROOT]);
    if (to === null) return `${base}#`;
    if (to.id && random.chance(0.5)) return random.one([to.id, to.id.replace(/.*\//, '')]);
    if (to.anchor && random.chance(0.5)) return `${base}#${to.anchor}`;
    const token = to.name.replace(/~/g, '~0').replace(/\//g, '~1');
    return `${base}#/${info.defs}/${encodeURIComponent(token)}`;
  }

  /** Only what goes down into the instance may refer upwards: nothing is endless. */
  reference(place) {
    const { random } = this;
    const open = this.named.filter((_, i) => place.down || i > place.level);
    const to = place.down && random.chance(0.2) ? null : open.length ? random.one(open) : undefined;
    return to === undefined ? undefined : { reference: to, inside: place.inside };
  }

  schema(depth, place) {
    const { random, info } = this;
    if (random.chance(0.08) && !info.old) return random.chance(0.7);
    return this.object(depth, place);
  }

  object(depth, place) {
    const { random, info } = this;
    const schema = {};
    if (random.chance(0.25)) {
      const $ref = this.reference(place);
      if ($ref) schema.$ref = $ref;
      // Older drafts pass over what stands beside $ref, which ajv does not.
      if ($ref && !info.siblings) return schema;
    }
    if (random.chance(0.5)) schema.type = this.type();
    const count = 1 + random.below(3);
    for (let i = 0; i < count; i++) random.one(this.groups())(schema, depth, place);
    return schema;
  }

  groups() {
    this.list ??= [this.plain, this.numbers, this.strings, this.arrays, this.objects, this.objects,
      this.choices, this.choices, this.conditions, this.leftovers].map((one) => one.bind(this));
    return this.list;
  }

  type() {
    const { random } = this;
    if (random.chance(0.75)) return random.one(TYPES);
    return [...new Set([random.one(TYPES), random.one(TYPES), random.one(TYPES)])];
  }

  sub(depth, place, down) {
    return depth > 0 ? this.schema(depth - 1, { ...place, down: place.down || down })
      : this.leaf();
  }

  leaf() {
    const { random, info } = this;
    if (!info.old && random.chance(0.2)) return random.chance(0.6);
    return random.chance(0.6) ? { type: this.type() } : { [info.old ? 'enum' : 'const']:
      info.old ? [value(random, 1)] : value(random, 1) };
  }

  some(most, make) {
    return Array.from({ length: 1 + this.random.below(most) }, make);
  }

  members(depth, place, names = NAMES) {
    return Object.fromEntries(this.some(3, () => [this.random.one(names),
      this.sub(depth, place, true)]));
  }

  plain(schema) {
    const { random, info } = this;
    const values = this.some(4, () => value(random, 2));
    if (random.chance(0.5) || info.old) schema.enum = different(values);
    else schema.const = values[0];
  }

  numbers(schema) {
    const { random, info } = this;
    const key = random.one(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum',
      'multipleOf']);
    if (key === 'multipleOf') schema[key] = random.one([1, 2, 3, 0.5, 0.25, 1.5]);
    else if (info.old && key.startsWith('exclusive')) {
      schema[key.slice(9).toLowerCase()] = random.one(NUMBERS);
      schema[key] = random.chance(0.5);
    } else schema[key] = random.one(NUMBERS);
  }

  strings(schema) {
    const { random } = this;
    const key = random.one(['minLength', 'maxLength', 'pattern']);
    schema[key] = key === 'pattern' ? random.one(PATTERNS) : random.below(4);
  }

  arrays(schema, depth, place) {
    const { random, info } = this;
    const key = random.one(['items', 'items', 'tuple', 'contains', 'minItems', 'maxItems',
      'uniqueItems']);
    if (key === 'items') schema.items = this.sub(depth, place, true);
    else if (key === 'tuple') this.tuple(schema, depth, place);
    else if (key === 'contains') this.contains(schema, depth, place);
    else schema[key] = key === 'uniqueItems' ? random.chance(0.9) : random.below(4);
    if (info.newest && Array.isArray(schema.items)) delete schema.items;
  }

  tuple(schema, depth, place) {
    const { random, info } = this;
    const [first, rest] = info.newest ? ['prefixItems', 'items'] : ['items', 'additionalItems'];
    schema[first] = this.some(3, () => this.sub(depth, place, true));
    if (random.chance(0.5)) schema[rest] = this.sub(depth, place, true);
  }

  contains(schema, depth, place) {
    const { random, info } = this;
    if (info.old) return;
    schema.contains = this.sub(depth, place, true);
    if (!info.modern) return;
    if (random.chance(0.4)) schema.minContains = random.below(3);
    if (random.chance(0.4)) schema.maxContains = random.below(3);
  }

  objects(schema, depth, place) {
    const { random, info } = this;
    const key = random.one(['properties', 'properties', 'patternProperties',
      'additionalProperties', 'propertyNames', 'required', 'required', 'minProperties',
      'maxProperties', 'dependent']);
    if (key === 'properties') schema.properties = this.members(depth, place);
    else if (key === 'patternProperties') schema[key] = this.members(depth, place, PATTERNS);
    else if (key === 'additionalProperties') schema[key] = this.sub(depth, place, true);
    else if (key === 'propertyNames') {
      if (!info.old) schema[key] = this.sub(Math.min(depth, 1), place, true);
    } else if (key === 'required') schema[key] = different(this.some(2, () => random.one(NAMES)));
    else if (key === 'dependent') this.dependent(schema, depth, place);
    else schema[key] = random.below(4);
  }

  dependent(schema, depth, place) {
    const { random, info } = this;
    const names = () => different(this.some(2, () => random.one(NAMES)));
    const schemas = () => this.sub(depth, place, false);
    const list = random.chance(0.5);
    const key = info.modern ? (list ? 'dependentRequired' : 'dependentSchemas') : 'dependencies';
    schema[key] = Object.fromEntries(this.some(2, () => [random.one(NAMES),
      list ? names() : schemas()]));
  }

  choices(schema, depth, place) {
    const key = this.random.one(['allOf', 'anyOf', 'oneOf', 'not']);
    if (key === 'not') schema.not = this.sub(depth, place, false);
    else schema[key] = this.some(3, () => this.sub(depth, place, false));
  }

  conditions(schema, depth, place) {
    const { random, info } = this;
    if (info.noIf) return;
    schema.if = this.sub(depth, place, false);
    if (random.chance(0.7)) schema.then = this.sub(depth, place, false);
    if (random.chance(0.7) || !schema.then) schema.else = this.sub(depth, place, false);
  }

  leftovers(schema, depth, place) {
    const { random, info } = this;
    if (!info.modern) return;
    const key = random.one(['unevaluatedProperties', 'unevaluatedItems']);
    schema[key] = random.chance(0.7) ? false : this.sub(depth, place, true);
  }
}

// What a keyword may not be, in every draft that has the keyword.
const BAD = [
  ['minLength', -1], ['maxItems', 1.5], ['minProperties', '1'], ['type', 'text'], ['type', []],
  ['type', ['string', 'string']], ['type', 1], ['required', 'a'], ['required', ['a', 'a']],
  ['required', [1]], ['properties', []], ['properties', { a: 1 }], ['items', 3], ['allOf', []],
  ['anyOf', {}], ['oneOf', [3]], ['not', null], ['pattern', 1], ['pattern', '('], ['enum', 5],
  ['multipleOf', 0], ['multipleOf', -1], ['minimum', '1'], ['uniqueItems', 1], ['$ref', '#/none'],
  ['$ref', '#none'], ['additionalProperties', 1],
  ['title', 5], ['description', null], ['format', 1], ['maximum', null],
];
const BAD_LATER = [
  ['propertyNames', 1], ['contains', []], ['exclusiveMinimum', true], ['examples', {}],
];
const BAD_CONDITIONS = [['if', 1], ['$comment', 5], ['readOnly', 'yes']];
const BAD_MODERN = [
  ['dependentRequired', { a: 'b' }], ['dependentSchemas', { a: ['b'] }], ['maxContains', -1],
  ['minContains', 0.5], ['unevaluatedItems', 'x'], ['$defs', []], ['$anchor', '1 2'],
  ['$id', 'x#y'], ['deprecated', 0],
];
const BAD_NEWEST = [['prefixItems', []], ['items', [true]], ['$dynamicAnchor', '#a']];

/** Objects that are schemas and are sure to be reached, found by the way they are held. */
function* schemasIn(schema) {
  if (!schema || typeof schema !== 'object') return;
  yield schema;
  for (const [key, part] of Object.entries(schema)) {
    if (!part || typeof part !== 'object' || key === 'const' || key === 'enum' ||
      key === '$defs' || key === 'definitions') continue;
    if ((key === 'then' || key === 'else') && !('if' in schema)) continue;
    const many = Array.isArray(part) || ['properties', 'patternProperties', 'dependentSchemas']
      .includes(key);
    if (many) for (const one of Object.values(part)) yield* schemasIn(one);
    else if (!key.startsWith('depend') && !key.startsWith('$')) yield* schemasIn(part);
  }
}

function spoil(random, schema, info) {
  const list = [...BAD, ...(info.old ? [] : BAD_LATER), ...(info.noIf ? [] : BAD_CONDITIONS),
    ...(info.modern ? BAD_MODERN : []), ...(info.newest ? BAD_NEWEST : [])];
  const [key, bad] = random.one(list);
  const places = [...schemasIn(schema)].filter((one) => !Array.isArray(one) &&
    (info.siblings || !('$ref' in one)));
  if (places.length) random.one(places)[key] = structuredClone(bad);
}

/** One in twenty is not a schema. */
export function makeSchema(random, dialect) {
  const schema = new Maker(random, dialect).document();
  if (random.chance(0.05)) spoil(random, schema, DIALECTS[dialect]);
  return schema;
}

// ---- instances ----------------------------------------------------------------------

function different(values) {
  const seen = new Set();
  return values.filter((one) => !seen.has(JSON.stringify(one)) && seen.add(JSON.stringify(one)));
}

/** Any value. */
export function value(random, depth) {
  const kind = random.below(depth > 0 ? 8 : 6);
  if (kind < 2) return random.one(NUMBERS);
  if (kind < 4) return random.one(STRINGS);
  if (kind === 4) return random.chance(0.5);
  if (kind === 5) return null;
  if (kind === 6) {
    return Array.from({ length: random.below(4) }, () => value(random, depth - 1));
  }
  return Object.fromEntries(Array.from({ length: random.below(4) }, () => [random.one(NAMES),
    value(random, depth - 1)]));
}

function valueOfType(random, type) {
  const samples = { null: [null], boolean: [true, false], string: STRINGS, number: NUMBERS,
    integer: NUMBERS.filter(Number.isInteger), array: [[], [1], ['a', 'b']],
    object: [{}, { a: 1 }, { foo: 'a', b: null }] };
  return structuredClone(random.one(samples[type] ?? [value(random, 1)]));
}

function lookUp(root, reference) {
  const at = typeof reference === 'string' ? reference.indexOf('#/') : -1;
  if (at < 0) return reference === '#' ? root : true;
  let found = root;
  for (const token of decodeURIComponent(reference.slice(at + 2)).split('/')) {
    found = found?.[token.replace(/~1/g, '/').replace(/~0/g, '~')];
  }
  return found ?? true;
}

/** A value that has a fair chance to fit a schema. */
function fitting(random, root, schema, depth) {
  if (typeof schema !== 'object' || schema === null || depth <= 0) return value(random, 1);
  const go = (part) => fitting(random, root, part, depth - 1);
  if (schema.const !== undefined) return structuredClone(schema.const);
  if (schema.enum && random.chance(0.9)) return structuredClone(random.one(schema.enum));
  const ways = [];
  if (schema.$ref) ways.push(() => go(lookUp(root, schema.$ref)));
  for (const key of ['allOf', 'anyOf', 'oneOf']) {
    if (schema[key]) ways.push(() => go(random.one(schema[key])));
  }
  for (const key of ['if', 'then', 'else']) if (schema[key]) ways.push(() => go(schema[key]));
  const bodily = ['properties', 'patternProperties', 'items', 'prefixItems', 'contains', 'required',
    'additionalProperties', 'dependentSchemas', 'unevaluatedProperties', 'unevaluatedItems'];
  if (!ways.length || bodily.some((key) => key in schema)) {
    ways.push(() => body(random, schema, go), () => body(random, schema, go));
  }
  const made = random.one(ways)();
  return merge(random, made, bodily.some((key) => key in schema) ? body(random, schema, go) : made);
}

function merge(random, one, other) {
  const objects = [one, other].every((x) => x && typeof x === 'object' && !Array.isArray(x));
  return objects ? { ...one, ...other } : random.one([one, other]);
}

function body(random, schema, go) {
  const types = [schema.type ?? []].flat();
  if ('items' in schema || 'prefixItems' in schema || 'contains' in schema ||
      'unevaluatedItems' in schema) types.push('array');
  if (['properties', 'required', 'patternProperties', 'additionalProperties', 'dependentSchemas',
    'unevaluatedProperties'].some((key) => key in schema)) types.push('object');
  const type = types.length ? random.one(types) : random.one(TYPES);
  if (type === 'array') return items(random, schema, go);
  if (type === 'object') return members(random, schema, go);
  if (type === 'number' || type === 'integer') {
    const near = schema.minimum ?? schema.maximum ?? schema.multipleOf;
    if (typeof near === 'number') return near + random.one([0, 0, 1, -1, 0.5]);
  }
  return valueOfType(random, type);
}

function items(random, schema, go) {
  const first = schema.prefixItems ?? (Array.isArray(schema.items) ? schema.items : []);
  const rest = schema.prefixItems || !Array.isArray(schema.items) ? schema.items
    : schema.additionalItems;
  const list = first.slice(0, 1 + random.below(first.length + 1)).map(go);
  for (let more = random.below(3); more > 0; more--) {
    list.push(go(rest ?? schema.contains ?? true));
  }
  if (schema.contains !== undefined && random.chance(0.7)) {
    list.splice(random.below(list.length + 1), 0, go(schema.contains));
  }
  return list;
}

function members(random, schema, go) {
  const object = {};
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    if (random.chance(0.8)) object[name] = go(part);
  }
  for (const name of schema.required ?? []) object[name] ??= go(true);
  const more = schema.additionalProperties ?? schema.unevaluatedProperties;
  if (more !== false && random.chance(0.4)) object[random.one(NAMES)] ??= go(more ?? true);
  for (const part of Object.values(schema.patternProperties ?? {})) {
    if (random.chance(0.5)) object[random.one(NAMES)] ??= go(part);
  }
  return object;
}

/** One small change somewhere. */
function changed(random, one) {
  const inner = one && typeof one === 'object' && Object.keys(one).length > 0;
  if (!inner || random.chance(0.2)) {
    return random.chance(0.3) && inner === false && Array.isArray(one) ? [value(random, 0)]
      : value(random, 1);
  }
  const copy = structuredClone(one);
  const key = random.one(Object.keys(copy));
  const way = random.below(4);
  if (way === 0) copy[key] = changed(random, copy[key]);
  else if (way === 1 && Array.isArray(copy)) copy.splice(Number(key), 1);
  else if (way === 1) delete copy[key];
  else if (way === 2 && Array.isArray(copy)) copy.push(structuredClone(copy[key]));
  else if (way === 2) copy[random.one(NAMES)] = value(random, 1);
  else copy[key] = value(random, 1);
  return copy;
}

export function makeInstances(random, schema, count) {
  return different(Array.from({ length: count }, (_, i) => {
    if (i === 0) return value(random, 2);
    const one = fitting(random, schema, schema, 5);
    return i % 3 === 2 ? changed(random, one) : one;
  }));
}

/** JSON text of a value in one of the ways it can be written. */
export function written(random, one, plainNumbers) {
  const inner = (part) => written(random, part, plainNumbers);
  if (typeof one === 'number') {
    const plain = JSON.stringify(one);
    if (plainNumbers || !Number.isInteger(one) || random.chance(0.8)) return plain;
    return random.one([`${plain}.0`, `${plain}e0`, one ? `${plain}0E-1` : '0E+7', `${plain}.000`]);
  }
  if (typeof one === 'string') return random.chance(0.8) ? JSON.stringify(one) : escaped(one);
  if (Array.isArray(one)) return `[${one.map(inner).join(',')}]`;
  if (!one || typeof one !== 'object') return JSON.stringify(one);
  return `{${Object.entries(one).map(([name, part]) => `${inner(name)}:${inner(part)}`)
    .join(', ')}}`;
}

function escaped(text) {
  const units = text.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  return `"${units.map((unit) => `\\u${unit}`).join('')}"`;
}
