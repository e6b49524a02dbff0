import {asReferences} from '../compose/variables.ts';
import {escapeReferences} from '../escape-references.ts';

/** A variable in braces. The first group is its name. */
const BRACED = /\$\{(\w+)[^{}]*\}/g;

/**
 * Converts a text in which process-compose first expands `${NAME}` and `${NAME:-default}`, with `$$` as a dollar sign.
 *
 * @param isWanted whether a variable becomes a reference; otherwise the shell expands it. Default: all do.
 * @param change a further conversion of the text around the variables
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
