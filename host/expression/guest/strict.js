// The strict dialect: every use of something missing throws what is needed to name it.

import { Problem } from './problem.js';

/** The strict dialect; `prefix` begins the names of its helpers. */
export function strict(prefix) {
  const quoted = (node, writer) => JSON.stringify(writer.plain(node));
  const key = (node, writer) => (node.computed ? writer.using(node.property) : JSON.stringify(node.property.name));
  return {
    name: (node, writer) => `${prefix}defined(${node.name}, ${quoted(node, writer)})`,
    chain: (code, node, writer) => `${prefix}defined(${code}, ${quoted(node, writer)})`,
    member: (node, used, writer) => `${prefix}property(${writer.using(node.object)}, ${key(node, writer)}, ${quoted(node.object, writer)}, ${used})`,
    method: (callee, list, writer) => `${prefix}method(${[writer.using(callee.object), key(callee, writer), quoted(callee.object, writer), ...list].join(', ')})`,
    tag: (node, writer) => `(${writer.using(node.object)})${writer.key(node)}`,
  };
}

/** What strict code calls, by the names behind its prefix. */
export const HELPERS = { defined, property, method };

function property(object, key, text, used) {
  if (object === null || object === undefined) throw missing(object, key, text);
  const value = object[key];
  if (value === undefined && used) throw missing(object, key, text);
  return value;
}

function method(object, key, text, ...list) {
  if (object === null || object === undefined) throw missing(object, key, text);
  const called = object[key];
  if (typeof called !== 'function') {
    if (called === undefined) throw missing(object, key, text);
    throw new Problem({ message: `\`${text}.${String(key)}\` is not a function` });
  }
  return called.apply(object, list);
}

function defined(value, text) {
  if (value === undefined) throw new Problem({ message: `\`${text}\` is undefined` });
  return value;
}

/** How many names of an object are given for the search for the nearest one. */
const NAMES = 200;

function missing(object, key, text) {
  const details = { object: text, key: String(key), type: kind(object) };
  if (Array.isArray(object)) details.length = object.length;
  else if (object !== null && typeof object === 'object') details.names = Object.keys(object).slice(0, NAMES);
  return new Problem(details);
}

function kind(value) {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}
