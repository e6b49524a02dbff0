import {execFileSync} from 'node:child_process';
import {chmod} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {shells, type Shell} from '../../src/completion/shell-scripts.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

const FILE = `
vars: {agent: codex, mode: fast}
tasks:
  database: {serve: 'true', tags: [back], description: keeps the data}
  web: {needs: [database], serve: 'true', tags: [front]}
  webhook: {run: 'true'}
`;

/** Lists the registered completions of each shell after loading the script. */
const registered: Readonly<Record<Shell, string>> = {
  bash: 'source <(bottle completion bash); complete -p',
  zsh: 'compdef() { print -rl -- "$@" }; source <(bottle completion zsh)',
  fish: 'bottle completion fish | source; complete',
};

/** Simulates the tab key in each shell: runs its completion code without a keyboard. The script is in a file, as in daily use. */
const scripts: Readonly<Record<Shell, string>> = {
  bash: `source .completion; COMP_LINE=$LINE COMP_POINT=\${#LINE}; _bottle; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: `
    compdef() { : }
    compadd() { print -rl -- "\${(@P)@[-1]}" }
    source ./.completion
    words=(\${(z)LINE}); [[ $LINE == *' ' ]] && words+=(''); CURRENT=$#words
    _bottle`,
  fish: `source .completion; complete -C "$LINE" | string replace -r '\\t.*' ''`,
};

const flags: Readonly<Record<Shell, readonly string[]>> = {
  bash: ['--norc', '-c'],
  zsh: ['-f', '-c'],
  fish: ['--no-config', '-c'],
};

describe.each(shells)('completion in %s', shell => {
  describe.skipIf(!process.env.CI && !isInstalled(shell))('(if it is installed)', () => {
    test.each([
      ['bottle sch', ['schema']],
      ['bottle run w', ['web', 'webhook']],
      ['bottle run web web', ['webhook']],
      ['bottle run --until w', ['web', 'webhook']],
      ['bottle run --tag ', ['back', 'front']],
      ['bottle run --var ', ['agent=', 'mode=']],
      ['bottle run --only web --given d', ['database.']],
      ['bottle run --format ', ['auto', 'dot', 'html', 'json', 'mermaid', 'plain', 'svg', 'text']],
      ['bottle run --keep', ['--keep-going']],
      ['bottle check b', ['bottle.yaml']],
      ['bottle check s', ['sub/']],
      ['bottle check sub/', ['sub/other.yml']],
      ['bottle run sub/other.yml ', ['elsewhere']],
      ['bottle completion ', ['bash', 'fish', 'zsh']],
      ['bottle no-such-command x', []],
    ])('%s', async (line, expected) => {
      const rig = await completionRig();
      const offered = await pressTab(rig, shell, line);
      expect(offered).toEqual(expected);
    });

    test('also completes `bottle-run`, the other name of the command', async () => {
      expect(await outputOf(await completionRig(), shell, registered[shell])).toMatch(/\bbottle-run\b/);
    });

    test('completes the value in a word with `=`', async () => {
      const rig = await completionRig();
      // Bash replaces only the part after the equals sign.
      const expected = shell === 'bash' ? ['json'] : ['--format=json'];
      expect(await pressTab(rig, shell, 'bottle run --format=j')).toEqual(expected);
    });
  });
});

test('completes runs and their tasks, even without a launch file', async () => {
  const rig = await launchRig(`
name: shop
tasks:
  database: {serve: 'echo up; exec sleep 600', ready: {log: up}}
  web: {serve: 'echo up; exec sleep 600', ready: {log: up}}
`);
  await rig.run().event('run-ready');
  const complete = async (...args: readonly string[]) =>
    (await rig.bottle(['__complete', '--', ...args], {cwd: '/'}).ended()).stdout;
  const shop = `shop\tup  ${rig.dir}/bottle.yaml\n`;
  expect(await complete('down', 's')).toMatch(new RegExp(`^${shop}`));
  expect(await complete('wait', '--run', '')).toBe(shop);
  expect(await complete('timeline', '')).toBe(shop);
  expect(await complete('timeline', 'shop', '--compare', '')).toBe(shop);
  expect(await complete('outputs', '--run=sh')).toBe(shop.replace('shop', '--run=shop'));
  expect(await complete('wait', '--run', 'shop', '')).toBe('database\tready\nweb\tready\n');
  expect(await complete('wait', '--run', 'shop', 'web', '')).toBe('database\tready\n');
  expect(await complete('outputs', '--run=shop', 'w')).toBe('web\tready\n');
  expect(await complete('open', '--format', '')).toBe('text\njson\n');
});

test('completes the readable part of a broken launch file, without messages', async () => {
  const rig = await launchRig('tasks:\n  web: {run: [}\n  other: {}\n');
  const {code, stderr} = await rig.bottle(['__complete', '--', 'run', '']).ended();
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
});

test('completes commands and options without a launch file', async () => {
  const rig = await launchRig(FILE);
  const {stdout} = await rig.bottle(['__complete', '--', 'run', '--ta'], {cwd: '/'}).ended();
  expect(stdout).toBe('--tag\tstart the tasks with this tag and their dependencies\n');
});

test('completes nothing for another program', async () => {
  const rig = await launchRig(FILE);
  expect(await rig.bottle(['__complete', '--', 'run', '--', 'w']).ended()).toMatchObject({
    code: 0,
    stdout: '',
  });
});

test('the hidden command is not listed, and an unknown shell is rejected', async () => {
  const rig = await launchRig(FILE);
  expect((await rig.bottle(['--help']).ended()).stdout).not.toContain('__complete');
  const {code, stderr} = await rig.bottle(['completion', 'tcsh']).ended();
  expect(code).toBe(2);
  expect(stderr).toContain('Allowed choices are bash, zsh, fish');
});

async function completionRig(): Promise<LaunchRig> {
  const rig = await launchRig(FILE);
  await rig.write('sub/other.yml', `tasks: {elsewhere: {run: 'true'}}`);
  await rig.write('sub/notes.txt', '');
  await rig.write('.bin/bottle', `#!/bin/sh\nexec '${process.execPath}' '${rig.command}' "$@"\n`);
  await chmod(`${rig.dir}/.bin/bottle`, 0o755);
  return rig;
}

/** The output of `bottle completion`, cached for each shell. */
const completions: Partial<Record<Shell, string>> = {};

async function pressTab(rig: LaunchRig, shell: Shell, line: string): Promise<readonly string[]> {
  const script = (completions[shell] ??= (await rig.bottle(['completion', shell]).ended()).stdout);
  await rig.write('.completion', script);
  const stdout = await outputOf(rig, shell, scripts[shell], {LINE: line});
  return stdout
    .split('\n')
    .filter(offered => offered !== '')
    .sort();
}

async function outputOf(rig: LaunchRig, shell: Shell, script: string, env = {}): Promise<string> {
  const own = {PATH: `${rig.dir}/.bin:${process.env.PATH ?? ''}`, HOME: rig.dir};
  const {stdout, stderr} = await rig.start([shell, ...flags[shell], script], {env: {...own, ...env}}).ended();
  expect(stderr).toBe('');
  return stdout;
}

function isInstalled(shell: Shell): boolean {
  try {
    execFileSync(shell, ['-c', 'true'], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
}
