// Promises and timers for the code of nodes.
//
// Nothing drives QuickJS's own queue of jobs while the host waits for an answer, so there is one here:
// code is run until what it gives is settled. Nobody waits for a timer: when there is nothing else to
// do, the clock is moved to the next one.

import { clock } from './clock.js';

const jobs = [];
let done = 0;
const timers = new Map();
let lastTimer = 0;

/** Does all there is to do until a promise is settled; whether it is. */
function runUntil(isSettled) {
  for (;;) {
    while (done < jobs.length) {
      const job = jobs[done];
      done += 1;
      if (done === 1024) jobs.splice(0, done), done = 0;
      job();
    }
    if (isSettled()) return true;
    const next = nextTimer();
    if (next === undefined) return false;
    clock.elapsed = Math.max(clock.elapsed, next.at);
    if (next.every === undefined) timers.delete(next.number);
    else next.at = clock.elapsed + next.every;
    next.call();
  }
}

function nextTimer() {
  let next;
  for (const timer of timers.values()) {
    if (next === undefined || timer.at < next.at) next = timer;
  }
  return next;
}

function addTimer(call, delay, list, isRepeated) {
  lastTimer += 1;
  const after = Math.max(Number(delay) || 0, isRepeated ? 1 : 0);
  timers.set(lastTimer, { number: lastTimer, at: clock.elapsed + after, every: isRepeated ? after : undefined, call: () => call(...list) });
  return lastTimer;
}

const PENDING = 'pending';

class CodePromise {
  #state = PENDING;
  #value = undefined;
  #waiting = [];

  constructor(executor) {
    if (typeof executor !== 'function') throw new TypeError('a promise takes a function');
    const { resolve, reject } = this.#once();
    try {
      executor(resolve, reject);
    } catch (thrown) {
      reject(thrown);
    }
  }

  /** The two functions that settle it, of which the first call counts. */
  #once() {
    let isCalled = false;
    const first = (settle) => (value) => {
      if (isCalled) return;
      isCalled = true;
      settle(value);
    };
    return { resolve: first((value) => this.#resolve(value)), reject: first((reason) => this.#settle('rejected', reason)) };
  }

  #resolve(value) {
    if (value === this) {
      this.#settle('rejected', new TypeError('a promise waits for itself'));
      return;
    }
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
      this.#settle('fulfilled', value);
      return;
    }
    let then;
    try {
      then = value.then;
    } catch (thrown) {
      this.#settle('rejected', thrown);
      return;
    }
    if (typeof then !== 'function') {
      this.#settle('fulfilled', value);
      return;
    }
    jobs.push(() => {
      const { resolve, reject } = this.#once();
      try {
        then.call(value, resolve, reject);
      } catch (thrown) {
        reject(thrown);
      }
    });
  }

  #settle(state, value) {
    this.#state = state;
    this.#value = value;
    for (const waiting of this.#waiting) jobs.push(waiting);
    this.#waiting = [];
  }

  then(onFulfilled, onRejected) {
    const next = CodePromise.withResolvers();
    const react = () => {
      const isKept = this.#state === 'fulfilled';
      const reaction = isKept ? onFulfilled : onRejected;
      if (typeof reaction !== 'function') {
        if (isKept) next.resolve(this.#value);
        else next.reject(this.#value);
        return;
      }
      try {
        next.resolve(reaction(this.#value));
      } catch (thrown) {
        next.reject(thrown);
      }
    };
    if (this.#state === PENDING) this.#waiting.push(react);
    else jobs.push(react);
    return next.promise;
  }

  catch(onRejected) {
    return this.then(undefined, onRejected);
  }

  finally(work) {
    if (typeof work !== 'function') return this.then();
    return this.then(
      (value) => CodePromise.resolve(work()).then(() => value),
      (reason) => CodePromise.resolve(work()).then(() => { throw reason; }),
    );
  }

  get [Symbol.toStringTag]() {
    return 'Promise';
  }

  /** Runs until it is settled: `{value}` or `{reason}`, or null where nothing settles it. */
  static settled(promise) {
    if (!runUntil(() => promise.#state !== PENDING)) return null;
    return promise.#state === 'fulfilled' ? { value: promise.#value } : { reason: promise.#value };
  }

  static resolve(value) {
    return value instanceof CodePromise ? value : new CodePromise((resolve) => { resolve(value); });
  }

  static reject(reason) {
    return new CodePromise((_, reject) => { reject(reason); });
  }

  static withResolvers() {
    let resolve;
    let reject;
    const promise = new CodePromise((keep, refuse) => {
      resolve = keep;
      reject = refuse;
    });
    return { promise, resolve, reject };
  }

  static try(work, ...list) {
    return new CodePromise((resolve) => { resolve(work(...list)); });
  }

  static all(values) {
    return gathered(values, (promise, keep, _, reject) => promise.then(keep, reject), (list) => list);
  }

  static allSettled(values) {
    return gathered(values, (promise, keep) => promise.then(
      (value) => keep({ status: 'fulfilled', value }),
      (reason) => keep({ status: 'rejected', reason }),
    ), (list) => list);
  }

  static any(values) {
    return gathered(values, (promise, keep, resolve) => promise.then(resolve, keep), (reasons) => {
      throw new AggregateError(reasons, 'All promises were rejected');
    });
  }

  static race(values) {
    return new CodePromise((resolve, reject) => {
      for (const value of values) CodePromise.resolve(value).then(resolve, reject);
    });
  }
}
Object.defineProperty(CodePromise, 'name', { value: 'Promise' });

/** A promise of what becomes of a list when each of its places is kept. */
function gathered(values, wait, finish) {
  return new CodePromise((resolve, reject) => {
    const list = [...values];
    const kept = new Array(list.length);
    let left = list.length;
    const end = () => {
      try {
        resolve(finish(kept));
      } catch (thrown) {
        reject(thrown);
      }
    };
    if (left === 0) end();
    list.forEach((value, index) => {
      const keep = (result) => {
        kept[index] = result;
        left -= 1;
        if (left === 0) end();
      };
      wait(CodePromise.resolve(value), keep, resolve, reject);
    });
  });
}

/** Runs what was an async function: a generator that yields what it awaits. */
export function spawn(generator, self, list) {
  return new CodePromise((resolve, reject) => {
    const steps = generator.apply(self, list);
    const go = (how, value) => {
      let step;
      try {
        step = steps[how](value);
      } catch (thrown) {
        reject(thrown);
        return;
      }
      if (step.done) resolve(step.value);
      else CodePromise.resolve(step.value).then((next) => go('next', next), (reason) => go('throw', reason));
    };
    go('next');
  });
}

/** What an async generator yields, rather than awaits. */
class Yielded {
  constructor(value) {
    this.value = value;
  }
}
export const yielded = (value) => new Yielded(value);

/** Runs what was an async generator. */
export function spawnGenerator(generator, self, list) {
  const steps = generator.apply(self, list);
  let last = CodePromise.resolve();
  const ask = (how, value) => {
    const run = () => new CodePromise((resolve, reject) => {
      const go = (way, given) => {
        let step;
        try {
          step = steps[way](given);
        } catch (thrown) {
          reject(thrown);
          return;
        }
        if (step.done || step.value instanceof Yielded) {
          CodePromise.resolve(step.done ? step.value : step.value.value).then((found) => resolve({ value: found, done: step.done === true }), reject);
        } else {
          CodePromise.resolve(step.value).then((next) => go('next', next), (reason) => go('throw', reason));
        }
      };
      go(how, value);
    });
    const answer = last.then(run, run);
    last = answer;
    return answer;
  };
  return {
    next: (value) => ask('next', value),
    throw: (reason) => ask('throw', reason),
    return: (value) => ask('return', value),
    [Symbol.asyncIterator]() { return this; },
  };
}

/** What `for await` goes over, as a generator that yields what it awaits and gives a list. */
export function* gather(iterable) {
  const found = [];
  if (typeof iterable?.[Symbol.asyncIterator] !== 'function') {
    for (const value of iterable) found.push(yield value);
    return found;
  }
  const iterator = iterable[Symbol.asyncIterator]();
  for (;;) {
    const { value, done: isOver } = yield iterator.next();
    if (isOver) return found;
    found.push(value);
  }
}

/** Waits for a value that code has given, if it is one to wait for. */
export function settle(value) {
  return typeof value?.then === 'function' ? CodePromise.settled(CodePromise.resolve(value)) : { value };
}

/** Gives code these promises, and timers for which nobody waits. */
export function installPromises() {
  clock.moves = true;
  const clear = (number) => { timers.delete(number); };
  Object.assign(globalThis, {
    Promise: CodePromise,
    queueMicrotask: (job) => { jobs.push(job); },
    setTimeout: (call, delay, ...list) => addTimer(call, delay, list, false),
    setImmediate: (call, ...list) => addTimer(call, 0, list, false),
    setInterval: (call, delay, ...list) => addTimer(call, delay, list, true),
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
  });
}
