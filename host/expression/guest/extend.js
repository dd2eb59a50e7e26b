// Methods that n8n's expressions add to values: `'a b'.toSnakeCase()`.
//
// A method that a value has by itself comes first.

import { DateTime } from 'luxon';
import { arrays } from './extend-array.js';
import { dates, overLuxon } from './extend-date.js';
import { booleans, numbers } from './extend-number.js';
import { objects } from './extend-object.js';
import { strings } from './extend-string.js';
import { Problem } from './problem.js';
import { isEmpty } from './roots.js';

const BY_TYPE = { text: strings, number: numbers, boolean: booleans, list: arrays, date: dates, object: objects };
const ANY = {
  isEmpty: (value) => isEmpty(value),
  isNotEmpty: (value) => !isEmpty(value),
};
const PLURALS = { text: 'texts', number: 'numbers', boolean: 'true and false', list: 'lists', date: 'dates', object: 'objects' };

/** The names of all these methods. */
export const METHODS = new Set([ANY, ...Object.values(BY_TYPE)].flatMap((methods) => Object.keys(methods)));

/** Calls a method of a value. `isShort`: there may be no value, and then nothing comes of it. */
export function extend(value, name, isShort, ...list) {
  const isNothing = value === undefined || value === null;
  if (isNothing && isShort) return undefined;
  if (!isNothing) {
    if (DateTime.isDateTime(value) && overLuxon(name, list)) return dates[name](value, ...list);
    if (typeof value[name] === 'function') return value[name](...list);
  }
  const type = typeOf(value);
  const methods = BY_TYPE[type];
  if (methods !== undefined && Object.hasOwn(methods, name)) return methods[name](value, ...list);
  if (Object.hasOwn(ANY, name)) return ANY[name](value);
  const types = Object.keys(BY_TYPE).filter((known) => Object.hasOwn(BY_TYPE[known], name)).map((known) => PLURALS[known]);
  throw new Problem({ message: `\`.${name}()\` is for ${types.join(', ')}, and this is ${told(type, value)}` });
}

function typeOf(value) {
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
    case 'boolean':
      return typeof value;
    case 'object':
      if (value === null) return 'nothing';
      if (Array.isArray(value)) return 'list';
      if (value instanceof Date || DateTime.isDateTime(value)) return 'date';
      return 'object';
    default:
      return 'nothing';
  }
}

function told(type, value) {
  switch (type) {
    case 'nothing':
      return value === null || value === undefined ? String(value) : `a ${typeof value}`;
    case 'text':
      return 'text';
    case 'boolean':
      return String(value);
    case 'object':
      return 'an object';
    default:
      return `a ${type}`;
  }
}
