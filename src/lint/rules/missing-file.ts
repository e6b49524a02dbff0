import {basename} from 'node:path';
import type {LaunchFile, Task} from '../../config/launch-file.ts';
import {textsIn} from '../../config/written-texts.ts';
import {hostPaths, type HostPath} from '../host-paths.ts';
import {kept} from '../kept.ts';
import type {LintContext, LintRule} from '../rule.ts';

/** A path that is not there fails its task, after everything that it needs has come up. */
export const missingFile: LintRule = {
  name: 'missing-file',
  about: 'a file or folder that a task or secret reads, that is not there, and that no task seems to make',
  bad: `
tasks:
  web:
    container:
      image: nginx:1.29
      volumes: ["./missing.conf:/etc/nginx/nginx.conf:ro"]
`,
  good: `
tasks:
  web:
    container:
      image: nginx:1.29
      volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
`,
  find(context) {
    const {launch, parsed, disk} = context;
    const paths = hostPaths(launch).filter(({path}) => disk.look(path) === undefined);
    return paths
      .filter(path => !isMade(path, context))
      .map(({keys, written, what}) => ({
        message: `the ${what} \`${written}\` does not exist; paths are relative to the launch file`,
        place: parsed.placeOfSlice(keys, {start: 0, end: written.length}),
      }));
  },
};

/** Whether another task speaks of it: what commands make cannot be told better. */
function isMade({path, task}: HostPath, {launch}: LintContext): boolean {
  const [name = ''] = namesIn(basename(path)).toSorted((a, b) => b.length - a.length);
  return [...(speakers(launch).get(name) ?? [])].some(other => other !== task);
}

/** The names that tasks with commands speak of, each with two of those tasks at most. */
const speakers = kept(({tasks}: LaunchFile): ReadonlyMap<string, ReadonlySet<Task>> => {
  const found = new Map<string, Set<Task>>();
  for (const task of tasks.values()) {
    const {source} = task;
    if (!('run' in source || 'serve' in source || 'exec' in source || 'copy' in source)) continue;
    for (const name of textsIn([], source, () => 'text').flatMap(({text}) => namesIn(text))) {
      const those = found.get(name) ?? new Set();
      found.set(name, those.size < 2 ? those.add(task) : those);
    }
  }
  return found;
});

/** What may be the name of a file or folder, or a part of one that has blanks in it. */
function namesIn(text: string): readonly string[] {
  return text.match(/[\w.@+-]+/g) ?? [];
}
