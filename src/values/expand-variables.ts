/** The value of a variable; `undefined` if it is not set. */
export type LookupVariable = (name: string) => string | undefined;

/**
 * Expands `$NAME`, `${NAME}` and the operators `:-`, `-`, `:?`, `?`, `:+` and `+`, as in Docker Compose. `$$` is a dollar sign,
 * and an unset variable is empty. The text after an operator may contain further variables.
 */
export function expandVariables(
  text: string,
  lookup: LookupVariable,
): {readonly text: string} | {readonly message: string} {
  const pattern = /\$(?:\$|\{|([A-Za-z_]\w*))/g;
  let expanded = '';
  let at = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    expanded += text.slice(at, match.index);
    const piece = expandOne(text, match, lookup);
    if ('message' in piece) return piece;
    expanded += piece.text;
    at = piece.end;
    pattern.lastIndex = at;
  }
  return {text: expanded + text.slice(at)};
}

function expandOne(
  text: string,
  {0: found, 1: name, index}: RegExpExecArray,
  lookup: LookupVariable,
): {readonly text: string; readonly end: number} | {readonly message: string} {
  const end = index + found.length;
  if (found === '$$') return {text: '$', end};
  if (name !== undefined) return {text: lookup(name) ?? '', end};
  const closing = closingBrace(text, end);
  if (closing === undefined) return {message: '`${` is not closed with `}`'};
  const inside = text.slice(end, closing);
  const value = expandBraced(inside, lookup);
  return 'message' in value ? value : {...value, end: closing + 1};
}

/** The offset of the brace that closes the one before `from`, skipping nested braces. */
function closingBrace(text: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith('${', at)) depth += 1;
    else if (text.charAt(at) === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

function expandBraced(
  inside: string,
  lookup: LookupVariable,
): {readonly text: string} | {readonly message: string} {
  const [, name, colon, operator, word = ''] = /^([A-Za-z_]\w*)(?:(:?)([-?+])([^]*))?$/.exec(inside) ?? [];
  if (name === undefined)
    return {message: '`${` must be followed by the name of a variable; write `$$` for a dollar sign'};
  const value = lookup(name);
  const isSet = colon === ':' ? value !== undefined && value !== '' : value !== undefined;
  switch (operator) {
    case '-':
      return isSet ? {text: value ?? ''} : expandVariables(word, lookup);
    case '+':
      return isSet ? expandVariables(word, lookup) : {text: ''};
    case '?':
      return isSet ? {text: value ?? ''} : required(name, expandVariables(word, lookup));
    case undefined:
    default:
      return {text: value ?? ''};
  }
}

function required(
  name: string,
  reason: {readonly text: string} | {readonly message: string},
): {readonly message: string} {
  if ('message' in reason) return reason;
  return {
    message: `the required variable \`${name}\` is not set${reason.text === '' ? '' : `: ${reason.text}`}`,
  };
}
