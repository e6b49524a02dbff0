import type {Task} from '../../model/launch-file.ts';
import type {KeyPath} from '../../config/yaml/parsed-file.ts';
import {textsIn} from '../../config/analysis/source-texts.ts';
import {commandsOf} from '../commands-of.ts';
import {referencesOf} from '../references-read.ts';
import type {LintRule} from '../rule.ts';

/**
 * `ps` shows the arguments of a process; `docker inspect` and `docker history` show lines of a Dockerfile, build arguments and
 * labels.
 */
export const exposedSecret: LintRule = {
  name: 'exposed-secret',
  about:
    'a secret in the arguments of a command, in an inline Dockerfile, in a build argument or in a label, where others can read it',
  bad: `
secrets:
  TOKEN: {file: ./token.txt}
tasks:
  deploy: {run: [./deploy, --token, "\${{ secrets.TOKEN }}"]}
`,
  good: `
secrets:
  TOKEN: {file: ./token.txt}
tasks:
  deploy:
    run: [./deploy]
    env: {TOKEN: "\${{ secrets.TOKEN }}"}
`,
  find({launch, parsed}) {
    const minted = new Set([...launch.tasks.values()].flatMap(secretOutputs));
    const inLists = commandsOf(launch).filter(({command}) => typeof command !== 'string');
    const open = [
      ...inLists.map(({path, command}) => ({path, value: command, who: ARGUMENTS})),
      ...[...launch.tasks.values()].flatMap(exposedValues),
    ];
    return open.flatMap(({path, value, who}) =>
      textsIn(path, value, () => 'text').flatMap(({path: at, text}) => {
        const secret = referencesOf(text).find(read => read.startsWith('secrets.') || minted.has(read));
        if (secret === undefined) return [];
        return [{message: `\`${secret}\` can be read here by ${who}`, place: parsed.place(at, 'value')}];
      }),
    );
  },
};

function secretOutputs({name, source}: Task): readonly string[] {
  return (source.secret_outputs ?? []).map(output => `tasks.${name}.${output}`);
}

const ARGUMENTS = 'every user of the machine, with `ps`; pass it in `env`, or as the path of a file';

interface ExposedValue {
  readonly path: KeyPath;
  readonly value: unknown;
  readonly who: string;
}

function exposedValues({name, source}: Task): readonly ExposedValue[] {
  if ('image' in source && 'build' in source.image) {
    const {args, dockerfile_inline: inline} = source.image;
    const who = 'anyone who has the image, with `docker history`; build without it';
    const at = (key: string): KeyPath => ['tasks', name, 'image', key];
    return [
      {path: at('dockerfile_inline'), value: inline, who},
      {path: at('args'), value: args, who},
    ];
  }
  if (!('container' in source)) return [];
  const who = 'anyone with access to Docker, with `docker ps`; pass it in `env`';
  return [{path: ['tasks', name, 'container', 'labels'], value: source.container.labels, who}];
}
