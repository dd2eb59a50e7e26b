// What code finds beside the roots: `this`, `helpers`, and functions of older nodes.

import * as luxon from 'luxon';
import { Buffer } from './buffer.js';
import { crypto } from './hash.js';
import { Problem } from './problem.js';

/** What to use for what is not there. */
const INSTEAD = 'use an HTTP Request node in front of this one';
const absent = (name, hint = INSTEAD) => () => { throw new Problem({ message: `\`${name}\` is not there: code reaches no network`, hint }); };

/** The names that code is given, and its `this`. */
export function makeHelpers(runner, data) {
  const { facts } = runner.roots.settings;
  const { constants } = runner.exported;
  const staticData = (type) => {
    if (type !== 'global' && type !== 'node') throw new Problem({ message: '`$getWorkflowStaticData()` takes `\'global\'` or `\'node\'`' });
    return runner.kept[type];
  };
  const binaryOf = (index, name) => {
    const entry = runner.items[index]?.binary?.[name];
    if (entry === undefined) throw new Problem({ message: `item ${index} has no binary data \`${name}\`` });
    return entry;
  };
  const bufferOf = (index, name) => Buffer.from(binaryOf(index, name).data, 'base64');
  const prepared = (bytes, fileName, mimeType = 'application/octet-stream') => ({ data: Buffer.from(bytes).toString('base64'), fileName, mimeType });
  const there = {
    getBinaryDataBuffer: (...list) => globalThis.Promise.try(bufferOf, ...list),
    prepareBinaryData: (...list) => globalThis.Promise.try(prepared, ...list),
    assertBinaryData: binaryOf,
    returnJsonArray: (list) => [list].flat().map((json) => ({ json })),
  };
  const helpers = new Proxy(there, {
    get: (target, name) => (typeof name !== 'string' || Object.hasOwn(target, name) ? target[name] : absent(`helpers.${name}()`)),
  });
  const getNodeParameter = (name, _index, otherwise) => {
    const path = String(name).split('.');
    const found = path.reduce((value, key) => value?.[key], constants.$parameter);
    return found === undefined ? otherwise : found;
  };
  const self = {
    helpers,
    getNodeParameter,
    getWorkflowStaticData: staticData,
    getInputData: () => runner.items,
    getNode: () => ({ ...facts.node }),
    getWorkflow: () => ({ ...facts.workflow }),
    getMode: () => facts.mode,
    getExecutionId: () => facts.execution?.id,
    getTimezone: () => runner.roots.settings.zone,
  };
  const names = {
    $getWorkflowStaticData: staticData,
    getWorkflowStaticData: staticData,
    $getNodeParameter: getNodeParameter,
    getNodeParameter,
    helpers,
    $helpers: helpers,
    require: required,
    fetch: absent('fetch()'),
    XMLHttpRequest: function XMLHttpRequest() { absent('XMLHttpRequest')(); },
    getBinaryData: () => runner.items[runner.here.index ?? 0]?.binary ?? {},
    setBinaryData: (binary) => { runner.items[runner.here.index ?? 0].binary = binary; },
  };
  return { self, names };
}

/** What `require` gives. */
function required(name) {
  switch (String(name).replace(/^node:/, '')) {
    case 'luxon':
      return luxon;
    case 'crypto':
      return crypto;
    case 'buffer':
      return { Buffer };
  }
  throw new Problem({ message: `\`require('${name}')\` is not there: code has no modules`, hint: '`luxon`, `crypto` (hashes and chance) and `buffer` can be required; `$jmespath` and JavaScript itself are there without' });
}
