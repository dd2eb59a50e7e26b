// What code writes to the console, for the host.

/** The most lines and characters that are kept. */
const LINES = 1000;
const LENGTH = 64 * 1024;

/** A console that keeps what is written to it. */
export function makeConsole() {
  const lines = [];
  let length = 0;
  const write = (level) => (...list) => {
    if (lines.length > LINES || length > LENGTH) return;
    const text = list.map(spelled).join(' ');
    const kept = text.slice(0, Math.max(0, LENGTH - length));
    length += text.length + 1;
    lines.push({ level, text: kept });
    if (lines.length >= LINES || length > LENGTH) {
      length = LENGTH + 1;
      lines.push({ level: 'warn', text: 'what it writes from here on is not kept' });
    }
  };
  const console = { log: write('info'), info: write('info'), debug: write('debug'), trace: write('debug'), warn: write('warn'), error: write('error'), dir: write('info'), table: write('info') };
  for (const name of ['assert', 'clear', 'count', 'group', 'groupEnd', 'time', 'timeEnd', 'timeLog']) console[name] = () => {};
  return { console, lines };
}

function spelled(value) {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
