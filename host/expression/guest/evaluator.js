// The evaluator: compiles templates once, evaluates them for many items.

import * as data from 'jackfield:expression/data@0.1.0';
import { DateTime } from 'luxon';
import { setClock } from './clock.js';
import { installIntl } from './intl.js';
import { ROOTS, makeRoots } from './roots.js';
import { Problem, compile as compileExpression } from './strict.js';

/** The longest value that a template may give, in characters of JSON. */
const LONGEST = 4 * 1024 * 1024;

let roots;
const templates = [];

function start(text) {
  const settings = JSON.parse(text);
  installIntl(data);
  setClock(settings, data);
  roots = makeRoots(data, settings);
}

function compile(text) {
  return answer(() => {
    const parts = JSON.parse(text).map((part) => (part.code === undefined ? part.text : compileExpression(part.code, ROOTS)));
    parts.mutates = parts.some((part) => part.mutates);
    templates.push(parts);
    return templates.length - 1;
  });
}

function evaluate(numbers, items) {
  return answer(() => {
    const rows = [];
    for (const item of items) {
      let values = roots.at(item);
      const row = [];
      for (let index = 0; index < numbers.length; index += 1) {
        data.begin(item, numbers[index]);
        const parts = templates[numbers[index]];
        row.push(json(valueOf(parts, values)));
        if (parts.mutates) {
          roots.release();
          values = roots.at(item);
        }
      }
      rows.push(`[${row.join(',')}]`);
    }
    roots.release();
    return `[${rows.join(',')}]`;
  });
}

/** The value of one expression alone, or the parts joined to a text. */
function valueOf(parts, values) {
  if (parts.length === 1 && typeof parts[0] === 'function') return checked(parts[0](values));
  let text = '';
  for (const part of parts) text += typeof part === 'function' ? joined(checked(part(values))) : part;
  return text;
}

function checked(value) {
  if (value === undefined) throw new Problem({ message: 'it is undefined' });
  if (typeof value === 'function') throw new Problem({ message: 'it gives a function; is a pair of parentheses missing?' });
  if (typeof value === 'symbol') throw new Problem({ message: 'it gives a symbol, which has no JSON form' });
  if (value instanceof Promise) throw new Problem({ message: 'it gives a promise; expressions cannot wait' });
  return value;
}

/** A value within a text. Null leaves no trace; lists and objects are spelled as JSON. */
function joined(value) {
  if (value === null) return '';
  if (DateTime.isDateTime(value) || typeof value !== 'object') return String(value);
  return json(value);
}

function json(value) {
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

/** What a call gives the host; anything thrown becomes a problem that says what it was. */
function answer(work) {
  try {
    return work();
  } catch (thrown) {
    throw JSON.stringify(detailsOf(thrown));
  }
}

function detailsOf(thrown) {
  if (thrown instanceof Problem) return thrown.details;
  if (thrown instanceof Error) return { message: `it failed: ${thrown.name}: ${thrown.message}` };
  let text;
  try {
    text = String(JSON.stringify(thrown) ?? thrown);
  } catch {
    text = 'something that has no text';
  }
  return { message: `it threw ${text.slice(0, 200)}` };
}

export const expressions = { start, compile, evaluate };
