import {basename} from 'node:path';
import {hostPaths, type HostPath} from '../host-paths.ts';
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
        place: parsed.placeOfText(keys, written, 0),
      }));
  },
};

/** Whether another task speaks of it: what commands make cannot be told better. */
function isMade({path, task}: HostPath, {launch}: LintContext): boolean {
  const name = basename(path);
  return [...launch.tasks.values()].some(other => {
    const {source} = other;
    const runs = 'run' in source || 'serve' in source || 'exec' in source || 'copy' in source;
    return other !== task && runs && JSON.stringify(source).includes(name);
  });
}
