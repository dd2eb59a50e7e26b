// The names in an expression.

import { Problem } from './problem.js';
import { children } from './source.js';

/** Globals worth offering for a name that does not exist. */
const GLOBALS = ['JSON', 'Math', 'Object', 'Array', 'String', 'Number', 'Boolean', 'Date', 'RegExp',
  'parseInt', 'parseFloat', 'encodeURIComponent', 'decodeURIComponent', 'undefined'];

/** The names that an expression declares, and each use of a name, in the order of the source. */
export function namesOf(tree, roots) {
  const { declared, used } = declaredAndUsed(tree);
  for (const name of used) {
    if (!declared.has(name) && !roots.includes(name) && !(name in globalThis)) {
      throw new Problem({ name, names: [...roots, ...GLOBALS] });
    }
  }
  return { declared, used };
}

/** The same, whether or not there are such names. */
export function declaredAndUsed(tree) {
  const declared = new Set();
  const used = [];
  collect(tree, declared, used);
  return { declared, used };
}

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
    case 'MethodDefinition':
    case 'PropertyDefinition':
      if (node.computed) collect(node.key, declared, used);
      if (node.value) collect(node.value, declared, used);
      return;
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      if (node.id) declared.add(node.id.name);
      node.params.forEach((parameter) => declare(parameter, declared, used));
      collect(node.body, declared, used);
      return;
    case 'ClassExpression':
    case 'ClassDeclaration':
      if (node.id) declared.add(node.id.name);
      if (node.superClass) collect(node.superClass, declared, used);
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
    case 'LabeledStatement':
      collect(node.body, declared, used);
      return;
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
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
      pattern.properties.forEach((property) => {
        if (property.computed) collect(property.key, declared, used);
        declare(property.value ?? property, declared, used);
      });
      return;
  }
}
