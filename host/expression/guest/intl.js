// As much of ECMA-402 as dates and numbers need, in English. QuickJS has no `Intl`.

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August',
  'September', 'October', 'November', 'December'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const STYLES = {
  full: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  long: { year: 'numeric', month: 'long', day: 'numeric' },
  medium: { year: 'numeric', month: 'short', day: 'numeric' },
  short: { year: '2-digit', month: 'numeric', day: 'numeric' },
};
const LOCALE = 'en-US';

/** Installs it; `data` knows the time zones. */
export function installIntl(data) {
  globalThis.Intl = { DateTimeFormat: dateTimeFormat(data), NumberFormat, RelativeTimeFormat, ListFormat, PluralRules, Locale };
  Number.prototype.toLocaleString = function toLocaleString(_, options) {
    return new NumberFormat(LOCALE, options).format(this);
  };
  Date.prototype.toLocaleString = localeString({ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: '2-digit', second: '2-digit' });
  Date.prototype.toLocaleDateString = localeString({ year: 'numeric', month: 'numeric', day: 'numeric' });
  Date.prototype.toLocaleTimeString = localeString({ hour: 'numeric', minute: '2-digit', second: '2-digit' });
}

function localeString(defaults) {
  const fields = ['weekday', 'year', 'month', 'day', 'hour', 'minute', 'second', 'dateStyle', 'timeStyle'];
  return function format(_, options = {}) {
    const given = fields.some((field) => options[field] !== undefined);
    return new Intl.DateTimeFormat(LOCALE, given ? options : { ...defaults, ...options }).format(this);
  };
}

const pad = (number, length = 2) => String(number).padStart(length, '0');

function dateTimeFormat(data) {
  return class DateTimeFormat {
    constructor(_, options = {}) {
      const { dateStyle, timeStyle } = options;
      const styled = { ...(STYLES[dateStyle] ?? {}), ...(timeStyle ? { hour: 'numeric', minute: '2-digit', ...(timeStyle === 'short' ? {} : { second: '2-digit' }) } : {}) };
      this.options = { ...styled, ...options };
      this.zone = options.timeZone ?? 'UTC';
      if (this.zone !== 'UTC' && (data.zoneOffset(this.zone, 0) ?? null) === null) {
        throw new RangeError(`Invalid time zone specified: ${this.zone}`);
      }
    }

    static supportedLocalesOf() {
      return [LOCALE];
    }

    resolvedOptions() {
      return { locale: LOCALE, numberingSystem: 'latn', calendar: 'gregory', timeZone: this.zone };
    }

    format(date) {
      return this.formatToParts(date).map((part) => part.value).join('');
    }

    formatToParts(date = new Date()) {
      const at = Number(date);
      if (Number.isNaN(at)) throw new RangeError('Invalid time value');
      const offset = this.zone === 'UTC' ? 0 : data.zoneOffset(this.zone, Math.trunc(at)) ?? 0;
      const local = new Date(at + offset * 1000);
      return [...this.dateParts(local), ...this.timeParts(local, at)];
    }

    dateParts(local) {
      const { weekday, era, year, month, day } = this.options;
      const none = ['weekday', 'year', 'month', 'day', 'hour', 'minute', 'second', 'era'].every((field) => this.options[field] === undefined);
      const style = none ? { year: 'numeric', month: 'numeric', day: 'numeric' } : { year, month, day };
      const numeric = style.month === 'numeric' || style.month === '2-digit';
      const parts = [];
      const add = (type, value, separator) => {
        if (parts.length > 0) parts.push({ type: 'literal', value: separator });
        parts.push({ type, value });
      };
      if (weekday) add('weekday', named(DAYS[local.getUTCDay()], weekday), '');
      if (style.month) add('month', numeric ? sized(local.getUTCMonth() + 1, style.month) : named(MONTHS[local.getUTCMonth()], style.month), ', ');
      if (style.day) add('day', sized(local.getUTCDate(), style.day), numeric ? '/' : style.month ? ' ' : ', ');
      if (style.year) {
        const value = local.getUTCFullYear();
        const text = style.year === '2-digit' ? pad(value % 100) : String(era && value < 1 ? 1 - value : value);
        add('year', text, numeric ? '/' : style.day ? ', ' : ' ');
      }
      if (era) add('era', local.getUTCFullYear() < 1 ? 'BC' : 'AD', ' ');
      return parts;
    }

    timeParts(local, at) {
      const { hour, minute, second, fractionalSecondDigits, timeZoneName, hour12, hourCycle } = this.options;
      const parts = [];
      const add = (type, value, separator) => {
        if (parts.length > 0) parts.push({ type: 'literal', value: separator });
        parts.push({ type, value });
      };
      const twelve = hour12 ?? !(hourCycle === 'h23' || hourCycle === 'h24');
      if (hour) {
        const value = local.getUTCHours();
        const shown = twelve ? value % 12 || 12 : value;
        add('hour', twelve && hour !== '2-digit' ? String(shown) : pad(shown), '');
      }
      if (minute) add('minute', hour ? pad(local.getUTCMinutes()) : sized(local.getUTCMinutes(), minute), ':');
      if (second) add('second', hour || minute ? pad(local.getUTCSeconds()) : sized(local.getUTCSeconds(), second), ':');
      if (fractionalSecondDigits) add('fractionalSecond', pad(local.getUTCMilliseconds(), 3).slice(0, fractionalSecondDigits), '.');
      if (hour && twelve) add('dayPeriod', local.getUTCHours() < 12 ? 'AM' : 'PM', ' ');
      if (timeZoneName) {
        const name = this.zone === 'UTC' ? 'UTC' : data.zoneAbbreviation(this.zone, Math.trunc(at)) ?? this.zone;
        add('timeZoneName', name, ' ');
      }
      const hasDate = ['weekday', 'year', 'month', 'day'].some((field) => this.options[field] !== undefined);
      return hasDate && parts.length > 0 ? [{ type: 'literal', value: ', ' }, ...parts] : parts;
    }
  };
}

function named(name, style) {
  if (style === 'short') return name.slice(0, 3);
  return style === 'narrow' ? name.slice(0, 1) : name;
}

function sized(number, style) {
  return style === '2-digit' ? pad(number) : String(number);
}

class NumberFormat {
  constructor(_, options = {}) {
    this.options = options;
  }

  resolvedOptions() {
    return { locale: LOCALE, numberingSystem: 'latn', ...this.options };
  }

  format(value) {
    const { style, currency, minimumIntegerDigits = 1, useGrouping = true } = this.options;
    const places = style === 'currency' ? 2 : style === 'percent' ? 0 : undefined;
    const least = this.options.minimumFractionDigits ?? places ?? 0;
    const most = Math.max(least, this.options.maximumFractionDigits ?? places ?? 3);
    const number = Number(value) * (style === 'percent' ? 100 : 1);
    if (Number.isNaN(number)) return 'NaN';
    if (!Number.isFinite(number)) return number < 0 ? '-∞' : '∞';
    const [whole, fraction = ''] = Math.abs(number).toFixed(Math.min(most, 100)).split('.');
    const kept = fraction.replace(/0+$/, '').padEnd(least, '0');
    const padded = whole.padStart(minimumIntegerDigits, '0');
    const grouped = useGrouping ? padded.replace(/\B(?=(\d{3})+$)/g, ',') : padded;
    const sign = number < 0 ? '-' : '';
    const unit = style === 'currency' ? { USD: '$', EUR: '€', GBP: '£', JPY: '¥' }[currency] ?? `${currency} ` : '';
    return `${sign}${unit}${grouped}${kept ? `.${kept}` : ''}${style === 'percent' ? '%' : ''}`;
  }

  formatToParts(value) {
    return [{ type: 'literal', value: this.format(value) }];
  }
}

class RelativeTimeFormat {
  constructor(_, options = {}) {
    this.options = options;
  }

  format(value, unit) {
    const name = unit.replace(/s$/, '');
    const amount = Math.abs(value);
    const count = `${new NumberFormat(LOCALE).format(amount)} ${name}${amount === 1 ? '' : 's'}`;
    return value < 0 || Object.is(value, -0) ? `${count} ago` : `in ${count}`;
  }
}

class ListFormat {
  constructor(_, options = {}) {
    this.word = options.type === 'disjunction' ? 'or' : 'and';
  }

  format(list) {
    const items = [...list];
    if (items.length < 2) return items.join('');
    if (items.length === 2) return items.join(` ${this.word} `);
    return `${items.slice(0, -1).join(', ')}, ${this.word} ${items.at(-1)}`;
  }
}

class PluralRules {
  select(value) {
    return value === 1 ? 'one' : 'other';
  }
}

class Locale {
  constructor(tag) {
    this.baseName = tag;
  }
}
