// Hashes, for the method of texts and for code that requires `crypto`.

import { hmac } from '@noble/hashes/hmac';
import { md5, sha1 } from '@noble/hashes/legacy';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2';
import { sha3_256, sha3_512 } from '@noble/hashes/sha3';
import { Buffer } from './buffer.js';
import { Problem } from './problem.js';

const HASHES = { md5, sha1, sha224, sha256, sha384, sha512, sha3: sha3_512 };

/** The hash with a name, as a function of bytes. */
export function hashOf(name) {
  const known = { ...HASHES, 'sha3-256': sha3_256, 'sha3-512': sha3_512 };
  const found = String(name).toLowerCase().replace(/^sha-(?=\d)/, 'sha');
  if (Object.hasOwn(known, found)) return known[found];
  throw new Problem({ message: `there is no hash \`${name}\``, hint: `there are \`base64\`, ${Object.keys(HASHES).map((each) => `\`${each}\``).join(', ')}` });
}

const bytesOf = (value, encoding) => (typeof value === 'string' ? Buffer.from(value, encoding) : value);

/** What Node.js's hashes and keyed hashes have. */
class Digest {
  constructor(state) {
    this.state = state;
  }

  update(value, encoding) {
    this.state.update(bytesOf(value, encoding));
    return this;
  }

  digest(encoding) {
    const bytes = Buffer.from(this.state.digest());
    return encoding === undefined || encoding === 'buffer' ? bytes : bytes.toString(encoding);
  }
}

function randomBytes(size) {
  return Buffer.from(Array.from({ length: size }, () => Math.floor(Math.random() * 256)));
}

/** What `require('crypto')` gives. Chance is the recorded one, and so none of it is a secret. */
export const crypto = {
  createHash: (name) => new Digest(hashOf(name).create()),
  createHmac: (name, key) => new Digest(hmac.create(hashOf(name), bytesOf(key))),
  randomBytes,
  randomInt: (from, to) => (to === undefined ? Math.floor(Math.random() * from) : from + Math.floor(Math.random() * (to - from))),
  randomUUID() {
    const bytes = randomBytes(16);
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  },
};
