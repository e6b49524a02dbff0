import {referencesIn} from './expression.ts';
import {parseTemplate} from './template.ts';

/** The references in a string, as split paths: `['tasks', 'db', 'pid']`. */
export function referencePaths(text: string): readonly (readonly string[])[] {
  return parseTemplate(text).parts.flatMap(part =>
    part.type === 'expression' ? referencesIn(part.expression).map(({path}) => path) : [],
  );
}
