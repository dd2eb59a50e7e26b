// Where the evaluation stands.

/** The item, by its index, and the template, by its number, that are being evaluated. */
export const place = {
  item: 0,
  template: 0,
  /** Whether chance has begun there. */
  chanced: false,
  /** Whether the template may change what it reads, and so needs items of its own. */
  changes: false,
};
