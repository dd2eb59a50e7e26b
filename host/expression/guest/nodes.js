// The items of other nodes.

import { ahead, list } from './list.js';
import { Problem } from './problem.js';

/** Reads other nodes by name. `count` is the number of items of the input. */
export function nodesOf(data, count) {
  const known = new Map();
  const find = (name) => {
    let node = known.get(name);
    if (node === undefined) {
      node = nodeOf(data, name, count);
      known.set(name, node);
    }
    return node;
  };
  return {
    find,
    /** Forgets what was read for single items. */
    tidy: () => known.forEach((node) => node.tidy()),
    /** Forgets everything. */
    clear: () => known.forEach((node) => node.clear()),
  };
}

function nodeOf(data, name, inputCount) {
  const outputs = new Map();
  let facts;
  const pairs = ahead((from, most) => JSON.parse(data.paired(name, from, most)), inputCount);
  // Without an output and a run, items beyond the count can be asked for, if they are paired.
  const lists = (output, run, length) => list(
    (from, most) => JSON.parse(data.nodeItems(name, output, run, from, most)),
    (from, most) => JSON.parse(data.nodeBinaries(name, output, run, from, most)),
    length,
  );
  const others = lists(undefined, undefined, () => Number.MAX_SAFE_INTEGER);
  /** The items of an output in a run. */
  const output = (givenOutput, givenRun) => {
    const number = counted(givenOutput, 'output');
    const run = counted(givenRun, 'run');
    const key = `${number} ${run}`;
    let found = outputs.get(key);
    if (found === undefined) {
      const count = answered(() => data.nodeCount(name, number, run));
      found = lists(number, run, () => count);
      outputs.set(key, found);
    }
    return found;
  };
  return {
    output,
    /** The item that an item of the input comes from. */
    paired(given) {
      const index = counted(given, 'item');
      if (!(index < inputCount())) throw new Problem({ message: `there is no item ${index}` });
      const pair = pairs.get(index);
      if (typeof pair === 'string') throw new Problem({ message: pair });
      const [at, number, run] = Array.isArray(pair) ? pair : [pair];
      const items = output(number ?? undefined, run ?? undefined);
      const found = at < items.length() ? items.at(at) : others.at(at);
      if (found === undefined) throw new Problem({ message: 'there are no items' });
      return found;
    },
    facts() {
      facts ??= JSON.parse(answered(() => data.nodeFacts(name)));
      return facts;
    },
    tidy() {
      outputs.forEach((items) => items.tidy());
      others.tidy();
      pairs.clear();
    },
    clear() {
      outputs.forEach((items) => items.clear());
      others.clear();
    },
  };
}

/** A number of something that is counted from 0; people write it as text as well. */
export function counted(value, what) {
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 0xffffffff) throw new Problem({ message: `\`${String(value)}\` is no number of an ${what}`.replace('an run', 'a run') });
  return number;
}

/** The host's answer, or its reason as a problem. */
export function answered(ask) {
  try {
    return ask();
  } catch (error) {
    const reason = error?.payload ?? error;
    throw new Problem({ message: typeof reason === 'string' ? reason : String(reason?.message ?? reason) });
  }
}
