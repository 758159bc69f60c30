// SPDX-License-Identifier: Apache-2.0
// Compares edge/regex with the RegExp (flag u) of the engine that runs this: the cases of
// tests/regex.json, and patterns made up from a fixed seed. The last line says
// `N passed, N failed`.
// usage: node tests/run_regex.mjs PROGRAM [COUNT [SEED]]     (PROGRAM: tests/tool/regex)
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const [program, countText = "4000", seedText = "1"] = process.argv.slice(2);
const LONGEST = 20; // differences that are shown

// mulberry32
let state = Number(seedText);
function random(below) {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % below;
}
const pick = (list) => list[random(list.length)];

const characters = ["a", "b", "c", "A", "1", "-", "_", " ", "\n", "é", "ſ", "\u2028", "😀", "٣"];
const atoms = ["a", "b", "c", "1", ".", "\\d", "\\w", "\\W", "\\s", "\\S", "\\D", "é", "😀",
  "\\u{1F600}", "\\ud83d\\ude00", "\\x61", "\\cA", "\\0", "\\n", "\\-", "\\.", "\\/",
  "\\p{L}", "\\P{Lu}", "\\p{Script=Greek}", "\\p{ASCII}", "\\p{Alphabetic}", "\\p{Nd}", "[]",
  "[^]", "\\ud83d", "]", "}", "{", "{,1}", "\\p{Emoji}", "\\p{Any}", "\\u0061"];
const members = ["a", "b", "a-c", "0-9", "\\d", "\\w", "\\S", "-", "é", "😀", "\\p{L}", "\\P{L}",
  "\\b", "[", "^", "\\]", "\\ud800-\\udfff", "\\u{1F600}-\\u{1F64F}", "\\-", ".", "$", "a-",
  "\\W", "\\x00-\\x7f", "b-a"];
const edges = ["^", "$", "\\b", "\\B"];
const quantifiers = ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{1,}", "{0}",
  "{0,1}", "{2,}?", "{3,1}"];

let groups, names;
function set() {
  let text = random(4) ? "[" : "[^";
  for (let n = random(4); n >= 0; n--) text += pick(members);
  return text + "]";
}
function group(depth) {
  const kind = random(12);
  const open = kind < 4 ? "(" : kind < 7 ? "(?:" : kind === 7 ? "(?=" : kind === 8 ? "(?!" :
    kind === 9 ? "(?<=" : kind === 10 ? "(?<!" : `(?<n${names}>`;
  if (kind === 11) names++;
  if (kind < 4 || kind === 11) groups++;
  return open + choice(depth - 1) + ")";
}
function reference() {
  return names && random(2) ? `\\k<n${random(names)}>` : "\\" + (1 + random(groups + 1));
}
function atom(depth) {
  const kind = random(20);
  if (kind < 7 && depth > 0) return group(depth);
  if (kind < 9) return set();
  if (kind < 11) return reference();
  return pick(atoms);
}
function term(depth) {
  if (random(9) === 0) return pick(edges);
  return atom(depth) + (random(3) ? "" : pick(quantifiers));
}
function sequence(depth) {
  let text = "";
  for (let n = random(4); n >= 0; n--) text += term(depth);
  return text;
}
function choice(depth) {
  let text = random(9) ? sequence(depth) : "";
  while (random(4) === 0) text += "|" + (random(6) ? sequence(depth) : "");
  return text;
}
function pattern() {
  groups = names = 0;
  const text = choice(3);
  return (random(3) ? "" : "^") + text + (random(3) ? "" : "$");
}
function text() {
  let made = "";
  const few = random(2) ? ["a", "b"] : characters;
  for (let n = random(8); n > 0; n--) made += pick(few);
  return made;
}

// null: flag u does not have it. Some of this is read all the same, see edge/regex.h.
function compiled(source) {
  try {
    return new RegExp(source, "uy");
  } catch {
    return null;
  }
}

// By hand from each code point on, as section 22.2.7.2 has it: V8 also looks between the halves
// of a surrogate pair.
function finds(regex, text) {
  for (let at = 0; at <= text.length; at += text.codePointAt(at) > 0xffff ? 2 : 1) {
    regex.lastIndex = at;
    if (regex.test(text)) return true;
  }
  return false;
}

const cases = JSON.parse(readFileSync(new URL("regex.json", import.meta.url), "utf8"));
for (let n = Number(countText); n > 0; n--) {
  const texts = new Set();
  while (texts.size < 12) texts.add(text());
  cases.push([pattern(), [...texts]]);
}
const answers = execFileSync(program, { input: JSON.stringify(cases), maxBuffer: 1 << 28 })
  .toString().split("\n");

// What is read although flag u does not have it means what it does without the flag, but for
// characters that are not one UTF-16 unit there, and escapes that mean something else.
function withoutFlag(source) {
  if (/\\[pPuk]|[^\0-\ud7ff]/.test(source)) return null;
  try {
    return new RegExp(source);
  } catch {
    return null;
  }
}
function compareTolerant(source, texts, found) {
  const regex = withoutFlag(source);
  for (let i = 0; regex && i < texts.length; i++) {
    const expected = regex.test(texts[i]) ? "+" : "-";
    if (/[^\0-\ud7ff]/.test(texts[i]) || found[i] === "?") continue;
    if (found[i] === expected) passed++;
    else differs(source, texts[i], `with tolerance, we say ${found[i]} of`);
  }
}

let passed = 0, failed = 0, tolerated = 0, limits = 0;
function differs(source, text, what) {
  if (++failed <= LONGEST) console.log(`${JSON.stringify(source)} ${what} ${JSON.stringify(text)}`);
}
function compare(source, texts, found, name) {
  const regex = compiled(source);
  for (let i = 0; i < texts.length; i++) {
    const expected = finds(regex, texts[i]) ? "+" : "-";
    if (found[i] === "?") limits++;
    else if (found[i] === expected) passed++;
    else differs(source, texts[i], `${name} says ${found[i]} of`);
  }
}
cases.forEach(([source, texts], row) => {
  const answer = answers[row];
  const valid = compiled(source) !== null;
  if (answer.startsWith("E")) {
    if (valid) differs(source, answer, "is valid:");
    else passed++;
    return;
  }
  const [common, own] = answer.split(" ");
  if (valid) {
    compare(source, texts, common, "PCRE2");
    compare(source, texts, own, "our engine");
  } else if (common === own || common.includes("?") || own.includes("?")) {
    tolerated++;
    compareTolerant(source, texts, common);
  } else {
    differs(source, `${common} ${own}`, "is tolerated, and the engines differ:");
  }
});
console.log(`${cases.length} patterns, ${tolerated} with tolerance, ${limits} limits reached`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
