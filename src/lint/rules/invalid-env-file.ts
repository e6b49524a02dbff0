import {hostPaths} from '../host-paths.ts';
import type {LintContext, LintRule} from '../rule.ts';
import {parseEnvFile} from '../../tasks/container/env-file.ts';

/** A wrong line fails the container, after everything that it needs has come up. */
export const invalidEnvFile: LintRule = {
  name: 'invalid-env-file',
  about: 'an `env_file` that cannot be read, or that has a line other than `NAME=value`',
  bad: `
tasks:
  web: {container: {image: "nginx:1.29", env_file: [invalid.env]}}
`,
  good: `
tasks:
  web: {container: {image: "nginx:1.29", env_file: [web.env]}}
`,
  find({launch, parsed, disk}) {
    return hostPaths(launch).flatMap(({what, keys, raw, path}) => {
      const problem = what === '`env_file`' ? problemOf(path, disk) : undefined;
      if (problem === undefined) return [];
      return [{message: `the \`env_file\` \`${raw}\` ${problem}`, place: parsed.place(keys, 'value')}];
    });
  },
};

/** The problem of a file that exists; `missing-file` warns about others. */
function problemOf(path: string, disk: LintContext['disk']): string | undefined {
  const entry = disk.look(path);
  if (entry === undefined) return undefined;
  if (entry.isFolder) return 'is a folder';
  const text = disk.read(path);
  if (text === undefined) return 'cannot be read';
  const read = parseEnvFile(text);
  return 'badLine' in read
    ? `is invalid in line ${read.badLine}: expected \`NAME=value\`, an empty line or a comment (\`#\`)`
    : undefined;
}
