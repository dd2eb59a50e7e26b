// The source of an expression, rewritten so that nothing undefined passes unnoticed.
//
// JavaScript joins a missing value to a text as "undefined", compares it, and drops it from
// objects. Here a property that is used and is undefined throws. Where a program asks whether
// something is there (`??`, `?.`, `||`, `&&`, `!`, `typeof`, `===`, the test of `? :`), it may be
// missing. How a use is spelled is the dialect's affair.

import { children } from './source.js';

/** Functions whose arguments may be missing: that is what they are for. */
const FORGIVING = new Set(['$if', '$ifEmpty', 'Boolean']);
/** Operators that ask about a value and do not use it. */
const ASKING = new Set(['===', '!==', '==', '!=', 'in', 'instanceof']);

/** The code of an expression's tree in a dialect. */
export function render(tree, source, dialect) {
  const writer = new Writer(source, dialect);
  return writer.using(tree);
}

/** Writes code for nodes. `using` is for what must be there, `asking` for what may be missing. */
class Writer {
  constructor(source, dialect) {
    this.source = source;
    this.dialect = dialect;
  }

  using(node) {
    return this.write(node, true);
  }

  asking(node) {
    return this.write(node, false);
  }

  /** The source as it is. */
  plain(node) {
    return this.source.slice(node.start, node.end);
  }

  write(node, used) {
    switch (node.type) {
      case 'Identifier':
        return used && node.name !== 'undefined' ? this.dialect.name(node, this) : node.name;
      case 'MemberExpression':
        if (node.object.type === 'Super' || node.property.type === 'PrivateIdentifier') return this.plain(node);
        return this.dialect.member(node, used, this);
      case 'CallExpression':
        return this.call(node);
      case 'BinaryExpression': {
        const side = (child) => this.write(child, !ASKING.has(node.operator));
        const left = node.left.type === 'PrivateIdentifier' ? this.plain(node.left) : side(node.left);
        return `(${left} ${node.operator} ${side(node.right)})`;
      }
      case 'LogicalExpression':
        return `(${this.asking(node.left)} ${node.operator} ${this.write(node.right, used)})`;
      case 'ConditionalExpression':
        return `(${this.asking(node.test)} ? ${this.write(node.consequent, used)} : ${this.write(node.alternate, used)})`;
      case 'UnaryExpression':
        if (node.operator === 'delete') return this.plain(node);
        return `(${node.operator} ${this.write(node.argument, !['!', 'typeof', 'void'].includes(node.operator))})`;
      case 'TemplateLiteral':
      case 'ArrayExpression':
      case 'SpreadElement':
        return this.splice(node, true);
      case 'TaggedTemplateExpression':
        return `${this.called(node.tag)}${this.splice(node.quasi, true)}`;
      case 'NewExpression':
        return `new (${this.asking(node.callee)})(${this.list(node.arguments)})`;
      case 'Property':
        if (node.shorthand) return `${node.key.name}: ${this.using(node.value)}`;
        if (node.method || node.kind !== 'init') return this.splice(node, false);
        return `${node.computed ? `[${this.using(node.key)}]` : this.plain(node.key)}: ${this.using(node.value)}`;
      case 'SequenceExpression': {
        const last = node.expressions.length - 1;
        return `(${node.expressions.map((child, index) => this.write(child, used && index === last)).join(', ')})`;
      }
      case 'ArrowFunctionExpression':
        return this.arrow(node);
      case 'FunctionExpression':
      case 'FunctionDeclaration':
        return this.source.slice(node.start, node.body.start) + this.asking(node.body);
      case 'ChainExpression': {
        const chain = this.optional(node.expression);
        return used ? this.dialect.chain(chain, node, this) : `(${chain})`;
      }
      case 'AssignmentExpression':
      case 'UpdateExpression':
      case 'ObjectPattern':
      case 'ArrayPattern':
        return this.plain(node);
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.loop(node);
      default:
        return this.splice(node, false);
    }
  }

  call(node) {
    const { callee } = node;
    const forgiving = callee.type === 'Identifier' && FORGIVING.has(callee.name);
    const list = node.arguments.map((argument) => this.write(argument, !forgiving));
    if (callee.type === 'Identifier' || callee.type === 'Super') return `${this.plain(callee)}(${list.join(', ')})`;
    if (callee.type !== 'MemberExpression' || callee.property.type === 'PrivateIdentifier' || callee.object.type === 'Super') {
      return `(${this.asking(callee)})(${list.join(', ')})`;
    }
    return this.dialect.method(callee, list, this);
  }

  /** What is called as the tag of a template, with the object it was taken from. */
  called(node) {
    if (node.type !== 'MemberExpression' || node.object.type === 'Super' || node.property.type === 'PrivateIdentifier') return `(${this.asking(node)})`;
    return this.dialect.tag(node, this);
  }

  /** What a property is taken from, where JavaScript itself throws if there is nothing. */
  object(node) {
    const code = this.asking(node);
    return ['Identifier', 'MemberExpression', 'CallExpression'].includes(node.type) ? code : `(${code})`;
  }

  key(node) {
    return node.computed ? `[${this.using(node.property)}]` : `.${node.property.name}`;
  }

  /** `a?.b.c(d)`: what hangs on the question mark may be missing; what is called with may not. */
  optional(node) {
    switch (node.type) {
      case 'MemberExpression': {
        const short = this.dialect.short?.(node);
        if (short) return short;
        return `${this.optional(node.object)}${this.link(node)}`;
      }
      case 'CallExpression': {
        const { callee } = node;
        const of = callee.type === 'MemberExpression' ? `${this.optional(callee.object)}${this.link(callee)}` : this.optional(callee);
        return `${of}${node.optional ? '?.' : ''}(${this.list(node.arguments)})`;
      }
      default:
        return this.asking(node);
    }
  }

  link(node) {
    const mark = node.optional ? '?.' : '';
    if (node.computed) return `${mark}[${this.using(node.property)}]`;
    return `${mark || '.'}${this.plain(node.property)}`;
  }

  arrow(node) {
    const head = this.source.slice(node.start, node.body.start);
    const body = this.asking(node.body);
    // A body in parentheses has its opening one in the head.
    if (node.body.type === 'BlockStatement') return `(${head}${body})`;
    const opening = (head.slice(head.lastIndexOf('=>')).match(/\(/g) ?? []).length;
    return `(${head}(${body})${')'.repeat(opening)})`;
  }

  /** What stands left of `in` and `of` is assigned to. */
  loop(node) {
    const { left, right, body } = node;
    const upTo = (from, to) => this.source.slice(from, to);
    return upTo(node.start, right.start) + this.asking(right) + upTo(right.end, body.start) + this.asking(body);
  }

  list(nodes) {
    return nodes.map((node) => this.using(node)).join(', ');
  }

  /** The source with its parts rewritten. */
  splice(node, used) {
    let text = '';
    let at = node.start;
    for (const child of children(node)) {
      if (child.type === 'TemplateElement') continue;
      text += this.source.slice(at, child.start) + this.write(child, used);
      at = child.end;
    }
    return text + this.source.slice(at, node.end);
  }
}
