// Methods of dates: of `Date` and of Luxon's `DateTime`.

import { DateTime, Duration } from 'luxon';
import { Problem } from './problem.js';

const UNITS = {
  ms: 'millisecond', millisecond: 'millisecond', s: 'second', sec: 'second', second: 'second',
  m: 'minute', min: 'minute', minute: 'minute', h: 'hour', hour: 'hour', d: 'day', day: 'day',
  w: 'week', week: 'week', M: 'month', mon: 'month', month: 'month', q: 'quarter',
  quarter: 'quarter', y: 'year', year: 'year',
};
const PARTS = { week: 'weekNumber', weeknumber: 'weekNumber', weekyear: 'weekYear', weekday: 'weekday', ordinal: 'ordinal', yeardaynumber: 'ordinal', dayofyear: 'ordinal', dayofweek: 'weekday' };

export const dates = {
  beginningOf: (date, unit = 'week') => like(date, luxon(date).startOf(unitOf(unit))),
  endOfMonth: (date) => like(date, luxon(date).endOf('month')),
  extract(date, part = 'week') {
    const known = PARTS[String(part).toLowerCase()] ?? unitOf(part);
    return luxon(date).get(known);
  },
  isBetween(date, one, other) {
    if (one === undefined || other === undefined) throw new Problem({ message: '`.isBetween()` takes two dates' });
    const [from, to] = [asDateTime(one), asDateTime(other)].sort((left, right) => left - right);
    const at = luxon(date);
    return at > from && at < to;
  },
  isDst: (date) => luxon(date).isInDST,
  isInLast(date, count, unit = 'minutes') {
    const [at, now] = [luxon(date), DateTime.now()];
    return at >= now.minus({ [unitOf(unit)]: count }) && at <= now;
  },
  isWeekend: (date) => luxon(date).weekday > 5,
  minus: (date, count, unit = 'milliseconds') => like(date, luxon(date).minus(duration(count, unit))),
  plus: (date, count, unit = 'milliseconds') => like(date, luxon(date).plus(duration(count, unit))),
  format: (date, format = 'yyyy-MM-dd') => luxon(date).toFormat(format),
  toDateTime: (date) => luxon(date),
  diffTo(date, other, unit = 'days') {
    const units = [unit].flat().map(unitOf);
    const difference = luxon(date).diff(asDateTime(other), units);
    return Array.isArray(unit) ? difference.toObject() : difference.as(units[0]);
  },
  diffToNow: (date, unit = 'days') => dates.diffTo(date, DateTime.now(), unit),
  toInt: (date) => date.valueOf(),
  isEmpty: () => false,
  isNotEmpty: () => true,
};

/** Whether it is a call that Luxon's own method of that name has no such arguments for. */
export function overLuxon(name, list) {
  return (name === 'plus' || name === 'minus') && list.length === 2;
}

/** A date that is written in one of many ways. */
export function asDateTime(value, format) {
  if (DateTime.isDateTime(value)) return value;
  if (value instanceof Date) return DateTime.fromJSDate(value);
  const found = typeof value === 'number' || isStamp(value, format) ? ofNumber(Number(value), format) : ofText(String(value), format);
  if (found === null) throw new Problem({ message: `${JSON.stringify(value)} is no date${format === undefined ? '' : ` of the format \`${format}\``}` });
  return found;
}

const isStamp = (value, format) => ['ms', 's', 'us', 'excel'].includes(format) && String(value).trim() !== '' && !Number.isNaN(Number(value));

function ofNumber(number, format = 'ms') {
  switch (format) {
    case 'ms':
      return DateTime.fromMillis(number);
    case 's':
      return DateTime.fromSeconds(number);
    case 'us':
      return DateTime.fromMillis(Math.floor(number / 1000));
    case 'excel':
      // Days since the end of 1899, as spreadsheets count them.
      return DateTime.fromMillis(Math.round((number - 25569) * 86_400_000), { zone: 'utc' });
    default:
      throw new Problem({ message: `a number is a date in \`ms\`, \`s\`, \`us\` or \`excel\`, and not in \`${format}\`` });
  }
}

function ofText(text, format) {
  const ways = format === undefined
    ? [() => DateTime.fromISO(text, { setZone: false }), () => DateTime.fromHTTP(text), () => DateTime.fromRFC2822(text), () => DateTime.fromSQL(text), () => DateTime.fromJSDate(new Date(text))]
    : [() => DateTime.fromFormat(text, format)];
  for (const way of ways) {
    try {
      return way();
    } catch {
      // It is not written that way.
    }
  }
  return null;
}

function duration(count, unit) {
  if (typeof count === 'object' && count !== null) return count;
  return Duration.fromObject({ [unitOf(unit)]: Number(count) });
}

function unitOf(name) {
  const text = String(name);
  const unit = UNITS[text] ?? UNITS[text.toLowerCase()] ?? UNITS[text.toLowerCase().replace(/s$/, '')];
  if (unit === undefined) throw new Problem({ message: `\`${name}\` is no unit of time`, hint: 'there are `years`, `quarters`, `months`, `weeks`, `days`, `hours`, `minutes`, `seconds` and `milliseconds`' });
  return unit;
}

const luxon = (date) => (DateTime.isDateTime(date) ? date : DateTime.fromJSDate(date));
/** What comes of a `Date` is one. */
const like = (date, made) => (DateTime.isDateTime(date) ? made : made.toJSDate());
