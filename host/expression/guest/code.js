// The code of nodes.

import { parse } from 'acorn';
import { withoutAwait } from './await.js';
import { installBuffers } from './buffer.js';
import { makeConsole } from './console.js';
import { makeHelpers } from './helpers.js';
import { declaredAndUsed } from './names.js';
import { itemOf, itemsOf, objectOf, returned } from './output.js';
import { place } from './place.js';
import { Problem, detailsOf } from './problem.js';
import { gather, installPromises, settle, spawn, spawnGenerator, yielded } from './promise.js';
import { wellFormed } from './value.js';

const OPTIONS = { ecmaVersion: 2025, sourceType: 'script', allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true, allowHashBang: true, locations: false };
const HELPERS = { spawn, spawnGenerator, yielded, gather };
/** The line on which the body of a function made from text begins, as QuickJS counts. */
const FIRST_LINE = firstLine();

/** Reads code, and says what is wrong with it. */
function readCode(source) {
  let tree;
  try {
    tree = parse(source, { ...OPTIONS, locations: true });
  } catch (error) {
    const problem = { message: `the code is no JavaScript: ${error.message.replace(/ \(\d+:\d+\)$/, '')}`, line: error.loc?.line };
    if (/^\s*import[\s{*]/m.test(source)) problem.hint = 'modules cannot be imported; `DateTime` and `$jmespath` are there without';
    throw new Problem(problem);
  }
  return { tree, names: declaredAndUsed(tree) };
}

/** Says what is wrong with code that is not run yet. */
export function checkCode(source) {
  const { tree } = readCode(source);
  const { body, prefix } = bodyOf(tree, source);
  new Function(...Object.keys(HELPERS).map((name) => prefix + name), body);
}

/** The code as the body of a function, with helpers behind a prefix that nothing in it begins with. */
function bodyOf(tree, source) {
  let prefix = '__';
  while (source.includes(prefix)) prefix += '_';
  const { code, awaits } = withoutAwait(tree, source, prefix);
  return { prefix, body: awaits ? `return ${prefix}spawn(function* () { ${code}\n}, this, []);` : code };
}

/** Runs the code of a node, and gives what the host makes items of. */
export function runCode(request, data, roots, exported) {
  installPromises();
  installBuffers();
  const { console, lines } = makeConsole();
  globalThis.console = console;
  const before = JSON.stringify(request.kept);
  const here = { index: null };
  try {
    const answer = new Runner(request, data, roots, exported, here).run();
    const kept = JSON.stringify(request.kept);
    return wellFormed(JSON.stringify({ ...answer, console: lines, kept: kept === before ? null : request.kept }));
  } catch (thrown) {
    throw { ...told(thrown), item: here.index, console: lines };
  }
}

class Runner {
  constructor({ mode, source, items, kept, continues }, data, roots, exported, here) {
    Object.assign(this, { mode, kept, continues, data, roots, exported, here });
    this.items = items.map((item, index) => given(item, index, data));
    this.helpers = makeHelpers(this, data);
    this.call = this.compile(source);
  }

  run() {
    switch (this.mode) {
      case 'all':
        return { items: itemsOf(returned(this.result(0, {}))) };
      case 'function':
        return { items: itemsOf(returned(this.result(0, {})), 'function') };
      case 'each':
        return { items: this.each((item, index) => itemOf(this.result(index, { item }), index)) };
      case 'functionItem':
        return { items: this.each((item, index) => objectOf(this.result(index, { item: item.json, index }), item, index)) };
      default:
        return { order: this.order() };
    }
  }

  /** What each item becomes; what becomes nothing is left out. */
  each(work) {
    const made = [];
    this.items.forEach((item, index) => {
      this.here.index = index;
      this.data.begin(index, 0);
      try {
        const found = work(item, index);
        if (found !== null) made.push(found);
      } catch (thrown) {
        if (!this.continues || thrown instanceof InternalError) throw thrown;
        made.push({ json: { error: written(told(thrown), index) }, pairedItem: { item: index } });
      }
    });
    this.here.index = null;
    return made;
  }

  order() {
    const compare = (left, right) => {
      const found = this.result(0, { a: left.item, b: right.item });
      if (typeof found !== 'number' && typeof found !== 'boolean') {
        throw new Problem({ message: 'the code that compares must return a number', hint: 'less than 0 if `a` comes first, more than 0 if `b` does, else 0' });
      }
      return Number(found) || 0;
    };
    return this.items.map((item, index) => ({ item, index })).sort(compare).map(({ index }) => index);
  }

  /** What the code returns for an item, when there is nothing left to wait for. */
  result(index, own) {
    place.item = index;
    place.template = 0;
    place.chanced = false;
    const settled = settle(this.call(index, own));
    if (settled === null) throw new Problem({ message: 'the code waits for a promise that nothing settles' });
    if ('reason' in settled) throw settled.reason;
    return settled.value;
  }

  /** The code as a function of an item's index and the names that are there for it alone. */
  compile(source) {
    const { tree, names } = readCode(source);
    const { prefix, body } = bodyOf(tree, source);
    const { constants, live } = this.exported;
    const used = new Set(names.used);
    const isFree = (name) => used.has(name) || used.has('eval');
    const roots = [...Object.keys(Object.getPrototypeOf(constants)), ...Object.keys(constants)].filter((name, at, all) => all.indexOf(name) === at && name !== '$input' && isFree(name));
    const lively = Object.keys(live).filter(isFree);
    const item = (index) => this.items[index];
    const input = this.input();
    const fixed = { ...Object.fromEntries(roots.map((name) => [name, constants[name]])), ...this.helpers.names, $input: input, $items: (name, ...list) => (name === undefined ? this.items : constants.$items(name, ...list)), items: this.items };
    const varying = {
      $json: (index) => item(index)?.json ?? {},
      $data: (index) => item(index)?.json ?? {},
      $binary: (index) => item(index)?.binary ?? {},
      $itemIndex: (index) => index,
      $position: (index) => index,
      $thisItem: item,
      $thisItemIndex: (index) => index,
    };
    for (const name of lively) varying[name] ??= () => live[name];
    const alone = { all: [], function: [], each: ['item'], functionItem: ['item', 'index'], sort: ['a', 'b'] }[this.mode];
    const helpers = Object.keys(HELPERS).map((name) => prefix + name);
    // What code declares at its top by itself hides what is there.
    const hidden = declaredAtTop(tree);
    const fixedNames = Object.keys(fixed).filter((name) => isFree(name) && !hidden.has(name));
    const varyingNames = Object.keys(varying).filter((name) => isFree(name) && !hidden.has(name));
    const own = alone.filter((name) => !hidden.has(name));
    const run = new Function(...helpers, ...fixedNames, ...varyingNames, ...own, body);
    const constant = [...Object.values(HELPERS), ...fixedNames.map((name) => fixed[name])];
    return (index, mine) => run.call(this.helpers.self, ...constant, ...varyingNames.map((name) => varying[name](index)), ...own.map((name) => mine[name]));
  }

  /** `$input`, of the items that the code may change. */
  input() {
    const { items } = this;
    const input = this.exported.constants.$input;
    return {
      get item() { return items[place.item]; },
      first: () => items[0],
      last: () => items[items.length - 1],
      all: () => items,
      get params() { return input.params; },
      get context() { return input.context; },
    };
  }
}

/** An item as the code is given it: its own, which it may change. */
function given(item, index, data) {
  item.pairedItem = { item: index };
  for (const entry of Object.values(item.binary ?? {})) {
    // The bytes are asked for when they are looked at, and do not leave with the item.
    Object.defineProperty(entry, 'data', {
      get: () => data.blob(String(entry.id)),
      set(value) { Object.defineProperty(entry, 'data', { value, enumerable: true, writable: true, configurable: true }); },
      enumerable: false,
      configurable: true,
    });
  }
  return item;
}

/** The names that the code declares by `let`, `const` and `class` outside of any block. */
function declaredAtTop(tree) {
  const found = new Set();
  for (const node of tree.body) {
    if (node.type === 'ClassDeclaration') found.add(node.id.name);
    if (node.type === 'VariableDeclaration' && node.kind !== 'var') {
      const { declared } = declaredAndUsed({ type: 'Program', body: [node], start: node.start, end: node.end });
      declared.forEach((name) => found.add(name));
    }
  }
  return found;
}

/** What is wrong, with the line of the code where it is known. */
function told(thrown) {
  const line = lineOf(thrown);
  const details = detailsOf(thrown);
  if (thrown instanceof Problem) return { line, ...details };
  if (thrown instanceof Error) {
    const kind = thrown.name === 'Error' ? '' : `${thrown.name}: `;
    return { line, message: `${kind}${thrown.message}` };
  }
  return { ...details, line };
}

function lineOf(thrown) {
  if (!(thrown instanceof Error)) return undefined;
  const found = /<input>:(\d+)/.exec(String(thrown.stack));
  return found === null ? undefined : Math.max(1, Number(found[1]) - FIRST_LINE + 1);
}

function written({ message, line }, index) {
  return line === undefined ? `${message} [item ${index}]` : `${message} [line ${line}, for item ${index}]`;
}

function firstLine() {
  try {
    new Function('a', 'throw new Error()')();
  } catch (error) {
    return Number(/<input>:(\d+)/.exec(error.stack)?.[1] ?? 1);
  }
  return 1;
}
