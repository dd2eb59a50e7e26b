// The swift dialect: it comes to the same values as the strict one, and where that would throw it
// throws as well, but cannot say why. Members of the item, and of the item of another step that it
// comes from, are taken from columns: what all items of a call have under one name.

/**
 * Begins the swift dialect for a template; `prefix` begins the names of its helpers, and `roots`
 * are the names of the roots.
 */
export class Swift {
  constructor(prefix, roots) {
    this.prefix = prefix;
    this.roots = roots;
    /** Where columns come from: a `member`, and of which `node` if not of the item itself. */
    this.columns = [];
    /** The uses of members that have become uses of columns, by root. */
    this.replaced = { $json: new Set(), $: new Set() };
  }

  /** The dialect for one expression. Columns are used for the members of these roots. */
  dialect({ declared }, columnar) {
    const { prefix, roots } = this;
    const checked = (code) => `((${prefix}t = ${code}) ?? ${prefix}u(${prefix}t))`;
    const column = (node) => this.column(node, columnar.filter((root) => !declared.has(root)));
    return {
      name: ({ name }) => (roots.includes(name) && !declared.has(name) ? name : `(${name} ?? ${prefix}u(${name}))`),
      chain: checked,
      member(node, used, writer) {
        const short = column(node);
        if (short) return used ? `(${short} ?? ${prefix}u(${short}))` : short;
        const code = `${writer.object(node.object)}${writer.key(node)}`;
        return used ? checked(code) : code;
      },
      method: (callee, list, writer) => `${writer.object(callee.object)}${writer.key(callee)}(${list.join(', ')})`,
      tag: (node, writer) => `${writer.object(node.object)}${writer.key(node)}`,
      short: column,
    };
  }

  /** The code for a member that is taken from a column; null for any other. */
  column(node, columnar) {
    const member = keyOf(node);
    if (member === null || member in Object.prototype) return null;
    const of = itemOf(node.object);
    const root = of === null ? '$json' : '$';
    if (of === undefined || !columnar.includes(root)) return null;
    this.replaced[root].add(node);
    let number = this.columns.findIndex((known) => known.node === of && known.member === member);
    if (number === -1) number = this.columns.push({ node: of, member }) - 1;
    return `${this.prefix}c${number}[${this.prefix}i]`;
  }
}

/** The helper that swift code calls for what is null or undefined. */
export function orNothing(value) {
  if (value === undefined) throw undefined;
  return value;
}

/** The key of a property that is always the same one. */
function keyOf(node) {
  if (node.type !== 'MemberExpression') return null;
  const { property, computed } = node;
  if (!computed) return property.type === 'Identifier' ? property.name : null;
  return property.type === 'Literal' && ['string', 'number'].includes(typeof property.value) ? String(property.value) : null;
}

/** The item that an object is: null for `$json`, a name for `$('name').item.json`. */
function itemOf(object) {
  if (object.type === 'Identifier') return object.name === '$json' ? null : undefined;
  if (object.optional || keyOf(object) !== 'json' || object.object.optional || keyOf(object.object) !== 'item') return undefined;
  const call = object.object.object;
  if (call.type !== 'CallExpression' || call.optional || call.callee.type !== 'Identifier' || call.callee.name !== '$') return undefined;
  const [name, ...more] = call.arguments;
  return more.length === 0 && name?.type === 'Literal' && typeof name.value === 'string' ? name.value : undefined;
}
