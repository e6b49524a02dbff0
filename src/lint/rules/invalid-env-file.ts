import {hostPaths} from '../host-paths.ts';
import type {LintContext, LintRule} from '../rule.ts';
import type {EnvFileRead} from '../../values/env-file.ts';
import {parseInFormat} from '../../tasks/shared/env-files.ts';

/** An invalid line makes the task fail, but only after everything that it needs has come up. */
export const invalidEnvFile: LintRule = {
  name: 'invalid-env-file',
  about: 'an `env_file` that cannot be read or has an invalid line',
  bad: `
tasks:
  web: {container: {image: "nginx:1.29", env_file: [invalid.env]}}
`,
  good: `
tasks:
  web: {container: {image: "nginx:1.29", env_file: [web.env]}}
`,
  find({launch, parsed, env, disk}) {
    const lookup = (name: string): string | undefined => env[name] ?? REQUIRED;
    return hostPaths(launch).flatMap(({envFile, keys, raw, path}) => {
      const problem =
        envFile && problemOf(path, disk, text => parseInFormat(text, envFile.format === 'raw', lookup));
      if (problem === undefined) return [];
      return [{message: `the \`env_file\` \`${raw}\` ${problem}`, place: parsed.place(keys, 'value')}];
    });
  },
};

/** The problem of an existing file; `missing-file` warns about missing files. */
function problemOf(
  path: string,
  disk: LintContext['disk'],
  parse: (text: string) => EnvFileRead,
): string | undefined {
  const entry = disk.look(path);
  if (entry === undefined) return undefined;
  if (entry.isFolder) return 'is a folder';
  const text = disk.read(path);
  if (text === undefined) return 'cannot be read';
  const read = parse(text);
  return 'message' in read ? `is invalid on line ${read.line}: ${read.message}` : undefined;
}

/** A value for variables that may be set only in the run, since only the syntax is checked here. */
const REQUIRED = 'set';
