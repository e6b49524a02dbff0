import {errorDiagnostic, type Diagnostic} from '../vocabulary/diagnostic.ts';
import {closest} from '../vocabulary/suggest.ts';

/** A problem of the command line, which has no place in a file. */
export function problem(message: string, suggestion?: string): Diagnostic {
  return errorDiagnostic({message, ...(suggestion !== undefined && {suggestion})});
}

/** The error for an unknown name, with a suggestion or a list of all known names. */
export function unknown(what: string, name: string, known: readonly string[]): Diagnostic {
  const near = closest(name, known);
  if (near !== undefined) return problem(`there is no ${what} \`${name}\`, did you mean \`${near}\`?`, near);
  const all =
    known.length > 0 ? `available: ${known.map(each => `\`${each}\``).join(', ')}` : 'none are available';
  return problem(`there is no ${what} \`${name}\`; ${all}`);
}
