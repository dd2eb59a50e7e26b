// Where the expressions of an export's template begin and end, when its text is known here alone.

/** The parts of a template: texts (`{text}`) and expressions (`{code}`). */
export function split(template) {
  const parts = [];
  const push = (text) => {
    if (text !== '') parts.push({ text });
  };
  let rest = template;
  for (;;) {
    const open = unescaped(rest, '{{');
    if (open === -1) {
      push(rest);
      return parts;
    }
    push(rest.slice(0, open).replaceAll('\\\\', '\\'));
    rest = rest.slice(open + 2);
    const close = unescaped(rest, '}}');
    const code = close === -1 ? rest : rest.slice(0, close);
    parts.push({ code: code.replace('\\}}', '}}') });
    rest = close === -1 ? '' : rest.slice(close + 2);
  }
}

/** Where two braces stand that no backslash of its own stands before. */
function unescaped(text, braces) {
  for (let at = text.indexOf(braces); at !== -1; at = text.indexOf(braces, at + 2)) {
    const backslashes = /\\*$/.exec(text.slice(0, at))[0].length;
    if (backslashes % 2 === 0) return at;
  }
  return -1;
}
