// Time and chance, as the host has recorded them: a run that is resumed computes the same.

import { IANAZone, Settings } from 'luxon';
import { place } from './place.js';

const SystemDate = Date;

/** How often the clock of moving code is read before it begins to go on by itself. */
const READS = 1000;

/** How far the clock has moved; it does so in the code of nodes alone, where nobody waits. */
export const clock = {
  elapsed: 0,
  moves: false,
  reads: 0,
};

/** Sets the clock, the time zone and the seed of everything that follows. */
export function setClock({ now, seed, zone }, data) {
  const current = () => {
    if (clock.moves) {
      // Code that looks at the clock until some time has passed must come to an end.
      clock.reads += 1;
      if (clock.reads > READS) clock.elapsed += 1;
    }
    return now + clock.elapsed;
  };
  class FixedDate extends SystemDate {
    constructor(...parts) {
      if (parts.length === 0) super(current());
      else super(...parts);
    }

    static now() {
      return current();
    }
  }
  globalThis.Date = FixedDate;
  Math.random = generator(seed);
  Settings.now = current;
  Settings.defaultZone = zone;
  Settings.defaultLocale = 'en-US';
  Settings.throwOnInvalid = true;
  IANAZone.isValidZone = (name) => Boolean(name) && (data.zoneOffset(name, 0) ?? null) !== null;
  IANAZone.prototype.offset = function offset(at) {
    if (Number.isNaN(at)) return NaN;
    return (data.zoneOffset(this.name, Math.trunc(at)) ?? NaN) / 60;
  };
  IANAZone.prototype.offsetName = function offsetName(at) {
    return data.zoneAbbreviation(this.name, Math.trunc(at)) ?? null;
  };
}

/**
 * Mulberry32, a small generator of which good spread is asked and nothing more. It begins anew for
 * each template and item, so that chance does not depend on what else was evaluated, or how often.
 */
function generator(seed) {
  let state = 0;
  return () => {
    if (!place.chanced) {
      place.chanced = true;
      state = scattered(scattered(seed ^ scattered(place.template + 1)) ^ (place.item + 1));
    }
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The finalizer of MurmurHash3: numbers that are near each other come to lie far apart. */
function scattered(number) {
  let mixed = number | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
