import {mkdir, symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

/** Prints the values of the environment variables named by its arguments. */
const SHOW = `console.log(process.argv.slice(2).map(name => process.env[name]).join(' '))`;

/** Environment variable names that a shell rejects, one from each source of a command's environment. */
const NAMES = 'caller.name FILE-NAME task/name 1ST';
const CALLER = {'caller.name': 'of the $caller', '1ST': '"first"'};
const SHOWN = 'of the $caller of the file of the task "first"';

const COMMANDS: readonly (readonly [string, string])[] = [
  ['a list', `[node, show.mjs, ${NAMES.split(' ').join(', ')}]`],
  ['a script', `'cd . && node show.mjs ${NAMES}'`],
  ['a script in bash', `'node show.mjs ${NAMES}', shell: bash`],
];

/** A folder for `PATH` without bash. */
async function pathWithoutBash(dir: string): Promise<string> {
  const folder = join(dir, 'bin');
  await mkdir(folder);
  await symlink(process.execPath, join(folder, 'node'));
  for (const name of ['sh', 'mkfifo', 'rm', 'tail', 'perl'])
    await symlink(`/bin/${name}`, join(folder, name));
  return folder;
}

async function launched(kind: 'run' | 'serve', command: string, {bash}: {readonly bash: boolean}) {
  const ready = kind === 'serve' ? `ready: {log: first}, on_exit: ignore` : `tags: [none]`;
  const rig = await launchRig(`
    env: {FILE-NAME: of the file}
    tasks:
      shows: {${kind}: ${command}, env: {task/name: of the task}, ${ready}}
  `);
  await rig.write('show.mjs', SHOW);
  const launch = rig.run([], {env: {...CALLER, ...(!bash && {PATH: await pathWithoutBash(rig.dir)})}});
  await launch.event('task-output', 'shows');
  await launch.ended();
  const lines = launch.events.flatMap(event => (event.type === 'task-output' ? [event.line] : []));
  const warnings = launch.events.flatMap(event => (event.type === 'task-warned' ? [event.warning] : []));
  return {lines, warnings, left: await rig.leftBehind()};
}

test.each(
  (['run', 'serve'] as const).flatMap(kind => COMMANDS.map(([form, command]) => ({kind, form, command}))),
)('a variable with an invalid shell name reaches `$kind` with $form', async ({kind, command}) => {
  const {lines, warnings, left} = await launched(kind, command, {bash: true});
  expect({lines, warnings, left}).toEqual({lines: [SHOWN], warnings: [], left: []});
});

test('without bash, such variables reach a list through Perl, and a script causes a warning', async () => {
  const list = await launched('run', `[node, show.mjs, ${NAMES.split(' ').join(', ')}]`, {bash: false});
  expect(list).toEqual({lines: [SHOWN], warnings: [], left: []});

  const script = await launched('run', `'node show.mjs ${NAMES}'`, {bash: false});
  expect(script.lines).toEqual(['   ']);
  expect(script.warnings).toEqual([
    expect.stringMatching(
      /^its shell drops variables .*`caller.name`.*; use `shell: bash`, or write the command as a list, on a machine with bash or Perl$/,
    ),
  ]);
});

test('a script with such variables still runs in `sh`', async () => {
  const {lines} = await launched('run', `'echo "a\\tb"; f() { echo "$0"; }; f; set -o | grep posix'`, {
    bash: true,
  });
  expect(lines).toEqual(['a\tb', 'sh', expect.stringMatching(/^posix\s+on$/)]);
});
