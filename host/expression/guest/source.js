// The source of an expression, as a tree.

import { parseExpressionAt, tokTypes, tokenizer } from 'acorn';
import { Problem } from './problem.js';

const OPTIONS = { ecmaVersion: 2024 };

/** Reads the source of one expression. */
export function parse(source) {
  let tree;
  try {
    tree = parseExpressionAt(source, 0, OPTIONS);
    if (!isBlank(source.slice(tree.end)) && !closes(source, tree.end)) {
      throw new SyntaxError(`unexpected \`${source.slice(tree.end).trim().slice(0, 20)}\``);
    }
  } catch (error) {
    const message = error.message.replace(/ \(\d+:\d+\)$/, '');
    throw new Problem({ message: `\`${source.trim()}\` is no expression: ${message}` });
  }
  return tree;
}

/** Whether there is nothing but space and comments. */
function isBlank(source) {
  return /^\s*$/.test(source) || tokenizer(source, OPTIONS).getToken().type === tokTypes.eof;
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

/** The nodes directly below a node, in the order of the source. */
export function children(node) {
  const found = [];
  for (const key in node) {
    const value = node[key];
    if (typeof value !== 'object' || value === null) continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child?.type === 'string' && typeof child.start === 'number') found.push(child);
    }
  }
  return found.length > 1 ? found.sort((left, right) => left.start - right.start) : found;
}
