// A template: texts and expressions, compiled to functions of the item.
//
// There are two of them. The swift one is tried first; it throws where the strict one would, which
// is then asked why. That asks an expression twice, so one that changes what outlives it, or that
// sees what is thrown, has the strict one alone.

import { copy } from './value.js';

/** The roots that are handed over for each item. */
const HANDED = new Set(['$json', '$itemIndex']);

/**
 * Compiles a template: a list of texts (`{text}`) and expressions (`{code}`), in a dialect
 * (`dialects.js`).
 */
export class Template {
  constructor(parts, number, dialect) {
    this.number = number;
    this.dialect = dialect;
    this.parts = parts.map((part) => (part.code === undefined ? part : dialect.read(part.code)));
    this.prefix = prefixFor(this.parts);
    const expressions = this.parts.filter((part) => part.tree);
    const some = (effect) => expressions.some(({ effects }) => effects[effect]);
    this.mutates = some('mutates');
    this.reaches = this.mutates && some('reaches');
    const used = new Set(expressions.flatMap(({ names }) => names.used));
    // What is evaluated from text may use any of them.
    this.roots = dialect.roots.filter((name) => used.has(name) || used.has('eval'));
    const uses = (names) => names.some((name) => this.roots.includes(name));
    /** Whether it comes to the same for all items of a call. */
    this.isConstant = !['mutates', 'catches', 'varies'].some(some) && !uses(dialect.varying);
    /** Whether it may change what others read from steps and items. */
    this.touches = this.mutates && uses(dialect.readers);
    this.readsItem = uses(['$json']);
    /** Whether it can find its item by other ways as well. */
    this.readsTwice = this.readsItem && uses(dialect.readers.filter((name) => name !== '$'));
    /** The members of items that it reads by their names alone. */
    this.columns = [];
    this.swift = null;
    this.bind = () => {};
    this.makeStrict = null;
    if (some('catches') || this.reaches) this.compileStrict();
    else this.compileSwift();
    /** Whether it takes the item as a whole. */
    this.whole = this.readsItem && !this.columns.some(({ node }) => node === null);
  }

  /** The value for an item, or why there is none. */
  strictly(json, index) {
    if (this.makeStrict === null) this.compileStrict();
    // A root that is assigned to is so for one item only.
    if (this.reaches) return this.makeStrict()(index, json);
    this.strict ??= this.makeStrict();
    return this.strict(index, json);
  }

  /** A value of it that can be spelled as JSON together with others. */
  portable(value, atOnce) {
    return this.dialect.portable(value, atOnce);
  }

  compileSwift() {
    // Who compares `$json` with an item of `$input` must find the same objects.
    let columnar = this.readsTwice ? ['$'] : ['$json', '$'];
    let swift;
    let code;
    for (;;) {
      swift = this.dialect.swift(this.prefix);
      code = this.code((part) => swift.code(part, columnar));
      // A root of which more than members is used has to be there.
      const kept = columnar.filter((root) => swift.replaced[root].size === this.uses(root));
      if (kept.length === columnar.length) break;
      columnar = kept;
    }
    const { bind, run } = this.build(swiftBody(this.prefix, swift.columns, code), this.dialect.swiftHelpers)();
    this.columns = swift.columns;
    if (this.mutates) {
      this.onCopies(bind, run);
    } else if (this.isConstant) {
      this.onlyOnce(run);
    } else {
      this.bind = bind;
      this.swift = run;
    }
  }

  /** How often a name is used. */
  uses(name) {
    return this.parts.reduce((count, { names }) => count + (names?.used.filter((used) => used === name).length ?? 0), 0);
  }

  /** Swift code that may change what it is given is given data that nobody else has. */
  onCopies(bind, run) {
    let columns = [];
    this.bind = (shared) => {
      columns = shared.map((column) => column.slice());
      bind(columns);
    };
    this.swift = (position, index, object, roots) => {
      for (const column of columns) column[position] = copy(column[position]);
      return roots.apart(this.touches, () => {
        const json = copy(object);
        if (this.readsTwice) roots.lend(index, json);
        return run(position, index, json);
      });
    };
  }

  /** Swift code that comes to the same for all items runs once, unless others change what it reads. */
  onlyOnce(run) {
    let value;
    let isKnown = false;
    let isKept = false;
    this.bind = (_, reached) => {
      isKnown = false;
      isKept = !reached;
    };
    this.swift = (position, index) => {
      if (!isKnown) value = this.portable(run(position, index), false);
      isKnown = isKept;
      return value;
    };
  }

  compileStrict() {
    const code = this.code((part) => this.dialect.strictCode(part, this.prefix));
    this.makeStrict = this.build(`return ($itemIndex, $json) => ${code};`, this.dialect.strictHelpers);
  }

  /** The code of the whole, as the body of an arrow function: of the one expression, or of all parts joined. */
  code(write) {
    if (this.parts.length === 1 && this.parts[0].tree) return this.dialect.alone(write(this.parts[0]), this.parts[0], this.prefix);
    const codes = this.parts.map((part) => (part.tree ? this.dialect.joined(write(part), part, this.prefix) : JSON.stringify(part.text)));
    return `("" + ${codes.join(' + ')})`;
  }

  /** Code in which the roots that it uses, and helpers behind the prefix, have their values. */
  build(body, helpers) {
    const { constants, mode, given } = this.dialect;
    const roots = this.roots.filter((name) => !HANDED.has(name) && !given.has(name));
    const nothings = new Set(this.parts.flatMap(({ nothings: names }) => names ?? []));
    const names = [...roots, ...Object.keys(helpers).map((name) => `${this.prefix}${name}`), ...nothings];
    const values = [...roots.map((name) => constants[name]), ...Object.values(helpers)];
    const factory = new Function(...names, `${mode}${body}`);
    return () => factory(...values);
  }
}

/** A function that sets the columns, and one that gives the value at a position in them. */
function swiftBody(prefix, columns, code) {
  const variables = columns.map((_, index) => `${prefix}c${index}`);
  const bind = variables.length === 0 ? '() => {}' : `(${prefix}columns) => { [${variables.join(', ')}] = ${prefix}columns; }`;
  const run = `(${prefix}i, $itemIndex, $json) => ${code}`;
  return `let ${[`${prefix}t`, ...variables].join(', ')}; return { bind: ${bind}, run: ${run} };`;
}

/** Something that begins no name in the template. */
function prefixFor(parts) {
  let prefix = '__';
  const taken = parts.flatMap(({ source, names }) => (names ? [source, ...names.declared, ...names.used] : []));
  while (taken.some((text) => text.includes(prefix))) prefix += '_';
  return prefix;
}
