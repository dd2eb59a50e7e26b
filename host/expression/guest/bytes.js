// Text and bytes.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...ALPHABET, '-', '_'].map((letter, index) => [letter, index < 64 ? index : index - 2]));

/** The bytes of a text in UTF-8. */
export function utf8(text) {
  const bytes = [];
  for (const letter of String(text)) {
    let code = letter.codePointAt(0);
    // Half a character has no bytes of its own.
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** The text of bytes in UTF-8; what is none becomes the replacement character. */
export function text(bytes) {
  const parts = [];
  let units = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at];
    const more = first < 0x80 ? 0 : first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : -1;
    let code = more <= 0 ? first : first & (0x3f >> more);
    let taken = 1;
    while (taken <= more && (bytes[at + taken] & 0xc0) === 0x80) {
      code = (code << 6) | (bytes[at + taken] & 63);
      taken += 1;
    }
    const least = [0, 0x80, 0x800, 0x10000][Math.max(more, 0)];
    const isCode = more >= 0 && taken === more + 1 && code >= least && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    units.push(isCode ? code : 0xfffd);
    at += taken;
    if (units.length >= 4096) {
      parts.push(String.fromCodePoint(...units));
      units = [];
    }
  }
  parts.push(String.fromCodePoint(...units));
  return parts.join('');
}

/** Bytes in base64. */
export function toBase64(bytes, letters = ALPHABET, pad = '=') {
  let spelled = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b = 0, c = 0] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    spelled += letters[a >> 2] + letters[((a & 3) << 4) | (b >> 4)];
    spelled += at + 1 < bytes.length ? letters[((b & 15) << 2) | (c >> 6)] : pad;
    spelled += at + 2 < bytes.length ? letters[c & 63] : pad;
  }
  return spelled;
}

/** The bytes of base64, in either alphabet; what is none is passed over. */
export function fromBase64(spelled) {
  const bytes = [];
  let bits = 0;
  let count = 0;
  for (const letter of String(spelled)) {
    if (letter === '=') break;
    const value = VALUES.get(letter);
    if (value === undefined) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 255);
    }
  }
  return Uint8Array.from(bytes);
}

/** Bytes in base64 that can stand in an address. */
export const toBase64Url = (bytes) => toBase64(bytes, `${ALPHABET.slice(0, 62)}-_`, '');

/** Bytes in hexadecimal digits. */
export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The bytes of hexadecimal digits, up to the first that is none. */
export function fromHex(spelled) {
  const digits = /^(?:[0-9a-f]{2})*/i.exec(spelled)[0];
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) => Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16));
}
