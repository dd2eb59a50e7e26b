// Methods of numbers, and of true and false.

import { asDateTime } from './extend-date.js';
import { Problem } from './problem.js';

const power = (places) => 10 ** places;

export const numbers = {
  abs: (value) => Math.abs(value),
  ceil: (value) => Math.ceil(value),
  floor: (value) => Math.floor(value),
  round: (value, places = 0) => Math.round(value * power(places)) / power(places),
  format: (value, locale, options) => value.toLocaleString(locale ?? 'en-US', options),
  isInteger: (value) => Number.isInteger(value),
  isEven: (value) => whole(value, 'isEven') % 2 === 0,
  isOdd: (value) => Math.abs(whole(value, 'isOdd') % 2) === 1,
  isEmpty: () => false,
  isNotEmpty: () => true,
  toBoolean: (value) => value !== 0,
  toInt: (value) => Math.round(value),
  toFloat: (value) => value,
  toNumber: (value) => value,
  toDateTime: (value, format = 'ms') => asDateTime(value, format),
};

export const booleans = {
  toBoolean: (value) => value,
  toInt: Number,
  toFloat: Number,
  toNumber: Number,
  isEmpty: () => false,
  isNotEmpty: () => true,
};

function whole(value, name) {
  if (!Number.isInteger(value)) throw new Problem({ message: `\`.${name}()\` is for whole numbers, and this is ${value}` });
  return value;
}
