// Lists of items that are read from the host when they are looked at.

import { Problem } from './problem.js';

/** The most items that are asked for at once; the host may give fewer. */
const AHEAD = 128;

/** Values by index, each read once. Who reads them in order gets more of them at a time. */
export function ahead(read, length) {
  let cache = new Map();
  let next = -1;
  let count = 1;
  const fetch = (from, most) => {
    const values = read(from, Math.min(most, length() - from));
    for (let offset = 0; offset < values.length; offset += 1) {
      if (!cache.has(from + offset)) cache.set(from + offset, values[offset]);
    }
    next = from + values.length;
  };
  return {
    get(index) {
      if (!cache.has(index)) {
        count = index === next ? Math.min(count * 2, AHEAD) : 1;
        fetch(index, count);
      }
      return cache.get(index);
    },
    /** Reads what has not been read. */
    fill() {
      for (let index = 0; index < length(); index += 1) {
        if (!cache.has(index)) fetch(index, AHEAD);
      }
    },
    set: (index, value) => cache.set(index, value),
    clear() {
      cache = new Map();
      count = 1;
    },
  };
}

/** An item: its `json`, and its `binary` data, which is asked for when it is looked at. */
class Entry {
  #index;
  #binaries;

  constructor(json, index, binaries) {
    this.json = json;
    this.#index = index;
    this.#binaries = binaries;
    Object.freeze(this);
  }

  get binary() {
    const binary = this.#binaries.get(this.#index);
    return binary === undefined || Object.keys(binary).length === 0 ? undefined : binary;
  }
}

/** A list of items, each of them an object with its `json` and its `binary` data. */
export function list(read, readBinaries, length) {
  const binaries = ahead(readBinaries, length);
  const items = ahead((from, count) => read(from, count).map((json, offset) => new Entry(json, from + offset, binaries)), length);
  let whole = null;
  return {
    length,
    at(index, none = 'there are no items') {
      if (index < 0 || index >= length()) throw new Problem({ message: none });
      return items.get(index);
    },
    all() {
      if (whole === null) {
        items.fill();
        whole = Array.from({ length: length() }, (_, index) => items.get(index));
      }
      return whole.slice();
    },
    /** Lets an item be this object. */
    set(index, json) {
      const item = new Entry(json, index, binaries);
      items.set(index, item);
      if (whole !== null) whole[index] = item;
    },
    isWhole: () => whole !== null,
    /** Forgets what was read item by item; what was read as a whole will be so again. */
    tidy() {
      if (whole === null) items.clear();
      binaries.clear();
    },
    /** Forgets everything. */
    clear() {
      whole = null;
      items.clear();
      binaries.clear();
    },
  };
}
