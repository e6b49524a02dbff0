import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';
import {CTRL_BACKSLASH, CTRL_C, expectSaneTerminal, onTerminal} from '../support/terminal.ts';

const UP = `serve: 'echo up; exec tail -f /dev/null', ready: {log: up}`;

const ESCAPE = '\u001b';

test('an interactive task gets the terminal, its input and Ctrl-C, and sets the exit code of bottle', async () => {
  const rig = await launchRig(`
    tasks:
      service: {${UP}}
      talks:
        needs: [service]
        interactive: true
        run: |
          test -t 0 && test -t 1 && test -t 2 && echo on-a-terminal
          trap 'echo got-it' INT
          echo ready-for-it
          until [ "$line" = words ]; do read -r line || true; done
          echo "got <$line>"
          exit 5
  `);
  const launch = onTerminal(rig, ['run']);
  await launch.printed('ready-for-it');
  launch.type(CTRL_C);
  await launch.printed('got-it');
  launch.type('words\n');
  const {code, stdout} = await launch.ended();
  expect(stdout).toContain('on-a-terminal');
  expect(stdout).toContain('got <words>');
  expect(stdout).not.toContain('SIGINT');
  expect(code).toBe(5);
  await expectSaneTerminal(rig, stdout);
  expect(await rig.leftBehind()).toEqual([]);
});

test('two interactive tasks get the terminal one after the other', async () => {
  const rig = await launchRig(`
    tasks:
      service: {${UP}}
      first: {needs: [service], interactive: true, run: 'echo first-begins; read -r line; echo first-ends'}
      second: {needs: [service], interactive: true, run: 'echo second-begins; read -r line; echo second-ends'}
  `);
  const launch = onTerminal(rig, ['run']);
  await launch.printed('-begins');
  launch.type('x\n');
  await launch.printed(/-ends[^]*-begins/);
  launch.type('x\n');
  const {code, stdout} = await launch.ended();
  const order = [...stdout.matchAll(/(first|second)-(begins|ends)/g)].map(([words]) => words.split('-')[1]);
  expect(order).toEqual(['begins', 'ends', 'begins', 'ends']);
  expect(code).toBe(0);
  await expectSaneTerminal(rig, stdout);
  expect(await rig.leftBehind()).toEqual([]);
});

test.each([
  {key: 'Ctrl-C', typed: CTRL_C, signal: 'SIGINT', code: 130},
  {key: 'Ctrl-\\', typed: CTRL_BACKSLASH, signal: 'SIGQUIT', code: 131},
])('$key on the terminal stops a running launch', async ({typed, signal, code}) => {
  const rig = await launchRig(`tasks: {a: {${UP}}, b: {needs: [a], ${UP}}}`);
  const launch = onTerminal(rig, ['run']);
  await launch.printed('running:');
  launch.type(typed);
  const {stdout, ...ended} = await launch.ended();
  expect(ended.code).toBe(code);
  expect(stdout).toContain(`${signal}: stopping everything`);
  await expectSaneTerminal(rig, stdout);
  expect(await rig.leftBehind()).toEqual([]);
});

test('Ctrl-\\ reaches only the interactive command', async () => {
  const rig = await launchRig(`
    tasks:
      service: {${UP}}
      talks:
        needs: [service]
        interactive: true
        run: |
          trap 'echo got-it' QUIT
          echo ready-for-it
          until [ "$line" = words ]; do read -r line || true; done
  `);
  const launch = onTerminal(rig, ['run']);
  await launch.printed(/ready-for-it/);
  launch.type(CTRL_BACKSLASH);
  await launch.printed(/got-it/);
  launch.type('words\n');
  expect((await launch.ended()).code).toBe(0);
  expect(await rig.leftBehind()).toEqual([]);
});

test.each([{interactive: false}, {interactive: true}])(
  'closing the terminal stops everything with exit code 129 (interactive: $interactive)',
  async ({interactive}) => {
    const talks = interactive
      ? `, talks: {needs: [a], interactive: true, run: 'echo talks; read -r line; true'}`
      : '';
    const rig = await launchRig(`tasks: {a: {${UP}}, address: {alias: {pool: 127.0.2.1-127.0.2.9}}${talks}}`);
    const launch = onTerminal(rig, ['run']);
    await launch.printed(interactive ? 'talks\r\n' : 'running:');
    const mark = rig.mark;
    launch.signal('SIGKILL');
    await launch.ended();
    const code = async (): Promise<string> => await rig.read('code').catch(() => '');
    await expect.poll(code).toBe('129\n');
    const next = rig.run(['address']);
    await next.ended();
    const left = () => processesWith(mark).length;
    await expect.poll(left).toBe(0);
    expect(await rig.leftBehind()).toEqual([]);
  },
);

test('the live view shows the progress of each task', async () => {
  const rig = await launchRig(`
    tasks:
      probed: {serve: 'exec tail -f /dev/null', ready: {port: 1, timeout: 1h}}
      first: {run: 'echo it-says-this; read -r line < gate'}
      after: {needs: [first], run: 'true'}
  `);
  await rig.gate('gate');
  const launch = onTerminal(rig, ['run']);
  await launch.printed(/probed +.*waiting for port 1 \(\d+ .*s of 1 h\): connection refused/);
  await launch.printed('it-says-this');
  await launch.printed(/after +.*needs first/);
  await launch.printed(/0\/3 ready.* · 2 starting.* · 1 waiting.*Ctrl-C to stop/);
  launch.type(CTRL_C);
  const {code, stdout} = await launch.ended();
  expect(code).toBe(130);
  await expectSaneTerminal(rig, stdout);
  expect(await rig.leftBehind()).toEqual([]);
});

test('task output scrolls by with blank lines, and with colors as the only escape sequences', async () => {
  const rig = await launchRig(`
    tasks:
      watcher: {run: 'printf "first\\n\\n\\033[2J\\033[3J\\033[H\\033[32mcompiled\\n10%%\\r100%%\\n\\033[?1049hlast\\n"'}
  `);
  const {code, stdout} = await onTerminal(rig, ['run']).ended();
  expect(code).toBe(0);
  for (const sequence of ['[2J', '[3J', '[H', '[?1049h'])
    expect(stdout).not.toContain(`${ESCAPE}${sequence}`);
  const lines = stdout.split(/\r+\n/).flatMap(line => /\| (.*)$/.exec(line)?.[1] ?? []);
  const printed = lines.filter(line => !line.includes(`${ESCAPE}[22m`));
  expect(printed).toEqual(['first', '', `${ESCAPE}[32mcompiled${ESCAPE}[0m`, '100%', 'last']);
  expect(await rig.leftBehind()).toEqual([]);
});

test.each([
  ['has no size', 'stty rows 0 cols 0', {}],
  ['is dumb', 'true', {TERM: 'dumb'}],
])('a terminal that %s gets plain lines', async (_name, prepare, env) => {
  const rig = await launchRig(`tasks: {a: {run: 'echo printed'}}`);
  const {code, stdout} = await onTerminal(rig, ['run'], env, prepare).ended();
  expect(code).toBe(0);
  expect(stdout).toMatch(/a .*\| printed/);
  expect(stdout).not.toContain('Ctrl-C to stop');
  expect(stdout).not.toMatch(new RegExp(`${ESCAPE}\\[\\d*[AJK]`));
});

test('NO_COLOR applies to the live view', async () => {
  const rig = await launchRig(`tasks: {a: {run: 'printf "\\033[31mred\\n"'}}`);
  const {stdout} = await onTerminal(rig, ['run'], {NO_COLOR: '1'}).ended();
  expect(stdout).toContain('Ctrl-C to stop');
  expect(stdout).not.toMatch(new RegExp(`${ESCAPE}\\[[\\d;]*m`));
});

test('SIGTERM to bottle ends an interactive command with all of its processes', async () => {
  const rig = await launchRig(`tasks: {a: {${UP}}}`);
  const launch = rig.bottle(['run', '--', 'sh', '-c', 'echo begun; sh -c "tail -f /dev/null; true"; true']);
  await launch.printed('begun');
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
  expect(await rig.leftBehind()).toEqual([]);
});
