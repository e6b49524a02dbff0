import type {LaunchFile} from '../model/launch-file.ts';
import {mayRefer, textsIn, textsOfTask} from '../config/analysis/source-texts.ts';
import {referencePaths} from '../values/reference-paths.ts';
import {kept} from '../vocabulary/kept.ts';

/** Everything that a `${{ }}` of the file reads, as it is written: `vars.port`, `tasks.build.version`. */
export const referencesRead = kept(({env, foregroundEnv, tasks}: LaunchFile): ReadonlySet<string> => {
  const texts = [
    ...textsIn(['env'], env, () => 'text', mayRefer),
    ...textsIn(['foreground', 'env'], foregroundEnv, () => 'text', mayRefer),
    ...[...tasks.values()].flatMap(({name, source}) => textsOfTask(['tasks', name], source, [], mayRefer)),
  ];
  return new Set(texts.flatMap(({text}) => referencesOf(text)));
});

/** The references of a string. */
export function referencesOf(text: string): readonly string[] {
  return mayRefer(text) ? referencePaths(text).map(path => path.join('.')) : [];
}
