import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';
import {onTerminal} from '../support/terminal.ts';

const SECRET = 'tok-$9f%"\'x';
const PEM = 'BEGIN-KEY\nline-one-of-it\nEND-KEY';

const LAUNCH = `
  secrets: {TOKEN: {env: MY_TOKEN}, PEM: {file: ./key.pem}}
  tasks:
    gives: {run: 'echo "t=\${{ secrets.TOKEN }}" >> "$BOTTLE_OUTPUT"; echo "\${{ secrets.TOKEN }}"', outputs: [t]}
    says:
      env: {IN_ENV: '\${{ secrets.TOKEN }}'}
      run: |
        printf '%s' "$IN_ENV" | wc -c
        printf 'split '; printf '%s' "\${{ tasks.gives.t }}" | cut -c1-4 | tr -d '\\n'; printf '%s' "$IN_ENV" | cut -c5-
        echo "\${{ secrets.PEM }}" >&2
    probed:
      needs: [says]
      serve: 'echo "serving \${{ secrets.TOKEN }}"; exec tail -f /dev/null'
      ready: [{log: serving}, {command: ['echo', '\${{ secrets.TOKEN }}']}]
    fails: {needs: [probed], run: ['sh', '-c', 'echo "last: $0"; exit 3', '\${{ tasks.gives.stdout }}']}
`;

test.each(['json', 'plain'])('secrets are masked in all reports as %s and in all files', async format => {
  const rig = await launchRig(LAUNCH);
  await rig.write('key.pem', `${PEM}\n`);
  const launch = rig.bottle(['run', '--format', format], {env: {MY_TOKEN: SECRET}});
  const {code, stdout, stderr} = await launch.ended();
  expect(code).toBe(1);
  // The commands received the secrets.
  expect(stdout).toContain(String(SECRET.length));
  expect(stdout).toContain('split ***');
  expect(stderr).toContain('last: ***');
  const kept = await textsUnder(rig.stateDir);
  expect(kept).toContain('last: ***');
  for (const text of [stdout, stderr, kept]) {
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(JSON.stringify(SECRET).slice(1, -1));
    expect(text).not.toContain('line-one-of-it');
  }
});

test('a secret is masked across the break of a very long line', async () => {
  const rig = await launchRig(`
  secrets: {TOKEN: {env: MY_TOKEN}}
  tasks: {long: {run: 'head -c 65530 /dev/zero | tr "\\0" x; printf "%s" "\${{ secrets.TOKEN }}"'}}
`);
  const {stdout} = await rig.bottle(['run', '--format', 'json'], {env: {MY_TOKEN: SECRET}}).ended();
  expect(stdout).toContain('xxx***');
  expect(stdout).not.toContain('tok-');
  expect(stdout).not.toContain(JSON.stringify(SECRET.slice(6)).slice(1, -1));
});

test('short lines of a secret are masked with the whole secret, in output and failures', async () => {
  const rig = await launchRig(`
  secrets: {KEY: {file: ./key.json}}
  tasks: {shows: {run: 'echo "\${{ secrets.KEY }}"; echo "{ }"; exit 3'}}
`);
  await rig.write('key.json', '{\n "k": "abcdef",\n"z"\n}\n');
  const {stdout, stderr} = await rig.bottle(['run', '--format', 'plain']).ended();
  for (const text of [stdout, stderr]) {
    expect(text).toMatch(/\*\*\*\n.*\{ \}\n/);
    expect(text).not.toContain('"z"');
  }
});

const MINTED = `
  tasks:
    mint:
      run: 'echo "token=t0k-$((40+2))-x" >> "$BOTTLE_OUTPUT"'
      outputs: [token]
      secret_outputs: [token]
      sources: [bottle.yaml]
    shows: {env: {T: '\${{ tasks.mint.token }}'}, run: 'echo "it is $T"'}
    printed: {needs: [shows], run: 'echo out-$((40+2))-x; echo fine >&2', secret_outputs: [stdout]}
    logged:
      serve: 'echo "token: log-$((40+2))-x."; exec tail -f /dev/null'
      ready: {log: 'token: (?<token>.*)\\.$'}
      secret_outputs: [log.token]
    fails:
      needs: [printed]
      env: {A: '\${{ tasks.mint.token }}', B: '\${{ tasks.printed.stdout }}', C: '\${{ tasks.logged.log.token }}'}
      run: 'echo "last: $A $B $C"; exit 3'
`;

test.each(['json', 'plain'])(
  'secret outputs are masked from the moment they are known, as %s',
  async format => {
    const rig = await launchRig(MINTED);
    const {code, stdout, stderr} = await rig.bottle(['run', '--format', format]).ended();
    expect(code).toBe(1);
    expect(stdout).toContain('it is ***');
    expect(stdout).toContain('fine');
    expect(stdout).toContain('token: ***.');
    expect(stderr).toContain('last: *** *** ***');
    const kept = await textsUnder(rig.stateDir);
    expect(kept).toContain('last: *** *** ***');
    for (const text of [stdout, stderr, kept]) expect(text).not.toContain('-42-x');
  },
);

test('a secret output given by `--given` is masked in the run and its plan', async () => {
  const rig = await launchRig(MINTED);
  const only = ['--only', 'shows', '--given', 'mint.token=t0k-given'];
  const run = await rig.bottle(['run', ...only, '--format', 'plain']).ended();
  expect(run.stdout).toContain('it is ***');
  const plan = await rig.bottle(['plan', ...only]).ended();
  expect(plan.stdout).toContain('‹secret mint.token›');
  expect(run.stdout + plan.stdout).not.toContain('t0k-given');
});

test('a missing secret is reported, and nothing is started', async () => {
  const rig = await launchRig(LAUNCH);
  await rig.write('key.pem', PEM);
  expect(await rig.run().ended()).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'error: secret `TOKEN` cannot be read from variable MY_TOKEN: it is not set or empty\n' +
      '  set it, then try again; nothing was started\n',
  });
  expect(await rig.leftBehind()).toEqual([]);
});

async function textsUnder(folder: string): Promise<string> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const files = entries.filter(entry => entry.isFile());
  return (
    await Promise.all(files.map(async file => await readFile(join(file.parentPath, file.name), 'utf8')))
  ).join('\n');
}

test.each(['json', 'plain', 'terminal'])(
  'a secret with color codes is masked in all output as %s and in all files',
  async format => {
    const rig = await launchRig(`
      secrets: {TOKEN: {env: MY_TOKEN}}
      tasks: {colored: {run: 'echo "\${{ secrets.TOKEN }}" | sed "s/-plain/$(printf "\\033")[1;31m&$(printf "\\033")[0m/"; exit 3'}}
    `);
    const env = {MY_TOKEN: 'token-plain-words'};
    const launch =
      format === 'terminal' ? onTerminal(rig, ['run'], env) : rig.bottle(['run', '--format', format], {env});
    const {code, stdout, stderr} = await launch.ended();
    expect(code).toBe(1);
    for (const text of [stdout + stderr, await textsUnder(rig.stateDir)]) {
      expect(text).toContain('***');
      const parsed = text.replaceAll('\\u001b', '\u001b');
      expect(stripVTControlCharacters(parsed)).not.toContain('token-plain');
      expect(stripVTControlCharacters(parsed)).not.toContain('plain-words');
    }
  },
);
