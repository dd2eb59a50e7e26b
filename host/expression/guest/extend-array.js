// Methods of lists.

import { Problem } from './problem.js';

export const arrays = {
  first: (list) => list[0],
  last: (list) => list[list.length - 1],
  unique: (list, ...keys) => distinct(list, keys),
  removeDuplicates: (list, ...keys) => distinct(list, keys),
  pluck: (list, ...keys) => {
    if (keys.length === 0) return list;
    const objects = list.filter((element) => typeof element === 'object' && element !== null);
    if (keys.length === 1) return objects.map((element) => element[keys[0]]);
    return objects.map((element) => picked(element, keys));
  },
  randomItem: (list) => list[Math.floor(Math.random() * list.length)],
  sum: (list) => added(list, 'sum'),
  min: (list) => Math.min(...numbers(list, 'min')),
  max: (list) => Math.max(...numbers(list, 'max')),
  average: (list) => (list.length === 0 ? 0 : added(list, 'average') / list.length),
  isEmpty: (list) => list.length === 0,
  isNotEmpty: (list) => list.length > 0,
  compact: (list) => list.filter((element) => !isNothing(element)).map((element) => (isObject(element) ? Object.fromEntries(Object.entries(element).filter(([, value]) => !isNothing(value))) : element)),
  smartJoin(list, key, value) {
    if (typeof key !== 'string' || typeof value !== 'string') throw new Problem({ message: '`.smartJoin()` takes the names of two fields: that of the keys and that of the values' });
    return Object.fromEntries(list.filter(isObject).map((element) => [element[key], element[value]]));
  },
  chunk(list, size) {
    if (!(size >= 1)) throw new Problem({ message: '`.chunk()` takes a length, such as `.chunk(10)`' });
    const length = Math.floor(size);
    return Array.from({ length: Math.ceil(list.length / length) }, (_, index) => list.slice(index * length, (index + 1) * length));
  },
  renameKeys(list, ...pairs) {
    if (pairs.length === 0 || pairs.length % 2 !== 0) throw new Problem({ message: '`.renameKeys()` takes pairs of names: the one there is and the one there shall be' });
    const renamed = new Map();
    for (let index = 0; index < pairs.length; index += 2) renamed.set(pairs[index], pairs[index + 1]);
    return list.map((element) => (isObject(element) ? Object.fromEntries(Object.entries(element).map(([key, value]) => [renamed.get(key) ?? key, value])) : element));
  },
  merge(list, others) {
    if (others === undefined) return Object.assign({}, ...list);
    const length = Math.max(list.length, listed(others, 'merge').length);
    return Array.from({ length }, (_, index) => {
      const [here, there] = [list[index], others[index]];
      return isObject(here) && isObject(there) ? { ...there, ...here } : here ?? there;
    });
  },
  mergeIntoObject: (list) => Object.assign({}, ...list),
  union: (list, others) => distinct([...list, ...listed(others, 'union')], []),
  difference: (list, others) => list.filter((element) => !listed(others, 'difference').some((other) => same(element, other))),
  intersection: (list, others) => distinct(list.filter((element) => listed(others, 'intersection').some((other) => same(element, other))), []),
  append: (list, ...more) => [...list, ...more],
  toJsonString: (list) => JSON.stringify(list),
};

/** Whether two values are alike, whichever objects they are. */
export function same(left, right) {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (left instanceof Date && right instanceof Date) return left.getTime() === right.getTime();
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]));
}

function distinct(list, keys) {
  const seen = new Set();
  return list.filter((element) => {
    const compared = keys.length > 0 && isObject(element) ? picked(element, keys) : element;
    const key = spelled(compared);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The same text for values that are alike. */
function spelled(value) {
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`;
  return JSON.stringify(value, (_, inner) => (isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner));
}

const picked = (element, keys) => Object.fromEntries(keys.filter((key) => Object.hasOwn(element, key)).map((key) => [key, element[key]]));
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isNothing = (value) => value === null || value === undefined || value === '' || (isObject(value) && Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0);

function numbers(list, name) {
  return list.map((element) => {
    const number = typeof element === 'string' && element.trim() !== '' ? Number(element) : element;
    if (typeof number !== 'number' || Number.isNaN(number)) throw new Problem({ message: `\`.${name}()\` is for lists of numbers, and one element is ${JSON.stringify(element)}` });
    return number;
  });
}

const added = (list, name) => numbers(list, name).reduce((sum, number) => sum + number, 0);

function listed(value, name) {
  if (!Array.isArray(value)) throw new Problem({ message: `\`.${name}()\` takes another list` });
  return value;
}
