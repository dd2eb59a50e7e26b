// The dialect of n8n's exports: an expression that fails is undefined.
//
// What fails, fails as a whole: `{{ $json.a.b || 'none' }}` is undefined where there is no `a`. That,
// which statement counts, and how values are joined is as in n8n's template engine,
// `n8n-io/tournament` (Apache-2.0).

import { parse as parseProgram } from 'acorn';
import { DateTime } from 'luxon';
import { effectsOf } from './effects.js';
import { LIVE } from './exported.js';
import { METHODS } from './extend.js';
import { declaredAndUsed } from './names.js';
import { Problem } from './problem.js';
import { children } from './source.js';

const OPTIONS = { ecmaVersion: 2024, allowReturnOutsideFunction: true };

/** Reads the source of one expression. */
export function readLoose(source, roots) {
  let code = source.trim();
  if (code.startsWith('{')) code = `(${code.replace(/(\s*;)+$/, '')})`;
  if (code === '') code = 'undefined';
  let program;
  try {
    program = parseProgram(code, OPTIONS);
  } catch (error) {
    const message = error.message.replace(/ \(\d+:\d+\)$/, '');
    throw new Problem({ message: `\`${source.trim()}\` is no expression: ${message}` });
  }
  // Only the first statement counts.
  const [statement] = program.body;
  if (statement?.type !== 'ExpressionStatement') {
    throw new Problem({ message: `\`${source.trim()}\` is no expression`, hint: 'statements can stand in a function: `(() => { …; return … })()`' });
  }
  const tree = statement.expression;
  const names = declaredAndUsed(tree);
  return { source: code, tree, names, effects: effectsOf(tree, names, roots) };
}

/** Names that are nothing: no roots, no globals, and not declared. */
export function nothings({ declared, used }, roots) {
  return used.filter((name) => !declared.has(name) && !roots.includes(name) && !(name in globalThis) && name !== 'arguments');
}

/** The code of an expression. `column` gives the code for a member that is taken from a column. */
export function renderLoose({ tree, source, names }, prefix, column) {
  return new Writer(source, names.declared, prefix, column).write(tree);
}

/** Whether anything in an expression can fail so that it is undefined instead. */
export function canFail(node) {
  return node.type === 'MemberExpression' || node.type === 'CallExpression' || children(node).some(canFail);
}

class Writer {
  constructor(source, declared, prefix, column) {
    this.source = source;
    this.declared = declared;
    this.prefix = prefix;
    this.column = column;
  }

  write(node) {
    switch (node.type) {
      case 'Identifier':
        return LIVE.has(node.name) && !this.declared.has(node.name) ? `${this.prefix}live.${node.name}` : node.name;
      case 'MemberExpression':
      case 'CallExpression':
        return this.link(node).code;
      case 'ChainExpression':
        return `(${this.link(node.expression).code})`;
      case 'Property':
        if (node.shorthand && node.value.type === 'Identifier') return `${node.key.name}: ${this.write(node.value)}`;
        // `{ a = 1 }`: what is taken if there is no such property.
        if (node.shorthand) return this.splice(node.value);
        return this.keyed(node);
      case 'MethodDefinition':
      case 'PropertyDefinition':
        return this.keyed(node);
      default:
        return this.splice(node);
    }
  }

  /**
   * A link of a chain of members and calls. `isShort`: it may be missing because of a question mark.
   * `isCut`: what has been rewritten no longer hides that from the next link.
   */
  link(node) {
    switch (node.type) {
      case 'MemberExpression': {
        const column = this.column(node);
        if (column) return { code: column, isShort: false, isCut: false };
        if (node.object.type === 'Super' || node.property.type === 'PrivateIdentifier') return { code: this.splice(node), isShort: false, isCut: false };
        const of = this.link(node.object);
        const mark = node.optional || of.isCut ? '?.' : '';
        const key = node.computed ? `${mark}[${this.write(node.property)}]` : `${mark || '.'}${node.property.name}`;
        return { code: `${of.code}${key}`, isShort: of.isShort || node.optional, isCut: false };
      }
      case 'CallExpression':
        return this.call(node);
      case 'Identifier':
        return { code: this.write(node), isShort: false, isCut: false };
      default:
        return { code: node.type === 'Super' ? 'super' : `(${this.write(node)})`, isShort: false, isCut: false };
    }
  }

  call(node) {
    const { callee } = node;
    const list = node.arguments.map((argument) => this.write(argument));
    if (callee.type === 'Identifier' && callee.name === '$if' && !this.declared.has('$if') && list.length >= 2 && !node.arguments.some(({ type }) => type === 'SpreadElement')) {
      // What is not chosen is not evaluated.
      return { code: `((${list[0]}) ? (${list[1]}) : (${list[2] ?? 'undefined'}))`, isShort: false, isCut: false };
    }
    if (callee.type === 'MemberExpression' && !callee.computed && callee.object.type !== 'Super' && METHODS.has(callee.property.name)) {
      const of = this.link(callee.object);
      const isShort = of.isShort || callee.optional;
      const code = `${this.prefix}extend(${[of.code, JSON.stringify(callee.property.name), isShort, ...list].join(', ')})`;
      return { code, isShort, isCut: isShort };
    }
    const of = this.link(callee);
    const mark = node.optional || of.isCut ? '?.' : '';
    return { code: `${of.code}${mark}(${list.join(', ')})`, isShort: of.isShort || node.optional, isCut: false };
  }

  /** What has a key that is no expression, unless it stands in brackets. */
  keyed(node) {
    if (!node.value) return this.source.slice(node.start, node.end);
    const key = node.computed ? this.source.slice(node.start, node.key.start) + this.write(node.key) : this.source.slice(node.start, node.key.end);
    return key + this.source.slice(node.key.end, node.value.start) + this.write(node.value) + this.source.slice(node.value.end, node.end);
  }

  /** The source with its parts rewritten. */
  splice(node) {
    let text = '';
    let at = node.start;
    for (const child of children(node)) {
      if (child.type === 'TemplateElement' || child.type === 'PrivateIdentifier') continue;
      text += this.source.slice(at, child.start) + this.write(child);
      at = child.end;
    }
    return text + this.source.slice(at, node.end);
  }
}

/** A value within a text: what is nothing leaves no trace, and objects are spelled as JavaScript does. */
export function joinedLoosely(value) {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return Number.isNaN(value) ? '' : String(value);
    case 'boolean':
      return String(value);
    case 'undefined':
      return '';
    case 'function':
      throw new Problem({ message: 'it gives a function; is a pair of parentheses missing?' });
    default:
      if (value === null || value === 0n) return '';
      return DateTime.isDateTime(value) ? value.toISO() : [value].join('');
  }
}

/** What an expression comes to that has failed; nothing, unless it must be told. */
export function failed(thrown) {
  if (thrown instanceof Problem || thrown instanceof InternalError) throw thrown;
  if (thrown instanceof RangeError && /call stack/.test(thrown.message)) throw thrown;
  return undefined;
}
