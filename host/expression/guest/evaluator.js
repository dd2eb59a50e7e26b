// The evaluator: compiles templates once, evaluates them for many items.

import * as data from 'jackfield:expression/data@0.3.0';
import { setClock } from './clock.js';
import { checkCode, runCode as run } from './code.js';
import { exportedDialect, stepsDialect } from './dialects.js';
import { evaluateAll } from './evaluate.js';
import { makeExported } from './exported.js';
import { installIntl } from './intl.js';
import { place } from './place.js';
import { Problem, detailsOf } from './problem.js';
import { makeRoots } from './roots.js';
import { split } from './split.js';
import { Template } from './template.js';

let roots;
let steps;
let exported;
const templates = [];

function start(text) {
  const settings = JSON.parse(text);
  installIntl(data);
  setClock(settings, data);
  roots = makeRoots(data, settings);
  steps = stepsDialect(roots.constants, settings.roots ?? {});
}

/** The dialect of exports, of which a session of steps has no need. */
function exports() {
  exported ??= exportedDialect(makeExported(data, roots, evaluateText));
  return exported;
}

function compile(text) {
  return answer(() => {
    const parsed = JSON.parse(text);
    const template = parsed.n8n ? new Template(parsed.n8n, templates.length, exports()) : new Template(parsed, templates.length, steps);
    templates.push(template);
    return JSON.stringify({ whole: template.whole, columns: template.columns });
  });
}

function evaluate(text) {
  return answer(() => evaluateAll(JSON.parse(text), templates, roots, data));
}

function runCode(text) {
  try {
    const request = JSON.parse(text);
    if (request.mode !== 'check') return run(request, data, roots, exports());
    checkCode(request.source);
    return '{}';
  } catch (thrown) {
    // What `runCode` throws is told already.
    throw JSON.stringify(thrown instanceof Error ? detailsOf(thrown) : thrown);
  }
}

const texts = new Map();
let depth = 0;

/** The value of an export's text, while another one is evaluated. */
function evaluateText(text, index = place.item) {
  if (depth > 20) throw new Problem({ message: 'it refers to itself' });
  let template = texts.get(text);
  if (template === undefined) {
    const parts = split(text.slice(1));
    template = parts.some(({ code }) => code !== undefined) ? new Template(parts, place.template, exports()) : null;
    texts.set(text, template);
  }
  if (template === null) return text.slice(1);
  const before = place.item;
  place.item = index;
  depth += 1;
  try {
    return template.strictly(template.readsItem ? roots.item(index) : undefined, index);
  } finally {
    depth -= 1;
    place.item = before;
  }
}

/** What a call gives the host; anything thrown becomes a problem that says what it was. */
function answer(work) {
  try {
    return work();
  } catch (thrown) {
    throw JSON.stringify(detailsOf(thrown));
  }
}

export const expressions = { start, compile, evaluate, runCode };
