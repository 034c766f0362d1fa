// Merges the declared OpenClaw configuration into the one that OpenClaw and its user write to:
//   node merge-config.mjs <declared> <last declared> <persisted>
// Three ways: what is declared wins; what was declared last time and no longer is goes; all else is the user's and stays.
// gateway.controlUi.allowedOrigins is a set to which either side adds. Prints key paths, never values.
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const [declaredPath, lastPath, persistedPath] = process.argv.slice(2);
if (!persistedPath) {
  console.error('usage: merge-config.mjs <declared> <last declared> <persisted>');
  process.exit(64);
}

const sets = new Set(['gateway.controlUi.allowedOrigins']);
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const say = (text) => console.log(`merge-config: ${text}`);

// OpenClaw reads JSON5, so its user may have written comments; OpenClaw's own parser is next to it in the image.
function parse(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    try {
      return createRequire('/app/package.json')('json5').parse(text);
    } catch {
      throw error;
    }
  }
}

function readObject(path) {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  const value = parse(text.replace(/^\uFEFF/, ''));
  if (!isObject(value)) throw new SyntaxError('not an object');
  return value;
}

function readOwn(path, whenUnreadable) {
  try {
    return readObject(path);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    whenUnreadable(path);
    return undefined;
  }
}

function write(path, value) {
  const temporary = `${path}.tmp-${process.pid}`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  chmodSync(temporary, 0o600);
  renameSync(temporary, path);
}

const mergeSet = (declared, last, current) => {
  const users = (Array.isArray(current) ? current : []).filter((item) => !(Array.isArray(last) ? last : []).includes(item));
  return [...new Set([...declared, ...users])];
};

// Built from entries, because assigning a key such as __proto__ would not make a property.
function merge(declared, last, current, path) {
  const at = (key) => (path ? `${path}.${key}` : key);
  const result = [];
  for (const [key, value] of Object.entries(current)) {
    if (Object.hasOwn(declared, key)) continue;
    if (!Object.hasOwn(last, key)) result.push([key, value]);
    else if (isObject(last[key]) && isObject(value)) {
      const rest = merge({}, last[key], value, at(key));
      if (Object.keys(rest).length > 0) result.push([key, rest]);
    } else say(`removed ${at(key)}, which is no longer declared`);
  }
  for (const [key, value] of Object.entries(declared)) {
    const known = Object.hasOwn(current, key);
    const before = Object.hasOwn(last, key) ? last[key] : undefined;
    if (isObject(value)) {
      result.push([key, merge(value, isObject(before) ? before : {}, known && isObject(current[key]) ? current[key] : {}, at(key))]);
      continue;
    }
    const wanted = sets.has(at(key)) && Array.isArray(value) ? mergeSet(value, before, known ? current[key] : undefined) : value;
    if (!known || !isDeepStrictEqual(current[key], wanted)) say(`${known ? 'changed' : 'added'} ${at(key)}`);
    result.push([key, wanted]);
  }
  return Object.fromEntries(result);
}

let declared;
try {
  declared = readObject(declaredPath);
} catch (error) {
  if (!(error instanceof SyntaxError)) throw error;
}
if (!declared) {
  console.error('merge-config: the declared configuration is missing or not a JSON object');
  process.exit(78);
}
const last = readOwn(lastPath, () => say('the last declared configuration is unreadable; nothing is removed'));
const current = readOwn(persistedPath, (path) => {
  const aside = `${path}.unreadable-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  renameSync(path, aside);
  say(`the persisted configuration is unreadable and was moved to ${aside}`);
});

const merged = merge(declared, last ?? {}, current ?? {}, '');
if (!current || !isDeepStrictEqual(merged, current)) write(persistedPath, merged);
else say('the configuration is as declared');
// After the configuration: if we are stopped in between, the next run does the same again.
if (!last || !isDeepStrictEqual(declared, last)) write(lastPath, declared);
