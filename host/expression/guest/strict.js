// Expressions in which nothing undefined passes unnoticed.
//
// JavaScript joins a missing value to a text as "undefined", compares it, and drops it from
// objects. Here the source is rewritten so that a property that is used and is undefined throws,
// with what is needed to name the nearest property. Where a program asks whether something is
// there (`??`, `?.`, `||`, `&&`, `!`, `typeof`, `===`, the test of `? :`), it may be missing.

import { parseExpressionAt, tokTypes, tokenizer } from 'acorn';

const OPTIONS = { ecmaVersion: 2024 };
/** Functions whose arguments may be missing: that is what they are for. */
const FORGIVING = new Set(['$if', '$ifEmpty', 'Boolean']);
/** Operators that ask about a value and do not use it. */
const ASKING = new Set(['===', '!==', '==', '!=', 'in', 'instanceof']);

export class Problem extends Error {
  constructor(details) {
    super(details.message ?? 'undefined');
    this.details = details;
  }
}

/** Compiles the source of one expression to a function of the roots' values. */
export function compile(source, roots) {
  const tree = parse(source);
  checkNames(tree, source, roots);
  const code = render(tree, { source, used: true });
  const parameters = [...roots, '__property', '__method', '__defined'];
  const compiled = new Function(...parameters, `"use strict"; return (${code}\n);`);
  const run = (values) => compiled(...values, property, method, defined);
  run.mutates = mutates(tree);
  return run;
}

function parse(source) {
  let tree;
  try {
    tree = parseExpressionAt(source, 0, OPTIONS);
    const rest = tokenizer(source.slice(tree.end), OPTIONS).getToken();
    if (rest.type !== tokTypes.eof && !closes(source, tree.end)) {
      throw new SyntaxError(`unexpected \`${source.slice(tree.end).trim().slice(0, 20)}\``);
    }
  } catch (error) {
    const message = error.message.replace(/ \(\d+:\d+\)$/, '');
    throw new Problem({ message: `\`${source.trim()}\` is no expression: ${message}` });
  }
  return tree;
}

/** Whether only closing parentheses follow: the tree of `(a)` ends before them. */
function closes(source, end) {
  return /^[\s)]*$/.test(source.slice(end)) && balanced(source);
}

function balanced(source) {
  try {
    new Function(`return (${source}\n);`);
    return true;
  } catch {
    return false;
  }
}

// --- names

function checkNames(tree, source, roots) {
  const declared = new Set();
  const used = [];
  collect(tree, declared, used);
  for (const name of used) {
    if (!declared.has(name) && !roots.includes(name) && !(name in globalThis)) {
      throw new Problem({ name, names: [...roots, ...GLOBALS] });
    }
  }
}

/** Globals worth offering for a name that does not exist. */
const GLOBALS = ['JSON', 'Math', 'Object', 'Array', 'String', 'Number', 'Boolean', 'Date', 'RegExp',
  'parseInt', 'parseFloat', 'encodeURIComponent', 'decodeURIComponent', 'undefined'];

function collect(node, declared, used) {
  switch (node.type) {
    case 'Identifier':
      used.push(node.name);
      return;
    case 'MemberExpression':
      collect(node.object, declared, used);
      if (node.computed) collect(node.property, declared, used);
      return;
    case 'Property':
      if (node.computed) collect(node.key, declared, used);
      collect(node.value, declared, used);
      return;
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      if (node.id) declared.add(node.id.name);
      node.params.forEach((parameter) => declare(parameter, declared, used));
      collect(node.body, declared, used);
      return;
    case 'VariableDeclarator':
      declare(node.id, declared, used);
      if (node.init) collect(node.init, declared, used);
      return;
    case 'CatchClause':
      if (node.param) declare(node.param, declared, used);
      collect(node.body, declared, used);
      return;
    case 'ImportExpression':
      throw new Problem({ message: '`import` is not available in expressions' });
    default:
      children(node).forEach((child) => collect(child, declared, used));
  }
}

function declare(pattern, declared, used) {
  switch (pattern.type) {
    case 'Identifier':
      declared.add(pattern.name);
      return;
    case 'AssignmentPattern':
      declare(pattern.left, declared, used);
      collect(pattern.right, declared, used);
      return;
    case 'RestElement':
      declare(pattern.argument, declared, used);
      return;
    case 'ArrayPattern':
      pattern.elements.filter(Boolean).forEach((element) => declare(element, declared, used));
      return;
    case 'ObjectPattern':
      pattern.properties.forEach((property) => declare(property.value ?? property, declared, used));
      return;
  }
}

// --- mutation

/** Methods that change what they are called on. */
const MUTATORS = new Set(['sort', 'reverse', 'push', 'pop', 'shift', 'unshift', 'splice', 'fill',
  'copyWithin', 'assign', 'defineProperty', 'defineProperties', 'setPrototypeOf', 'set', 'deleteProperty']);

/** Whether an expression may change the data it was given. */
function mutates(node) {
  const changes = node.type === 'AssignmentExpression' || node.type === 'UpdateExpression'
    || (node.type === 'UnaryExpression' && node.operator === 'delete')
    || (node.type === 'CallExpression' && node.callee.type === 'MemberExpression'
      && (node.callee.computed || MUTATORS.has(node.callee.property.name)));
  return changes || children(node).some(mutates);
}

// --- rewriting

function render(node, context) {
  const { source, used } = context;
  const using = (child) => render(child, { source, used: true });
  const asking = (child) => render(child, { source, used: false });
  const inheriting = (child) => render(child, { source, used });
  const text = JSON.stringify(source.slice(node.start, node.end));
  switch (node.type) {
    case 'Identifier':
      return used && node.name !== 'undefined' ? `__defined(${node.name}, ${text})` : node.name;
    case 'MemberExpression': {
      const object = node.object.type === 'Super' ? 'super' : using(node.object);
      if (node.property.type === 'PrivateIdentifier' || object === 'super') return plain(node, context);
      const key = node.computed ? using(node.property) : JSON.stringify(node.property.name);
      const of = JSON.stringify(source.slice(node.object.start, node.object.end));
      return `__property(${object}, ${key}, ${of}, ${used})`;
    }
    case 'CallExpression': {
      const callee = node.callee;
      const forgiving = callee.type === 'Identifier' && FORGIVING.has(callee.name);
      const list = node.arguments.map(forgiving ? asking : using);
      if (callee.type === 'MemberExpression' && callee.property.type !== 'PrivateIdentifier' && callee.object.type !== 'Super') {
        const key = callee.computed ? using(callee.property) : JSON.stringify(callee.property.name);
        const of = JSON.stringify(source.slice(callee.object.start, callee.object.end));
        return `__method(${[using(callee.object), key, of, ...list].join(', ')})`;
      }
      return `${callee.type === 'Identifier' ? callee.name : `(${asking(callee)})`}(${list.join(', ')})`;
    }
    case 'BinaryExpression': {
      const side = ASKING.has(node.operator) ? asking : using;
      const left = node.left.type === 'PrivateIdentifier' ? source.slice(node.left.start, node.left.end) : side(node.left);
      return `(${left} ${node.operator} ${side(node.right)})`;
    }
    case 'LogicalExpression':
      return `(${asking(node.left)} ${node.operator} ${inheriting(node.right)})`;
    case 'ConditionalExpression':
      return `(${asking(node.test)} ? ${inheriting(node.consequent)} : ${inheriting(node.alternate)})`;
    case 'UnaryExpression': {
      if (node.operator === 'delete') return plain(node, context);
      const argument = ['!', 'typeof', 'void'].includes(node.operator) ? asking(node.argument) : using(node.argument);
      return `(${node.operator} ${argument})`;
    }
    case 'TemplateLiteral':
    case 'ArrayExpression':
    case 'SpreadElement':
      return splice(node, context, true);
    case 'NewExpression':
      return `new (${asking(node.callee)})(${node.arguments.map(using).join(', ')})`;
    case 'Property':
      if (node.shorthand) return `${node.key.name}: ${using(node.value)}`;
      if (node.method || node.kind !== 'init') return splice(node, context, false);
      return `${node.computed ? `[${using(node.key)}]` : source.slice(node.key.start, node.key.end)}: ${using(node.value)}`;
    case 'SequenceExpression':
      return `(${node.expressions.map((child, index) => (index + 1 < node.expressions.length ? asking(child) : inheriting(child))).join(', ')})`;
    case 'ArrowFunctionExpression':
      return arrow(node, context);
    case 'ChainExpression':
      return used ? `__defined(${optional(node.expression, context)}, ${text})` : `(${optional(node.expression, context)})`;
    case 'AssignmentExpression':
    case 'UpdateExpression':
      return plain(node, context);
    default:
      return splice(node, context, false);
  }
}

/** `a?.b.c(d)`: what hangs on the question mark may be missing; what is called with may not. */
function optional(node, context) {
  const { source } = context;
  const using = (child) => render(child, { source, used: true });
  switch (node.type) {
    case 'MemberExpression': {
      const object = optional(node.object, context);
      const mark = node.optional ? '?.' : '';
      if (node.computed) return `${object}${mark}[${using(node.property)}]`;
      return `${object}${mark || '.'}${node.property.name}`;
    }
    case 'CallExpression':
      return `${optional(node.callee, context)}${node.optional ? '?.' : ''}(${node.arguments.map(using).join(', ')})`;
    default:
      return render(node, { source, used: false });
  }
}

function arrow(node, context) {
  const { source } = context;
  const head = source.slice(node.start, node.body.start);
  const body = render(node.body, { source, used: false });
  // A body in parentheses has its opening one in the head.
  if (node.body.type === 'BlockStatement') return `(${head}${body})`;
  const opening = (head.slice(head.lastIndexOf('=>')).match(/\(/g) ?? []).length;
  return `(${head}(${body})${')'.repeat(opening)})`;
}

/** The source as it is. */
function plain(node, { source }) {
  return source.slice(node.start, node.end);
}

/** The source with its parts rewritten. */
function splice(node, context, used) {
  const { source } = context;
  let text = '';
  let at = node.start;
  for (const child of children(node)) {
    if (child.type === 'TemplateElement') continue;
    text += source.slice(at, child.start) + render(child, { source, used });
    at = child.end;
  }
  return text + source.slice(at, node.end);
}

function children(node) {
  return Object.values(node)
    .flat()
    .filter((child) => child && typeof child.type === 'string' && typeof child.start === 'number')
    .sort((left, right) => left.start - right.start);
}

// --- at run time

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
