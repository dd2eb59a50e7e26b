// The evaluator: compiles templates once, evaluates them for many items.

import * as data from 'jackfield:expression/data@0.2.0';
import { setClock } from './clock.js';
import { evaluateAll } from './evaluate.js';
import { installIntl } from './intl.js';
import { detailsOf } from './problem.js';
import { makeRoots } from './roots.js';
import { Template } from './template.js';

let roots;
const templates = [];

function start(text) {
  const settings = JSON.parse(text);
  installIntl(data);
  setClock(settings, data);
  roots = makeRoots(data, settings);
}

function compile(text) {
  return answer(() => {
    const template = new Template(JSON.parse(text), templates.length, roots.constants);
    templates.push(template);
    return JSON.stringify({ whole: template.whole, columns: template.columns });
  });
}

function evaluate(text) {
  return answer(() => evaluateAll(JSON.parse(text), templates, roots, data));
}

/** What a call gives the host; anything thrown becomes a problem that says what it was. */
function answer(work) {
  try {
    return work();
  } catch (thrown) {
    throw JSON.stringify(detailsOf(thrown));
  }
}

export const expressions = { start, compile, evaluate };
