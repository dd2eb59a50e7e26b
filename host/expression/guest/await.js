// Code that awaits, rewritten to generators. Its lines stay where they are.

import { Problem } from './problem.js';
import { children } from './source.js';

/** The code, with helpers behind the prefix; whether it awaits outside of any function. */
export function withoutAwait(tree, source, prefix) {
  const writer = new Writer(source, prefix);
  const code = writer.splice(tree, tree.start, tree.end);
  return { code, awaits: writer.awaits };
}

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

class Writer {
  constructor(source, prefix) {
    this.source = source;
    this.prefix = prefix;
    /** Whether something is awaited outside of any function. */
    this.awaits = false;
    /** The functions that it stands in, the innermost last. */
    this.within = [];
  }

  write(node) {
    if (FUNCTIONS.has(node.type)) return this.inside(node, () => (node.async ? this.asynchronous(node) : this.splice(node, node.start, node.end)));
    switch (node.type) {
      case 'AwaitExpression':
        this.noteAwait();
        return `(yield (${this.gap(node.start, node.argument.start, /^await/)}${this.write(node.argument)}${this.source.slice(node.argument.end, node.end)}))`;
      case 'YieldExpression':
        return this.isAsyncGenerator() ? this.yields(node) : this.splice(node, node.start, node.end);
      case 'ForOfStatement':
        return node.await ? this.forAwait(node) : this.splice(node, node.start, node.end);
      case 'Property':
      case 'MethodDefinition':
        if (node.shorthand) return this.write(node.value);
        return node.value?.async && (node.method || node.type === 'MethodDefinition') ? this.method(node) : this.splice(node, node.start, node.end);
      case 'Super':
        if (this.isRewritten()) throw new Problem({ message: '`super` in an async method is not supported', hint: 'call it in a method that is not async' });
        return 'super';
      default:
        return this.splice(node, node.start, node.end);
    }
  }

  noteAwait() {
    if (this.within.length === 0) this.awaits = true;
  }

  isAsyncGenerator() {
    const innermost = this.within.at(-1);
    return innermost?.async === true && innermost.generator === true;
  }

  /** Whether the function that `super` belongs to, or an arrow function in it, becomes a generator. */
  isRewritten() {
    for (const { type, async } of this.within.toReversed()) {
      if (async) return true;
      if (type !== 'ArrowFunctionExpression') return false;
    }
    return false;
  }

  inside(node, work) {
    this.within.push(node);
    try {
      return work();
    } finally {
      this.within.pop();
    }
  }

  yields(node) {
    if (node.argument === null) return `(yield ${this.prefix}yielded())`;
    const argument = this.write(node.argument);
    if (!node.delegate) return `(yield ${this.prefix}yielded(${argument}))`;
    return `(yield* (function* (values) { for (const value of values) yield ${this.prefix}yielded(value); })(yield* ${this.prefix}gather(${argument})))`;
  }

  forAwait(node) {
    this.noteAwait();
    const head = this.source.slice(node.start, node.right.start).replace(/await/, '');
    return `${head}(yield* ${this.prefix}gather(${this.write(node.right)}))${this.source.slice(node.right.end, node.body.start)}${this.write(node.body)}`;
  }

  /** `async function f(a) { … }`, or an arrow function. */
  asynchronous(node) {
    if (node.type === 'ArrowFunctionExpression') {
      const list = `${this.prefix}list`;
      return `((...${list}) => ${this.spawned(node, `this, ${list}`)})`;
    }
    const head = node.id ? `function ${node.id.name}` : 'function ';
    return `${head}(...${this.prefix}list) { return ${this.spawned(node, `this, ${this.prefix}list`)}; }`;
  }

  method(node) {
    const { key, value } = node;
    const name = node.computed ? `[${this.write(key)}]` : this.source.slice(key.start, key.end);
    const head = `${node.static ? 'static ' : ''}${name}`;
    return this.inside(value, () => `${head}(...${this.prefix}list) { return ${this.spawned(value, `this, ${this.prefix}list`)}; }`);
  }

  /** The call that runs a function's body; all its lines are kept. */
  spawned(node, how) {
    const helper = node.generator ? 'spawnGenerator' : 'spawn';
    const parameters = node.params.map((parameter) => this.write(parameter)).join(', ');
    const lines = this.lines(node.start, node.body.start) - this.linesOf(parameters);
    const gap = '\n'.repeat(Math.max(0, lines));
    const isBlock = node.body.type === 'BlockStatement';
    const body = this.write(node.body);
    const closing = isBlock ? '' : this.source.slice(node.body.end, node.end).replace(/[^\n]/g, '');
    return `${this.prefix}${helper}(function* (${parameters}) ${gap}${isBlock ? body : `{ return (${body}${closing}); }`}, ${how})`;
  }

  lines(from, to) {
    return this.linesOf(this.source.slice(from, to));
  }

  linesOf(text) {
    return text.split('\n').length - 1;
  }

  /** Source between two nodes without a word, in which only space and parentheses stand. */
  gap(from, to, word) {
    return this.source.slice(from, to).replace(word, '');
  }

  /** The source with its parts rewritten. */
  splice(node, from, to) {
    let text = '';
    let at = from;
    for (const child of children(node)) {
      if (child.start < at || child.type === 'TemplateElement' || child.type === 'PrivateIdentifier') continue;
      text += this.source.slice(at, child.start) + this.write(child);
      at = child.end;
    }
    return text + this.source.slice(at, to);
  }
}
