import {asReferences} from '../compose/variables.ts';
import {escapeReferences} from '../escape-references.ts';

/** A variable in braces; its name is the first group. */
const BRACED = /\$\{(\w+)[^{}]*\}/g;

/**
 * A text in which process-compose replaces `${NAME}` and `${NAME:-default}` before all else, and takes `$$` for a dollar sign.
 *
 * @param isWanted whether a variable becomes a reference; by default each does, and others stay for the shell
 * @param change what else happens to the text around them
 */
export function expanded(
  text: string,
  isWanted: (name: string) => boolean = () => true,
  change: (text: string) => string = same => same,
): string {
  const references: string[] = [];
  const marked = text
    .split('$$')
    .map(part =>
      part.replaceAll(BRACED, (found, name: string) =>
        isWanted(name) ? `\0${references.push(asReferences(found)) - 1}\0` : found,
      ),
    )
    .join('$');
  return escapeReferences(change(marked)).replaceAll(/\0(\d+)\0/g, (_, at) => references[Number(at)] ?? '');
}
