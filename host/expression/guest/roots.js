// The names that an expression can begin with.

import { DateTime, Duration, Interval } from 'luxon';
import jmespath from 'jmespath';
import { Problem } from './strict.js';

/** The roots, in the order in which compiled expressions take them. */
export const ROOTS = [
  '$json', '$input', '$', '$itemIndex', '$runIndex', '$now', '$today', '$workflow', '$execution',
  '$env', '$jmespath', '$if', '$ifEmpty', '$min', '$max', 'DateTime', 'Duration', 'Interval',
];

/**
 * The values of the roots. `data` is what the host tells; nothing is asked for before an
 * expression does. The item that is being evaluated is set by `at`.
 */
export function makeRoots(data, settings) {
  let current = 0;
  const inputs = list((index) => JSON.parse(data.item(index)), () => data.count());
  const nodes = new Map();
  const node = (name) => {
    if (!nodes.has(name)) nodes.set(name, nodeOf(data, String(name), () => current));
    return nodes.get(name);
  };
  const now = DateTime.fromMillis(settings.now);
  const input = Object.freeze({
    get item() { return inputs.at(current); },
    first: () => inputs.at(0),
    last: () => inputs.at(inputs.length() - 1),
    all: () => inputs.all(),
  });
  const environment = new Proxy(Object.create(null), {
    get: (_, name) => (typeof name === 'string' ? given(() => data.environment(name)) : undefined),
    has: () => true,
  });
  const values = {
    $input: input,
    $: node,
    $runIndex: settings.runIndex,
    $now: now,
    $today: now.startOf('day'),
    $workflow: Object.freeze({ ...settings.workflow }),
    $execution: Object.freeze({ ...settings.execution }),
    $env: environment,
    $jmespath: (value, path) => jmespath.search(plainData(value), path),
    $if: (condition, yes, no) => (condition ? yes : no),
    $ifEmpty: (value, otherwise) => (isEmpty(value) ? otherwise : value),
    $min: (...numbers) => Math.min(...numbers.flat()),
    $max: (...numbers) => Math.max(...numbers.flat()),
    DateTime,
    Duration,
    Interval,
  };
  return {
    at(index) {
      current = index;
      values.$itemIndex = index;
      values.$json = inputs.at(index).json;
      return ROOTS.map((name) => values[name]);
    },
    /** Forgets what was read, so that a change of it is not seen by others. */
    release() {
      inputs.release();
      nodes.clear();
    },
  };
}

function nodeOf(data, name, current) {
  const count = given(() => data.nodeCount(name));
  const items = list((index) => JSON.parse(data.nodeItem(name, index)), () => count);
  return Object.freeze({
    get item() { return items.at(given(() => data.paired(name, current()))); },
    first: () => items.at(0, `\`$('${name}')\` gave no items`),
    last: () => items.at(count - 1, `\`$('${name}')\` gave no items`),
    all: () => items.all(),
  });
}

/** A list that is read item by item, each once. */
function list(read, length) {
  let cache = new Map();
  const at = (index, none = 'there are no items') => {
    if (index < 0 || index >= length()) throw new Problem({ message: none });
    if (!cache.has(index)) cache.set(index, Object.freeze({ json: read(index) }));
    return cache.get(index);
  };
  return {
    at,
    length,
    all: () => Array.from({ length: length() }, (_, index) => at(index)),
    release: () => { cache = new Map(); },
  };
}


/** The host's answer, or its reason as a problem. */
function given(ask) {
  try {
    return ask();
  } catch (error) {
    const reason = error?.payload ?? error;
    throw new Problem({ message: typeof reason === 'string' ? reason : String(reason?.message ?? reason) });
  }
}

function plainData(value) {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

/** Empty as n8n has it: nothing, an empty text, an empty list, an object without properties. */
function isEmpty(value) {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0;
}
