import {execFileSync} from 'node:child_process';
import {symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeEach, expect, test} from 'vitest';
import {createLauncher} from '../../src/processes/host-process.ts';
import {gated} from '../../src/processes/gate.ts';
import {createPipePool} from '../../src/processes/pipe-pool.ts';
import {needsPerl} from '../support/perl.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

beforeEach(needsPerl);

const ODD = {'X-Y': 'hidden value'};

async function pathWith(...programs: readonly string[]): Promise<string> {
  const dir = await temporaryDirectory();
  for (const program of programs) {
    const real = execFileSync('sh', ['-c', `command -v ${program}`], {encoding: 'utf8'}).trim();
    await symlink(real, join(dir, program));
  }
  return dir;
}

test.each([
  ['bash', ['bash', 'perl'], []],
  ['perl', ['perl'], []],
  ['sh', [], ['X-Y']],
] as const)(
  '%s at the gate passes no variable with an invalid shell name in its arguments',
  async (file, programs, dropped) => {
    const env = {...ODD, PATH: await pathWith(...programs)};
    const command = await gated({argv: ['printenv', 'X-Y']}, {cwd: '/', env});
    expect(command.file).toMatch(new RegExp(`/${file}$`));
    expect(JSON.stringify(command.args)).not.toContain('hidden');
    expect(command.droppedNames).toEqual(dropped);
  },
);

test.each([
  ['printenv', 'X-Y', 0, 'hidden value\n'],
  ['no-such-program', '', 127, 'no-such-program: No such file or directory\n'],
])('Perl waits at the gate and becomes %s', async (program, argument, code, printed) => {
  const stock = createPipePool(undefined);
  const output: string[] = [];
  const process = await createLauncher({pipes: stock})({
    program: {argv: [program, argument]},
    cwd: '/',
    env: {...ODD, PATH: await pathWith('perl', 'printenv')},
    notify: false,
    streams: 'merged',
    stdin: 'empty',
    onOutput(_, chunk) {
      output.push(Buffer.from(chunk).toString());
      return undefined;
    },
  });
  process.begin();
  expect(await process.ended).toEqual({code});
  expect(output.join('')).toBe(printed);
  await stock.close();
});
