// The names that an expression can begin with.

import { DateTime, Duration, Interval } from 'luxon';
import jmespath from 'jmespath';
import { ahead, list } from './list.js';
import { place } from './place.js';
import { Problem } from './problem.js';
import { copy } from './value.js';

/** The roots. */
export const ROOTS = [
  '$json', '$input', '$', '$itemIndex', '$runIndex', '$now', '$today', '$workflow', '$execution',
  '$env', '$jmespath', '$if', '$ifEmpty', '$min', '$max', 'DateTime', 'Duration', 'Interval',
];

/**
 * The values of the roots. `data` is what the host tells; nothing is asked for before an
 * expression does. Which item they are for is said by `place`.
 */
export function makeRoots(data, settings) {
  /** The items of a call that it brought along, by their index. */
  let given = new Map();
  const count = once(() => data.count());
  const inputs = list((from, most) => {
    const here = given.get(from);
    if (here !== undefined) return [place.changes ? copy(here) : here];
    return JSON.parse(data.items(from, most));
  }, count);
  const nodes = new Map();
  const node = (name) => {
    let found = nodes.get(name);
    if (found === undefined) {
      found = nodeOf(data, String(name), count);
      nodes.set(name, found);
    }
    return found.root;
  };
  const input = Object.freeze({
    get item() { return inputs.at(place.item); },
    first: () => inputs.at(0),
    last: () => inputs.at(count() - 1),
    all: () => inputs.all(),
  });
  const environment = new Proxy(Object.create(null), {
    get: (_, name) => (typeof name === 'string' ? answered(() => data.environment(name)) : undefined),
    has: () => true,
  });
  const forget = () => {
    inputs.clear();
    nodes.forEach(({ items, others }) => {
      items.clear();
      others.clear();
    });
  };
  const now = once(() => DateTime.fromMillis(settings.now));
  const today = once(() => now().startOf('day'));
  return {
    /** Those that are the same for a whole session. */
    constants: {
      $input: input,
      $: node,
      $runIndex: settings.runIndex,
      get $now() { return now(); },
      get $today() { return today(); },
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
    },
    /** Brings along items, for a call. */
    bring(items, objects) {
      given = new Map();
      for (let position = 0; position < objects.length; position += 1) given.set(items[position], objects[position]);
      if (inputs.isWhole()) given.forEach((json, index) => inputs.set(index, json));
    },
    /** `$json` of an item. */
    item(index) {
      return inputs.at(index).json;
    },
    /** Makes `$input` give this object for an item. */
    lend(index, json) {
      inputs.set(index, json);
    },
    /** Does work that may change what it reads: if so, nobody else reads the same objects. */
    apart(touches, work) {
      if (!touches) return work();
      place.changes = true;
      forget();
      try {
        return work();
      } finally {
        forget();
        place.changes = false;
      }
    },
    /** Forgets what was read for single items: a call's worth is enough to keep. */
    tidy() {
      inputs.tidy();
      nodes.forEach(({ items, others }) => {
        items.tidy();
        others.tidy();
      });
      nodes.forEach(({ pairs }) => pairs.clear());
    },
  };
}

function nodeOf(data, name, inputCount) {
  const count = answered(() => data.nodeCount(name));
  const items = list((from, most) => JSON.parse(data.nodeItems(name, from, most)), () => count);
  // For each item an index, or why there is none.
  const pairs = ahead((from, most) => JSON.parse(data.paired(name, from, most)), inputCount);
  // Items that it gave by other outputs than the first; only the one that is paired is looked at.
  const others = list((from, most) => JSON.parse(data.nodeItems(name, from, most)), () => Number.MAX_SAFE_INTEGER);
  const none = `\`$('${name}')\` gave no items`;
  const root = Object.freeze({
    get item() {
      const index = pairs.get(place.item);
      if (typeof index !== 'number') throw new Problem({ message: index });
      const found = index < count ? items.at(index) : others.at(index);
      if (found === undefined) throw new Problem({ message: 'there are no items' });
      return found;
    },
    first: () => items.at(0, none),
    last: () => items.at(count - 1, none),
    all: () => items.all(),
  });
  return { root, items, others, pairs };
}

/** A value that is made when it is first asked for. */
function once(make) {
  let made;
  let isMade = false;
  return () => {
    if (!isMade) {
      made = make();
      isMade = true;
    }
    return made;
  };
}

/** The host's answer, or its reason as a problem. */
function answered(ask) {
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
