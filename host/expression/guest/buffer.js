// What code finds of Node.js: buffers, and texts as bytes.

import { fromBase64, fromHex, text, toBase64, toBase64Url, toHex, utf8 } from './bytes.js';
import { Problem } from './problem.js';

const latin1 = (spelled) => Uint8Array.from(spelled, (letter) => letter.charCodeAt(0) & 255);

function bytesOf(spelled, encoding = 'utf8') {
  switch (String(encoding).toLowerCase()) {
    case 'utf8':
    case 'utf-8':
      return utf8(spelled);
    case 'base64':
    case 'base64url':
      return fromBase64(spelled);
    case 'hex':
      return fromHex(spelled);
    case 'latin1':
    case 'binary':
    case 'ascii':
      return latin1(spelled);
    default:
      throw unknown(encoding);
  }
}

function spelledAs(bytes, encoding = 'utf8') {
  switch (String(encoding).toLowerCase()) {
    case 'utf8':
    case 'utf-8':
      return text(bytes);
    case 'base64':
      return toBase64(bytes);
    case 'base64url':
      return toBase64Url(bytes);
    case 'hex':
      return toHex(bytes);
    case 'latin1':
    case 'binary':
      return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    case 'ascii':
      return Array.from(bytes, (byte) => String.fromCharCode(byte & 127)).join('');
    default:
      throw unknown(encoding);
  }
}

const unknown = (encoding) => new Problem({ message: `there is no encoding \`${encoding}\``, hint: 'there are `utf8`, `base64`, `base64url`, `hex`, `latin1` and `ascii`' });

/** As much of Node.js's `Buffer` as code of nodes uses. */
export class Buffer extends Uint8Array {
  static from(value, encoding) {
    if (typeof value === 'string') return new Buffer(bytesOf(value, encoding));
    if (value?.type === 'Buffer' && Array.isArray(value.data)) return new Buffer(value.data);
    if (value instanceof ArrayBuffer || Array.isArray(value) || ArrayBuffer.isView(value)) return new Buffer(value);
    throw new TypeError('`Buffer.from()` takes text, bytes or a list of them');
  }

  static alloc(size, fill = 0) {
    return new Buffer(size).fill(fill);
  }

  static isBuffer(value) {
    return value instanceof Buffer;
  }

  static byteLength(value, encoding) {
    return typeof value === 'string' ? bytesOf(value, encoding).length : value.byteLength;
  }

  static concat(list) {
    const whole = new Buffer(list.reduce((length, bytes) => length + bytes.length, 0));
    let at = 0;
    for (const bytes of list) {
      whole.set(bytes, at);
      at += bytes.length;
    }
    return whole;
  }

  toString(encoding, from = 0, to = this.length) {
    return spelledAs(this.subarray(from, to), encoding);
  }

  equals(other) {
    return this.length === other.length && this.every((byte, index) => byte === other[index]);
  }

  toJSON() {
    return { type: 'Buffer', data: Array.from(this) };
  }
}

class TextEncoder {
  get encoding() {
    return 'utf-8';
  }

  encode(value = '') {
    return utf8(value);
  }
}

class TextDecoder {
  get encoding() {
    return 'utf-8';
  }

  decode(bytes = new Uint8Array()) {
    return text(bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes).replace(/^\ufeff/, '');
  }
}

/** Gives code these names. */
export function installBuffers() {
  Object.assign(globalThis, {
    Buffer,
    TextEncoder,
    TextDecoder,
    btoa: (spelled) => toBase64(latin1(String(spelled))),
    atob: (spelled) => spelledAs(fromBase64(spelled), 'latin1'),
    structuredClone: (value) => cloned(value, new Map()),
  });
}

function cloned(value, seen) {
  if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError(`${typeof value}s cannot be cloned`);
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof RegExp) return new RegExp(value.source, value.flags);
  if (ArrayBuffer.isView(value)) return value.slice();
  const copy = Array.isArray(value) ? [] : value instanceof Map ? new Map() : value instanceof Set ? new Set() : {};
  seen.set(value, copy);
  if (value instanceof Map) value.forEach((inner, key) => copy.set(cloned(key, seen), cloned(inner, seen)));
  else if (value instanceof Set) value.forEach((inner) => copy.add(cloned(inner, seen)));
  else for (const key of Object.keys(value)) copy[key] = cloned(value[key], seen);
  return copy;
}
