// The names that an expression of an export can begin with.

import { extend } from './extend.js';
import { counted } from './nodes.js';
import { place } from './place.js';
import { Problem } from './problem.js';
import { isEmpty } from './roots.js';

/** Those that come to something else for each item, and are asked for each time they are used. */
export const LIVE = new Set(['$data', '$binary', '$position', '$thisItem', '$thisItemIndex',
  '$secrets', '$credentials', '$tool', '$agentInfo']);
/** Those by which one comes to the items, and so to something else for each of them. */
export const READERS = ['$json', '$itemIndex', '$input', '$', '$node', '$items', '$item',
  '$parameter', '$evaluateExpression', '$getPairedItem', ...LIVE];
/** All of them. */
export const EXPORTED = [...READERS, '$now', '$today', 'DateTime', 'Duration', 'Interval',
  '$runIndex', '$thisRunIndex', '$workflow', '$execution', '$executionId', '$resumeWebhookUrl',
  '$env', '$vars', '$prevNode', '$rawParameter', '$self', '$mode', '$nodeVersion', '$nodeId',
  '$webhookId', '$jmespath', '$jmesPath', '$if', '$ifEmpty', '$min', '$max', '$average', '$not',
  '$fromAI', '$fromAi', '$fromai', 'min', 'max', 'average', 'not', 'numberList', 'zip',
  'toPathSegment'];

/** What cannot be had here, and what to do instead. */
const ABSENT = {
  $secrets: '`$secrets` is for credentials only, which never come to a workflow; name a credential in the node',
  $credentials: '`$credentials` is not there: no secret comes to a workflow; name a credential in the node',
  $tool: '`$tool` is there in tools of AI agents only, which are not run here',
  $agentInfo: '`$agentInfo` is there in AI agents only, which are not run here',
};

/** The values of these roots, on top of those that they have in common with steps. */
export function makeExported(data, roots, evaluateText) {
  const { inputs, nodes } = roots;
  const { facts, roots: further = {} } = roots.settings;
  const own = facts.node ?? {};
  const execution = facts.execution ?? {};
  const at = (list, index) => (index >= 0 && index < list.length() ? list.at(index) : undefined);
  const itemHere = (index) => at(inputs, index);
  const proxies = new Map();

  const parameters = resolving(own.parameters ?? {}, evaluateText);
  const parametersOf = (node) => resolving(node.facts().parameters ?? {}, evaluateText);
  const previous = () => {
    if (typeof facts.previous?.name !== 'string') return undefined;
    const node = nodes.find(facts.previous.name);
    return { parameters: parametersOf(node), context: node.facts().context };
  };
  const input = {
    get item() { return itemHere(place.item); },
    first: (...list) => (bare('$input.first()', list), itemHere(0)),
    last: (...list) => (bare('$input.last()', list), itemHere(inputs.length() - 1)),
    all: () => inputs.all(),
    // Of the node that the items come from, which is what they are asked for.
    get params() { return previous()?.parameters ?? {}; },
    get context() { return previous()?.context ?? {}; },
  };

  const $ = (name) => {
    if (typeof name !== 'string') throw new Problem({ message: "`$()` takes the name of a node, such as `$('Webhook')`" });
    let found = proxies.get(name);
    if (found === undefined) {
      const node = nodes.find(name);
      found = {
        get item() { return node.paired(place.item); },
        pairedItem: (index = place.item) => node.paired(index),
        itemMatching(index) {
          if (index === undefined) throw new Problem({ message: '`.itemMatching()` takes the index of an item' });
          return node.paired(index);
        },
        first: (output, run) => at(node.output(output, run), 0),
        last(output, run) {
          const items = node.output(output, run);
          return at(items, items.length() - 1);
        },
        all: (output, run) => node.output(output, run).all(),
        get params() { return parametersOf(node); },
        get context() { return node.facts().context ?? {}; },
        get isExecuted() { return node.facts().isExecuted === true; },
      };
      // A name that there is not is found before anything is asked of it.
      node.facts();
      proxies.set(name, found);
    }
    return found;
  };

  /** `$node["Name"]` for an item: its data are those of the item with the same index. */
  const nodeAt = (name, index) => {
    const node = nodes.find(name);
    const item = () => {
      const i = index ?? place.item;
      const items = node.output();
      if (i >= items.length()) throw new Problem({ message: `the node \`${name}\` gave ${items.length()} items, and this is item ${i}`, hint: `\`$('${name}').item\` is the one that an item comes from` });
      return items.at(i);
    };
    node.facts();
    return {
      get json() { return item().json; },
      get data() { return item().json; },
      get binary() { return item().binary ?? {}; },
      get parameter() { return parametersOf(node); },
      get context() { return node.facts().context ?? {}; },
      get runIndex() { return node.facts().runIndex ?? 0; },
    };
  };
  const nodesAt = (index) => {
    const known = new Map();
    const find = (name) => {
      if (!known.has(name)) known.set(name, nodeAt(name, index));
      return known.get(name);
    };
    return new Proxy(Object.create(null), {
      get: (_, name) => (typeof name === 'string' ? find(name) : undefined),
      has: () => true,
    });
  };

  const live = {
    get $data() { return itemHere(place.item)?.json; },
    get $binary() { return itemHere(place.item)?.binary ?? {}; },
    get $position() { return place.item; },
    get $thisItemIndex() { return place.item; },
    get $thisItem() { return itemHere(place.item); },
  };
  for (const [name, message] of Object.entries(ABSENT)) {
    Object.defineProperty(live, name, { enumerable: true, get() { throw new Problem({ message }); } });
  }

  /** What an item's roots would be. */
  const $item = (given) => rootsOf(counted(given, 'item') ?? place.item);
  const rootsOf = (index) => ({
    get $json() { return itemHere(index)?.json; },
    get $data() { return itemHere(index)?.json; },
    get $binary() { return itemHere(index)?.binary ?? {}; },
    $itemIndex: index,
    $position: index,
    $node: nodesAt(index),
    $input: input,
    $: (name) => Object.create($(name), { item: { get: () => nodes.find(name).paired(index) } }),
  });

  const custom = {};
  const numbers = (list) => list.flat().map(Number);
  const average = (...list) => numbers(list).reduce((sum, number) => sum + number, 0) / list.flat().length;
  const fromAi = (key, _description, _type, ...otherwise) => {
    if (otherwise[0] !== undefined) return otherwise[0];
    throw new Problem({ message: `\`$fromAI('${key}')\` has no value: no AI agent calls this node`, hint: 'give it a default, as its fourth argument' });
  };
  const search = roots.constants.$jmespath;
  const own_constants = {
    $input: input,
    $,
    $node: nodesAt(),
    $item,
    $items: (name, output, run) => (name === undefined ? inputs.all() : nodes.find(String(name)).output(output, run).all()),
    $getPairedItem: (name, _source, pair) => nodes.find(String(name)).paired(typeof pair === 'object' && pair !== null ? pair.item : pair ?? place.item),
    $parameter: parameters,
    $rawParameter: own.rawParameters ?? own.parameters ?? {},
    $evaluateExpression: (text, index) => evaluateText(`=${text}`, counted(index, 'item')),
    $thisRunIndex: facts.runIndex ?? 0,
    $prevNode: facts.previous ?? {},
    $self: facts.self ?? {},
    $mode: facts.mode,
    $execution: {
      ...execution,
      customData: {
        get: (key) => custom[key],
        set: (key, value) => { custom[key] = value; },
        getAll: () => ({ ...custom }),
        setAll: (all) => { Object.assign(custom, all); },
      },
    },
    $executionId: execution.id,
    $resumeWebhookUrl: execution.resumeUrl,
    $vars: facts.vars ?? {},
    $nodeVersion: own.version,
    $nodeId: own.id,
    $webhookId: own.webhookId,
    $jmespath(value, path) {
      if (typeof value !== 'object' || typeof path !== 'string') throw new Problem({ message: '`$jmespath()` takes an object or a list, and a query' });
      try {
        return search(value, path);
      } catch (error) {
        throw new Problem({ message: `\`${path}\` is no query: ${error.message}` });
      }
    },
    get $jmesPath() { return this.$jmespath; },
    $if: (condition, yes, no) => (condition ? yes : no),
    $ifEmpty: (value, otherwise) => (isEmpty(value) ? otherwise : value),
    $min: (...list) => Math.min(...numbers(list)),
    $max: (...list) => Math.max(...numbers(list)),
    $average: average,
    $not: (value) => !value,
    $fromAI: fromAi,
    $fromAi: fromAi,
    $fromai: fromAi,
    min: (...list) => Math.min(...numbers(list)),
    max: (...list) => Math.max(...numbers(list)),
    average,
    not: (value) => !value,
    numberList(start, end) {
      const length = Math.floor(Math.abs(end - start)) + 1;
      return Array.from({ length }, (_, offset) => (end < start ? start - offset : start + offset));
    },
    zip(keys, values) {
      if (!Array.isArray(keys) || !Array.isArray(values) || keys.length !== values.length) throw new Problem({ message: '`zip()` takes two lists of the same length' });
      return Object.fromEntries(keys.map((key, index) => [key, values[index]]));
    },
    toPathSegment: (value) => encodeURIComponent(value).replace(/^\.{1,2}$/, (dots) => dots.replaceAll('.', '%2E')),
  };
  const constants = Object.create(roots.constants, Object.getOwnPropertyDescriptors(own_constants));
  for (const [name, value] of Object.entries(further)) Object.defineProperty(constants, name, { value, enumerable: true });
  return { constants, live, further: Object.keys(further), extend };
}

function bare(name, list) {
  if (list.length > 0) throw new Problem({ message: `\`${name}\` takes no arguments`, hint: 'a node is named with `$(\'Name\')`' });
}

/** An object of a node's parameters, in which templates have the values that they come to. */
function resolving(value, evaluateText) {
  if (typeof value === 'string') return value.startsWith('=') ? evaluateText(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get: (target, name, receiver) => (Object.hasOwn(target, name) ? resolving(Reflect.get(target, name, receiver), evaluateText) : Reflect.get(target, name)),
  });
}
