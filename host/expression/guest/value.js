// Values, as they leave for the host.

import { DateTime } from 'luxon';
import { Problem } from './problem.js';

/** The longest value that a template may give, in characters of JSON. */
const LONGEST = 4 * 1024 * 1024;
/** No text of this length has JSON that is longer than that: a character is six at most. */
const SHORT = Math.floor(LONGEST / 6) - 2;

/** A value within a text. Null leaves no trace; lists and objects are spelled as JSON. */
export function joined(value) {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
      return String(value);
    default:
      if (checked(value) === null) return '';
      if (DateTime.isDateTime(value) || typeof value !== 'object') return String(value);
      return json(value);
  }
}

/**
 * A value that can be spelled as JSON together with others. `atOnce`: as it is now, whatever
 * becomes of it.
 */
export function portable(value, atOnce) {
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return value;
    case 'string':
      if (value.length > SHORT) json(value);
      return value;
    default:
      checked(value);
      // Only alone is it seen whether `toJSON` gives anything.
      if (value !== null && (atOnce || typeof value === 'bigint' || typeof value.toJSON === 'function')) return JSON.parse(json(value));
      return value;
  }
}

/** The JSON of many portable values, or null where one of them must be looked for. */
export function together(values) {
  let text;
  try {
    text = JSON.stringify(values);
  } catch {
    return null;
  }
  if (text.length > LONGEST) return null;
  return text;
}

/** The JSON of a value. */
export function json(value) {
  let text;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw new Problem({ message: `its value has no JSON form: ${error.message}` });
  }
  if (text === undefined) throw new Problem({ message: 'its value has no JSON form' });
  if (text.length > LONGEST) throw new Problem({ message: `its value is longer than ${LONGEST / 1024 / 1024} MiB` });
  return text;
}

/** JSON with every half of a character, which no other text can hold, replaced. */
export function wellFormed(text) {
  if (!text.includes('\\ud')) return text;
  // `JSON.stringify` writes such halves, and nothing else, as `\ud…`.
  return text.replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, (found) => (found === '\\\\' ? found : '\\ufffd'));
}

function checked(value) {
  if (value === undefined) throw new Problem({ message: 'it is undefined' });
  if (typeof value === 'function') throw new Problem({ message: 'it gives a function; is a pair of parentheses missing?' });
  if (typeof value === 'symbol') throw new Problem({ message: 'it gives a symbol, which has no JSON form' });
  if (value instanceof Promise) throw new Problem({ message: 'it gives a promise; expressions cannot wait' });
  return value;
}

/** A copy of what was read from JSON, so that a change of it is not seen by others. */
export function copy(value) {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const list = [];
    for (let index = 0; index < value.length; index += 1) list[index] = copy(value[index]);
    return list;
  }
  const object = {};
  for (const name of Object.keys(value)) {
    if (name === '__proto__') return JSON.parse(JSON.stringify(value));
    object[name] = copy(value[name]);
  }
  return object;
}
