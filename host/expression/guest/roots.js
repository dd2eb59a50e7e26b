// The names that an expression can begin with.

import { DateTime, Duration, Interval } from 'luxon';
import jmespath from 'jmespath';
import { list } from './list.js';
import { answered, nodesOf } from './nodes.js';
import { place } from './place.js';
import { copy } from './value.js';

/** The roots of steps. */
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
  }, (from, most) => JSON.parse(data.binaries(from, most)), count);
  const nodes = nodesOf(data, count);
  const steps = new Map();
  const step = (name) => {
    let found = steps.get(name);
    if (found === undefined) {
      found = stepOf(nodes.find(String(name)), name);
      steps.set(name, found);
    }
    return found;
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
    nodes.clear();
  };
  const now = once(() => DateTime.fromMillis(settings.now));
  const today = once(() => now().startOf('day'));
  const { workflow, execution, runIndex = 0 } = settings.facts;
  return {
    inputs,
    nodes,
    settings,
    /** Those that are the same for a whole session. */
    constants: {
      $input: input,
      $: step,
      $runIndex: runIndex,
      get $now() { return now(); },
      get $today() { return today(); },
      $workflow: Object.freeze({ ...workflow }),
      $execution: Object.freeze({ ...execution }),
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
      nodes.tidy();
    },
  };
}

/** `$('Name')` in steps: that there are no such items is said aloud. */
function stepOf(node, name) {
  const none = `\`$('${name}')\` gave no items`;
  // A name that there is not is found before anything is asked of it.
  node.output();
  return Object.freeze({
    get item() { return node.paired(place.item); },
    first: () => node.output().at(0, none),
    last: () => node.output().at(node.output().length() - 1, none),
    all: () => node.output().all(),
  });
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

function plainData(value) {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

/** Empty as n8n has it: nothing, an empty text, an empty list, an object without properties. */
export function isEmpty(value) {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0;
}
