// The two dialects of templates: that of steps, and that of n8n's exports.

import { effectsOf } from './effects.js';
import { EXPORTED, LIVE, READERS } from './exported.js';
import { canFail, failed, joinedLoosely, nothings, readLoose, renderLoose } from './loose.js';
import { namesOf } from './names.js';
import { render } from './render.js';
import { ROOTS } from './roots.js';
import { parse } from './source.js';
import { HELPERS, strict } from './strict.js';
import { Swift, orNothing } from './swift.js';
import { joined, portable } from './value.js';

/** The dialect of steps; `further` are the values of roots that there are besides. */
export function stepsDialect(common, further) {
  const roots = [...ROOTS, ...Object.keys(further)];
  const constants = Object.create(common, Object.getOwnPropertyDescriptors(further));
  return {
    roots,
    constants,
    given: new Set(),
    /** The roots that may come to something else for each item. */
    varying: ['$json', '$itemIndex', '$input', '$'],
    readers: ['$', '$input'],
    mode: '"use strict"; ',
    read(source) {
      const tree = parse(source);
      const names = namesOf(tree, roots);
      return { source, tree, names, effects: effectsOf(tree, names, roots) };
    },
    swift(prefix) {
      const swift = new Swift(prefix, roots);
      swift.code = ({ tree, source, names }, columnar) => render(tree, source, swift.dialect(names, columnar));
      return swift;
    },
    strictCode: ({ tree, source }, prefix) => render(tree, source, strict(prefix)),
    alone: (code) => `(${code}\n)`,
    joined: (code, _, prefix) => `${prefix}joined(${code}\n)`,
    swiftHelpers: { u: orNothing, joined },
    strictHelpers: { ...HELPERS, joined },
    portable,
  };
}

/** The dialect of exports. */
export function exportedDialect({ constants, live, further, extend }) {
  const roots = [...EXPORTED, ...further];
  const helpers = { joined: joinedLoosely, failed, extend, live };
  const guarded = (code, prefix) => `{ try { return (${code}\n); } catch (${prefix}e) { return ${prefix}failed(${prefix}e); } }`;
  return {
    roots,
    constants,
    live,
    given: LIVE,
    varying: READERS,
    readers: READERS.filter((name) => !['$json', '$itemIndex'].includes(name)),
    mode: '',
    read(source) {
      const part = readLoose(source, roots);
      return { ...part, nothings: nothings(part.names, roots) };
    },
    swift(prefix) {
      const swift = new Swift(prefix, roots);
      swift.code = (part, columnar) => {
        const open = columnar.filter((root) => !part.names.declared.has(root));
        return renderLoose(part, prefix, (node) => swift.column(node, open));
      };
      return swift;
    },
    strictCode: (part, prefix) => renderLoose(part, prefix, () => null),
    alone: (code, { tree }, prefix) => (canFail(tree) ? guarded(code, prefix) : `(${code}\n)`),
    joined(code, { tree }, prefix) {
      const whole = `${prefix}joined(${code}\n)`;
      return canFail(tree) ? `((() => ${guarded(whole, prefix)})() ?? "")` : whole;
    },
    swiftHelpers: helpers,
    strictHelpers: helpers,
    portable: (value, atOnce) => (value === undefined ? undefined : portable(value, atOnce)),
  };
}
