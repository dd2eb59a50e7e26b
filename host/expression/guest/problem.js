// What is wrong with an expression, as the host is told it.

/** Something that is wrong, with what the host makes a sentence of. */
export class Problem extends Error {
  constructor(details) {
    super(details.message ?? 'undefined');
    this.details = details;
  }
}

/** The details of anything thrown. */
export function detailsOf(thrown) {
  if (thrown instanceof Problem) return thrown.details;
  if (thrown instanceof Error) return { message: `it failed: ${thrown.name}: ${thrown.message}` };
  let text;
  try {
    text = String(JSON.stringify(thrown) ?? thrown);
  } catch {
    text = 'something that has no text';
  }
  return { message: `it threw ${text.slice(0, 200)}` };
}
