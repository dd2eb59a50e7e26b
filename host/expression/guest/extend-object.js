// Methods of objects.

import { same } from './extend-array.js';
import { isEmpty } from './roots.js';

const keep = (object, isKept) => Object.fromEntries(Object.entries(object).filter(isKept));

export const objects = {
  isEmpty: (object) => isEmpty(object),
  isNotEmpty: (object) => !isEmpty(object),
  hasField: (object, name) => Object.hasOwn(object, name),
  removeField: (object, name) => keep(object, ([key]) => key !== name),
  removeFieldsContaining: (object, value) => keep(object, ([, field]) => !contains(field, value)),
  keepFieldsContaining: (object, value) => keep(object, ([, field]) => contains(field, value)),
  compact: (object) => compacted(object),
  urlEncode: (object) => Object.entries(object).map((pair) => pair.map((part) => encodeURIComponent(String(part)).replaceAll('%20', '+')).join('=')).join('&'),
  keys: (object) => Object.keys(object),
  values: (object) => Object.values(object),
  toJsonString: (object) => JSON.stringify(object),
  merge: (object, other = {}) => ({ ...other, ...object }),
};

function contains(field, value) {
  return typeof field === 'string' && typeof value === 'string' ? field.includes(value) : same(field, value);
}

function compacted(object) {
  const found = {};
  for (const [key, value] of Object.entries(object)) {
    if (value === null || value === undefined || value === '' || value === 'nil') continue;
    const isPlain = typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
    if (!isPlain) found[key] = value;
    else if (Object.keys(value).length > 0) found[key] = compacted(value);
  }
  return found;
}
