import type {LaunchFile} from '../model/launch-file.ts';
import {mayRefer, textsIn, textsOfTask} from '../config/analysis/source-texts.ts';
import {longSecret} from '../tasks/container/files.ts';
import {referencePaths} from '../values/reference-paths.ts';
import {kept} from '../vocabulary/kept.ts';

/** All references in the file, as written (`vars.port`, `tasks.build.version`), and secrets that become files. */
export const referencesRead = kept(({env, foregroundEnv, tasks}: LaunchFile): ReadonlySet<string> => {
  const texts = [
    ...textsIn(['env'], env, () => 'text', mayRefer),
    ...textsIn(['foreground', 'env'], foregroundEnv, () => 'text', mayRefer),
    ...[...tasks.values()].flatMap(({name, source}) => textsOfTask(['tasks', name], source, [], mayRefer)),
  ];
  const files = [...tasks.values()].flatMap(({source}) =>
    'container' in source ? (source.container.secrets ?? []).map(longSecret) : [],
  );
  return new Set([
    ...texts.flatMap(({text}) => referencesOf(text)),
    ...files.map(({source}) => `secrets.${source}`),
  ]);
});

/** The references in a string. */
export function referencesOf(text: string): readonly string[] {
  return mayRefer(text) ? referencePaths(text).map(path => path.join('.')) : [];
}
