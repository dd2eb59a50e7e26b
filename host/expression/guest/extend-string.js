// Methods of texts.

import { fromBase64, text, toBase64, toHex, utf8 } from './bytes.js';
import { asDateTime } from './extend-date.js';
import { hashOf } from './hash.js';
import { Problem } from './problem.js';

/** Words that stay small in a title. */
const SMALL = new Set(['a', 'an', 'and', 'as', 'at', 'but', 'by', 'for', 'if', 'in', 'nor', 'of', 'off', 'on', 'or', 'per', 'so', 'the', 'to', 'up', 'via', 'yet', 'with']);
const LETTERS = { ß: 'ss', ẞ: 'SS', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', ø: 'o', Ø: 'O', đ: 'd', Đ: 'D', ð: 'd', Ð: 'D', ł: 'l', Ł: 'L', þ: 'th', Þ: 'Th', ı: 'i', ŋ: 'n', '’': "'", '‘': "'", '“': '"', '”': '"', '„': '"', '–': '-', '—': '-', '…': '...', '€': 'EUR', '£': 'GBP', '¥': 'YEN', '°': 'deg', '©': '(c)', '®': '(r)', '™': 'tm' };
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/i;
const EMAIL = /[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+/i;
const URL_PATTERN = /[a-z][a-z0-9+.-]*:\/\/[^\s<>"'`]+/i;
const HOST = /^(?:[a-z][a-z0-9+.-]*:)?\/\/(?:[^@/?#]*@)?([^:/?#]+)/i;

export const strings = {
  hash(value, algorithm = 'md5') {
    const name = String(algorithm).toLowerCase();
    if (name === 'base64') return toBase64(utf8(value));
    return toHex(hashOf(name)(utf8(value)));
  },
  removeMarkdown: (value) => value
    .replace(/^```[^\n]*\n?|```$/gm, '')
    .replace(/^\s*(?:[-*_]\s*){3,}$/gm, '')
    .replace(/^\s{0,3}#{1,6}\s+|\s+#+\s*$/gm, '')
    .replace(/^\s{0,3}>\s?/gm, '')
    .replace(/^(\s*)(?:[-*+]|\d+\.)\s+/gm, '$1')
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*\*|\*\*|\*|~~)(?=\S)(.*?\S)\1/g, '$2')
    .replace(/(^|\W)(___|__|_)(?=\S)(.*?\S)\2(?=\W|$)/g, '$1$3')
    .replace(/`([^`]*)`/g, '$1'),
  removeTags: (value) => value.replace(/<[^>]*>/g, ''),
  toDate: (value) => asDateTime(value).toJSDate(),
  toDateTime: (value, format) => asDateTime(value, format),
  toBoolean: (value) => !['', '0', 'false', 'no'].includes(value.trim().toLowerCase()),
  toNumber(value) {
    const digits = bare(value);
    return digits === '' ? notANumber(value) : numeric(value, Number(digits));
  },
  toInt: (value, radix) => numeric(value, Number.parseInt(bare(value), radix)),
  toWholeNumber: (value, radix) => numeric(value, Number.parseInt(bare(value), radix)),
  toFloat: (value) => numeric(value, Number.parseFloat(bare(value))),
  toDecimalNumber: (value) => numeric(value, Number.parseFloat(bare(value))),
  toSentenceCase: (value) => value.toLowerCase().replace(/(^\s*|[.!?]\s+)(\p{L})/gu, (_, before, letter) => before + letter.toUpperCase()),
  toSnakeCase: (value) => value
    .trim()
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2')
    .replace(/[\s\-.]+/g, '_')
    .replace(/[^\p{L}\p{N}_]/gu, '')
    .replace(/_{2,}/g, '_')
    .toLowerCase(),
  toTitleCase: (value) => value.toLowerCase().replace(/[\p{L}\p{N}][\p{L}\p{N}'’]*/gu, (word, at) => (at > 0 && SMALL.has(word) ? word : word.charAt(0).toUpperCase() + word.slice(1))),
  urlEncode: (value, isWhole = false) => (isWhole ? encodeURI(value) : encodeURIComponent(value)),
  urlDecode(value, isWhole = false) {
    try {
      return isWhole ? decodeURI(value) : decodeURIComponent(value);
    } catch {
      throw new Problem({ message: `${JSON.stringify(value.slice(0, 100))} is not encoded as part of an address` });
    }
  },
  quote: (value, mark = '"') => mark + value.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`) + mark,
  replaceSpecialChars: (value) => value.replace(/[^\x00-\x7f]/gu, (letter) => LETTERS[letter] ?? letter).normalize('NFD').replace(/\p{M}/gu, ''),
  length: (value) => value.length,
  isDomain: (value) => DOMAIN.test(value),
  isEmail: (value) => new RegExp(`^${EMAIL.source}$`, 'i').test(value),
  isNumeric: (value) => value.trim() !== '' && !/\s/.test(value) && !Number.isNaN(Number(value)),
  isUrl: (value) => /^(?:https?|ftp):\/\/[^\s/?#]+[^\s]*$/i.test(value) && HOST.test(value),
  isEmpty: (value) => value === '',
  isNotEmpty: (value) => value !== '',
  toJsonString: (value) => JSON.stringify(value),
  extractEmail: (value) => EMAIL.exec(value)?.[0],
  extractDomain(value) {
    const email = EMAIL.exec(value)?.[0];
    if (email !== undefined && !URL_PATTERN.test(value)) return email.slice(email.indexOf('@') + 1);
    const url = URL_PATTERN.exec(value)?.[0];
    if (url !== undefined) return HOST.exec(url)?.[1];
    return value.split(/[\s/?#]+/).map((word) => word.replace(/:\d+$|[.,;:!]+$/, '')).find((word) => DOMAIN.test(word));
  },
  extractUrl: (value) => URL_PATTERN.exec(value)?.[0],
  extractUrlPath(value) {
    const url = URL_PATTERN.exec(value)?.[0];
    return url === undefined ? undefined : url.replace(HOST, '').replace(/^:\d+/, '').replace(/[?#].*$/s, '') || '/';
  },
  parseJson(value) {
    try {
      return JSON.parse(value);
    } catch (error) {
      throw new Problem({ message: `\`.parseJson()\` was given what is no JSON: ${error.message}`, hint: /^[[{]?'|: ?'/.test(value) ? 'JSON has double quotes' : undefined });
    }
  },
  base64Encode: (value) => toBase64(utf8(value)),
  base64Decode: (value) => text(fromBase64(value)),
};

/** A text without the signs of currencies and the like around its number. */
const bare = (value) => value.trim().replace(/^[^\d+\-.a-z]+/i, '');

function numeric(value, number) {
  return Number.isNaN(number) ? notANumber(value) : number;
}

function notANumber(value) {
  throw new Problem({ message: `${JSON.stringify(value.slice(0, 100))} is no number` });
}
