// What an expression may change: nothing, the data it was given, or what others see as well.

import { children } from './source.js';

/** Methods that change what they are called on, or what they are given. */
const MUTATORS = new Set(['sort', 'reverse', 'push', 'pop', 'shift', 'unshift', 'splice', 'fill',
  'copyWithin', 'assign', 'defineProperty', 'defineProperties', 'setPrototypeOf', 'set',
  'deleteProperty', '__defineGetter__', '__defineSetter__', 'call', 'apply', 'bind']);
/** Properties by which one comes to what all expressions share. */
const SHARED = new Set(['prototype', '__proto__', 'constructor', 'getPrototypeOf', '__lookupGetter__',
  '__lookupSetter__']);
/** Names that can do anything. */
const POWERS = new Set(['eval', 'Function', 'globalThis', 'Reflect', 'Proxy']);
/** Roots whose values are made anew for each item, or read anew after a change. */
const OWN = new Set(['$json', '$input', '$']);
/** The name of what gives something else each time. */
const CHANCE = 'random';
/** Globals that are no objects. */
const PLAIN = new Set(['undefined', 'NaN', 'Infinity']);

/**
 * The effects of an expression. `mutates`: it may change the data it was given. `reaches`: it may
 * change what outlives it. `catches`: it sees what is thrown within it. `varies`: it may come to
 * something else each time.
 */
export function effectsOf(tree, { declared, used }, roots) {
  const effects = { mutates: false, reaches: false, catches: false, varies: false };
  const isLocal = (name) => declared.has(name) && !roots.includes(name);
  const isGlobal = (name) => !declared.has(name) && !roots.includes(name) && !PLAIN.has(name);
  const power = used.some((name) => POWERS.has(name));

  const change = (target) => {
    switch (target.type) {
      case 'Identifier':
        if (isLocal(target.name)) return;
        effects.mutates = true;
        effects.reaches = true;
        return;
      case 'MemberExpression': {
        effects.mutates = true;
        let base = target.object;
        while (base.type === 'MemberExpression' || base.type === 'CallExpression') base = base.object ?? base.callee;
        if (base.type !== 'Identifier' || !(isLocal(base.name) || (OWN.has(base.name) && !declared.has(base.name)))) effects.reaches = true;
        return;
      }
      default:
        children(target).forEach(change);
    }
  };

  const look = (node, parent) => {
    switch (node.type) {
      case 'AssignmentExpression':
        change(node.left);
        break;
      case 'UpdateExpression':
        change(node.argument);
        break;
      case 'UnaryExpression':
        if (node.operator === 'delete') change(node.argument);
        break;
      case 'ForInStatement':
      case 'ForOfStatement':
        if (node.left.type !== 'VariableDeclaration') change(node.left);
        break;
      case 'TryStatement':
        effects.catches = true;
        break;
      case 'CallExpression':
        if (node.callee.type === 'MemberExpression' && node.callee.computed && node.callee.property.type !== 'Literal') effects.mutates = true;
        break;
      case 'Identifier':
        if (MUTATORS.has(node.name)) effects.mutates = true;
        if (SHARED.has(node.name)) effects.reaches = true;
        if (node.name === CHANCE) effects.varies = true;
        if (isGlobal(node.name) && !isHarmless(node, parent)) effects.reaches = true;
        break;
      case 'Literal':
        if (MUTATORS.has(node.value)) effects.mutates = true;
        if (SHARED.has(node.value)) effects.reaches = true;
        if (node.value === CHANCE) effects.varies = true;
        break;
    }
    children(node).forEach((child) => look(child, node));
  };

  look(tree, null);
  if (power) return { ...effects, mutates: true, reaches: true };
  return effects;
}

/** Whether a global is only called, made an instance of, or called a method of. */
function isHarmless(node, parent) {
  switch (parent?.type) {
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee === node;
    case 'MemberExpression':
      // As a name behind a dot it is no global; before it, it is looked at and not handed on.
      return !parent.computed || parent.object === node;
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return parent.key === node && !parent.computed && !parent.shorthand;
    case 'BinaryExpression':
      return parent.operator === 'instanceof';
    default:
      return false;
  }
}
