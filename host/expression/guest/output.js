// What code gives back, as items.

import { Problem } from './problem.js';

/** What an item consists of. */
const PARTS = new Set(['json', 'binary', 'pairedItem', 'error', 'index']);
const ALL = 'return a list of objects, one for each item';

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the code has returned, if it is anything. */
export function returned(value) {
  if (value === undefined) throw new Problem({ message: 'the code returned nothing', hint: ALL });
  return value;
}

/** Items from what the code for all of them returns: a list of objects, or one. */
export function itemsOf(value, mode) {
  if (isObject(value) && mode !== 'function') return [checked(wrapped(value))];
  if (!Array.isArray(value)) throw new Problem({ message: `the code returned ${told(value)}`, hint: ALL });
  value.forEach((item, index) => {
    if (!isObject(item)) throw new Problem({ message: `element ${index} of what the code returned is ${told(item)}`, hint: ALL });
  });
  if (mode === 'function') {
    value.forEach((item, index) => {
      if (item.json === undefined) throw new Problem({ message: `element ${index} of what the code returned has no \`json\``, hint: 'each item is an object such as `{ json: { … } }`' });
    });
    return value.map(checked);
  }
  if (!value.some(hasPart)) return value.map((json) => ({ json }));
  return value.map((item) => {
    onlyParts(item);
    return checked(wrapped(item));
  });
}

/** An item from what the code for one of them returns; null is none. */
export function itemOf(value, index) {
  if (value === null) return null;
  const hint = 'return one object, or null to leave the item out';
  if (value === undefined) throw new Problem({ message: 'the code returned nothing', hint });
  if (!isObject(value)) throw new Problem({ message: `the code returned ${told(value)}, and it runs once for each item`, hint });
  if (hasPart(value)) onlyParts(value);
  const item = checked(wrapped(value));
  return { ...item, pairedItem: item.pairedItem ?? { item: index } };
}

/** An item from the object that code for one of them returns; its binary data stay. */
export function objectOf(value, item, index) {
  if (!isObject(value)) throw new Problem({ message: `the code returned ${value === undefined ? 'nothing' : told(value)}`, hint: 'return an object: the item\'s new fields' });
  return { json: value, binary: item.binary, pairedItem: { item: index } };
}

function hasPart(item) {
  for (const key of Object.keys(item)) if (PARTS.has(key)) return true;
  return false;
}

/** An item that is nothing but its fields is given the place for them. */
function wrapped(item) {
  if (item.json !== undefined) return item;
  return item.binary === undefined ? { json: item } : { json: {}, ...item };
}

function onlyParts(item) {
  for (const key of Object.keys(item)) if (!PARTS.has(key)) throw mixed(item, key);
}

function mixed(item, unknown) {
  const part = Object.keys(item).find((key) => PARTS.has(key)) ?? 'json';
  return new Problem({ message: `an item that the code returned has \`${unknown}\` beside \`${part}\``, hint: `the fields of an item belong under \`json\`: \`{ json: { ${unknown}: … } }\`` });
}

function checked(item) {
  const { json, binary, pairedItem, error } = item;
  if (!isObject(json)) throw new Problem({ message: `the \`json\` of an item that the code returned is ${told(json)}`, hint: 'it must be an object' });
  if (binary !== undefined && binary !== null && !isObject(binary)) throw new Problem({ message: `the \`binary\` of an item that the code returned is ${told(binary)}`, hint: 'it must be an object of named data' });
  return { json, binary: binary ?? undefined, pairedItem, error: error instanceof Error ? { message: error.message } : error };
}

function told(value) {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
