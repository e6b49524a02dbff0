import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

const NAME = String.raw`"evil\u009b2J\e[31m\u202e"`;
const FILE = `
  name: ${NAME}
  tasks: {a: {run: [echo, ${NAME}]}, b: {run: 'true', needs: [${NAME}]}}
`;
const RUNNABLE = `
  name: ${NAME}
  tasks: {a: {run: [echo, ${NAME}]}}
`;

/** Control characters except line breaks. */
function controlsIn(text: string): readonly string[] {
  return text.match(/[^\P{Cc}\n]/gu) ?? [];
}

test.each(['text', 'json', 'sarif', 'github'])(
  'check --format %s prints no control characters',
  async format => {
    const rig = await launchRig(FILE);
    const {stdout, stderr} = await rig.bottle(['check', '--format', format]).ended();
    expect(stdout + stderr).toContain('evil');
    expect(controlsIn(stdout + stderr)).toEqual([]);
  },
);

test.each(['text', 'json', 'mermaid', 'dot', 'svg', 'html'])(
  'plan --format %s prints no control characters',
  async format => {
    const rig = await launchRig(RUNNABLE);
    const {stdout, stderr} = await rig.bottle(['plan', '--format', format]).ended();
    expect(stdout).toContain('evil');
    expect(controlsIn(stdout + stderr)).toEqual([]);
  },
);

test.each(['plain', 'json'])('run --format %s prints no control characters', async format => {
  const rig = await launchRig(RUNNABLE);
  const {stdout, stderr} = await rig.bottle(['run', '--format', format]).ended();
  expect(stdout).toContain('evil');
  expect(controlsIn(stdout + stderr)).toEqual([]);
});

test('output of tasks contains no commands in a GitHub log', async () => {
  const rig = await launchRig(`
    tasks: {a: {run: 'echo "::error::no"; echo "##[error]no"; echo "  ::set-output name=x::y"; exit 1'}}
  `);
  const {stdout, stderr} = await rig.bottle(['run'], {env: {GITHUB_ACTIONS: 'true'}}).ended();
  const lines = `${stdout}${stderr}`.split('\n').map(line => line.trim());
  expect(lines.filter(line => line.startsWith('::') || line.includes('##['))).toEqual([]);
  expect(lines).toContain('| ::error::no');
});
