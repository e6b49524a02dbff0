import {hostPaths} from '../host-paths.ts';
import type {LintRule} from '../rule.ts';
import {isMentioned} from '../mentioned-paths.ts';

/** A missing path makes the task fail, but only after everything that it needs has come up. */
export const missingFile: LintRule = {
  name: 'missing-file',
  about:
    'a file or folder that a task or secret reads, but that does not exist and that no task seems to create',
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
  find({launch, parsed, disk}) {
    const paths = hostPaths(launch).filter(
      ({path, isOptional = false}) => !isOptional && disk.look(path) === undefined,
    );
    return paths
      .filter(path => !isMentioned(path, launch))
      .map(({keys, raw, what, envFile}) => ({
        message: `the ${what} \`${raw}\` does not exist; ${envFile ? OPTIONAL : 'paths are relative to the launch file'}`,
        place: parsed.placeOfSlice(keys, {start: 0, end: raw.length}),
      }));
  },
};

const OPTIONAL =
  'create it (paths are relative to the launch file), or set `required: false` next to its `path` if the task can do without it';
