import {errorDiagnostic, type Diagnostic} from '../vocabulary/diagnostic.ts';
import {closest} from '../vocabulary/suggest.ts';

/** A problem of the call, which has no place in a file. */
export function problem(message: string, suggestion?: string): Diagnostic {
  return errorDiagnostic({message, ...(suggestion !== undefined && {suggestion})});
}

/** The error for an unknown name, with the name that was probably meant, or otherwise all that exist. */
export function unknown(what: string, name: string, known: readonly string[]): Diagnostic {
  const near = closest(name, known);
  if (near !== undefined) return problem(`there is no ${what} \`${name}\`, did you mean \`${near}\`?`, near);
  const all =
    known.length > 0 ? `there are ${known.map(each => `\`${each}\``).join(', ')}` : 'there are none';
  return problem(`there is no ${what} \`${name}\`; ${all}`);
}
