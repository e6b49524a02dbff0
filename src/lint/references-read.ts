import type {LaunchFile} from '../config/launch-file.ts';
import {textsIn, textsOfTask} from '../config/written-texts.ts';
import {referencesIn} from '../values/expression.ts';
import {parseTemplate} from '../values/template.ts';

/** Everything that a `${{ }}` of the file reads, as it is written: `vars.port`, `tasks.build.version`. */
export function referencesRead({env, tasks}: LaunchFile): ReadonlySet<string> {
  const texts = [
    ...textsIn(['env'], env, () => 'text'),
    ...[...tasks.values()].flatMap(({name, source}) => textsOfTask(['tasks', name], source, [])),
  ];
  return new Set(texts.flatMap(({text}) => referencesOf(text)));
}

/** What a text reads. */
export function referencesOf(text: string): readonly string[] {
  return parseTemplate(text).parts.flatMap(part =>
    part.type === 'expression' ? referencesIn(part.expression).map(({path}) => path.join('.')) : [],
  );
}
