// Evaluating templates for items.

import { place } from './place.js';
import { detailsOf } from './problem.js';
import { copy, json, together, wellFormed } from './value.js';

const { ownKeys } = Reflect;
/** What every object inherits. A member of that name need not be the item's own. */
const INHERITED = ownKeys(Object.prototype).length;

/** Whether an expression has given all objects something to inherit. */
let isTainted = false;

/**
 * Evaluates templates for items, and gives the values, those of an item behind those of the one
 * before it, and what is wrong: position of the item, position of the template, details.
 * `each`: with every item that has no value; otherwise up to the first. `tells`: saying before
 * each evaluation which one it is.
 */
export function evaluateAll(request, templates, roots, data) {
  const scripts = request.templates.map((number) => templates[number]);
  const items = request.items.flatMap(([from, count]) => Array.from({ length: count }, (_, offset) => from + offset));
  const { objects = [], each, tells } = request;
  roots.bring(items, objects);
  const atOnce = scripts.some(({ reaches }) => reaches);
  bind(scripts, objects, request.columns, atOnce);
  const width = scripts.length;
  const values = [];
  const wrong = [];
  for (let position = 0; position < items.length; position += 1) {
    const index = items[position];
    const object = objects[position];
    const begin = position * width;
    place.item = index;
    try {
      for (let number = 0; number < width; number += 1) {
        const script = scripts[number];
        place.template = script.number;
        place.chanced = false;
        if (tells) data.begin(index, script.number);
        values[begin + number] = script.portable(evaluate(script, position, index, object, roots), atOnce);
      }
    } catch (thrown) {
      wrong.push(unspelled(values, begin, width) ?? [position, values.length - begin, detailsOf(thrown)]);
      if (!each) break;
      blank(values, begin, width);
    }
  }
  roots.tidy();
  return answer(values, width, wrong, each);
}

/** A template's value for an item, by its swift code if it has any and that comes to one. */
function evaluate(script, position, index, object, roots) {
  if (script.swift !== null && !isTainted && !script.unknown.has(position)) {
    try {
      return script.swift(position, index, object, roots);
    } catch (thrown) {
      // Where memory ran out, it would once more.
      if (thrown instanceof InternalError) throw thrown;
      // The strict code begins with the same data and the same chance.
      place.chanced = false;
    }
  }
  return strictly(script, index, object, roots);
}

/**
 * Gives templates the members that they read. What of another step is unknown for some items is
 * looked for by their strict code.
 */
function bind(scripts, objects, given, reached) {
  const columns = new Map(given.map((column) => [keyOf(column), filled(column)]));
  const column = (wanted) => {
    const key = keyOf(wanted);
    if (!columns.has(key)) columns.set(key, { values: objects.map((object) => object[wanted.member]), unknown: [] });
    return columns.get(key);
  };
  for (const script of scripts) {
    const bound = script.columns.map(column);
    script.bind(bound.map(({ values }) => values), reached);
    script.unknown = new Set(bound.flatMap(({ unknown }) => unknown));
  }
}

const keyOf = ({ node, member }) => JSON.stringify([node ?? null, member]);

function filled({ values, missing, unknown = [] }) {
  for (const position of missing) values[position] = undefined;
  return { values, unknown };
}

/** The strict code's value. */
function strictly(script, index, object, roots) {
  if (!script.mutates) return script.strictly(script.readsItem ? roots.item(index) : undefined, index);
  try {
    return roots.apart(script.touches, () => {
      const own = script.readsItem ? copy(object ?? roots.item(index)) : undefined;
      if (script.readsTwice) roots.lend(index, own);
      return script.strictly(own, index);
    });
  } finally {
    if (script.reaches && ownKeys(Object.prototype).length !== INHERITED) isTainted = true;
  }
}

/** Makes an item that has no value one of nulls. */
function blank(values, begin, width) {
  for (let offset = 0; offset < width; offset += 1) values[begin + offset] = null;
}

/** The first of these values that cannot be spelled alone, and why. */
function unspelled(values, begin, width) {
  for (let at = begin; at < values.length; at += 1) {
    try {
      if (typeof values[at] === 'object') json(values[at]);
    } catch (thrown) {
      return [Math.floor(at / width), at % width, detailsOf(thrown)];
    }
  }
  return null;
}

function answer(values, width, wrong, each) {
  let text = together(values);
  for (let begin = 0; text === null;) {
    const found = unspelled(values, begin, width);
    if (found === null) {
      text = JSON.stringify(values);
    } else if (each) {
      wrong.push(found);
      begin = (found[0] + 1) * width;
      blank(values, begin - width, width);
    } else {
      wrong = [found];
      break;
    }
  }
  if (!each && wrong.length > 0) text = '[]';
  return wellFormed(`{"values":${text},"absent":${JSON.stringify(absences(values))},"wrong":${JSON.stringify(wrong)}}`);
}

/** The positions of what is undefined, which JSON spells as it spells null. */
function absences(values) {
  const found = [];
  for (let at = values.indexOf(undefined); at !== -1; at = values.indexOf(undefined, at + 1)) found.push(at);
  return found;
}
