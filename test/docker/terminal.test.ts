import {expect, test} from 'vitest';
import {BUSYBOX, expectNothingLeft, withEngine} from '../support/docker.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';
import {CTRL_C, onTerminal} from '../support/terminal.ts';
import {signalProcess} from '../support/signal-process.ts';

const BOX = `container: {image: "${BUSYBOX}", command: [sleep, "3600"], init: true}`;

async function expectSaneTerminal(rig: LaunchRig): Promise<void> {
  expect(await rig.read('after')).toBe(await rig.read('before'));
  await expectNothingLeft(`bottle.file=${rig.dir}/bottle.yaml`);
}

/** The pid of the only `bottle` process with these first arguments. */
async function bottleOf(rig: LaunchRig, args: string): Promise<number> {
  const all = processesWith(rig.mark);
  const start = `${process.execPath} ${rig.command} ${args}`;
  return all.find(({commandLine}) => commandLine.startsWith(start))?.pid ?? 0;
}

withEngine('an interactive command in a container', () => {
  test('gets the terminal with its size, the keys and Ctrl-C, and sets the exit code of bottle', async () => {
    const rig = await launchRig(`
      tasks:
        box: {${BOX}}
        talks:
          exec:
            in: box
            interactive: true
            command: |
              trap 'echo got-it' INT
              echo "on $(tty), $TERM"
              read -r first
              # Engines before API 1.42 accept the size only after the command has started.
              until test -n "$size"; do size=$(stty size 2> /dev/null); done
              echo "you typed $first at $size"
              while ! read -r second; do :; done
              echo "and $second"
              exit 7
    `);

    const launch = onTerminal(rig, ['run']);
    await launch.printed('on /dev/pts/0, xterm-256color');
    launch.type('hello\n');
    await launch.printed('you typed hello at 40 150');
    launch.type(CTRL_C);
    await launch.printed('got-it');
    launch.type('more\n');

    const {code, stdout} = await launch.ended();
    expect(stdout).toContain('and more');
    expect(code).toBe(7);
    await expectSaneTerminal(rig);
  });

  test('sees changes of the terminal size', async () => {
    const rig = await launchRig(`
      tasks:
        box: {${BOX}}
        talks:
          exec:
            in: box
            interactive: true
            command: |
              trap 'heard=yes' WINCH
              echo has-"begun"
              until test -n "$heard" && test "$(stty size)" = "33 99"; do :; done
              echo 'now 33 99'
              read -r line
    `);
    const launch = onTerminal(rig, ['run']);
    await launch.printed('has-begun');

    rig.start(['sh', '-c', `stty rows 33 cols 99 < /proc/${await bottleOf(rig, 'run')}/fd/0`]);

    await launch.printed('now 33 99');
    launch.type('end\n');
    expect(await launch.ended()).toMatchObject({code: 0});
    await expectSaneTerminal(rig);
  });

  test('sees changes of the terminal size when started by `bottle exec`', async () => {
    const rig = await launchRig(`tasks: {box: {${BOX}}}`);
    const run = rig.run();
    await run.event('run-ready');
    // A size change interrupts the shell while it reads a line.
    const script = `trap 'echo "size: $(stty size)"' WINCH; echo has-"begun"; until read -r line; do :; done`;
    const launch = onTerminal(rig, ['exec', 'box', '--', 'sh', '-c', script]);
    await launch.printed('has-begun');

    const pid = await bottleOf(rig, 'exec');
    await rig.start(['sh', '-c', `stty rows 33 cols 99 < /proc/${pid}/fd/0`]).ended();
    await launch.printed('size: 33 99');
    await rig.start(['sh', '-c', `stty rows 20 cols 70 < /proc/${pid}/fd/0`]).ended();
    await launch.printed('size: 20 70');

    launch.type('end\n');
    expect(await launch.ended()).toMatchObject({code: 0});
    run.signal('SIGINT');
    await run.ended();
    await expectSaneTerminal(rig);
  });

  test('is ended by a signal to bottle, which restores the terminal', async () => {
    const rig = await launchRig(`
      tasks:
        box: {${BOX}}
        talks: {exec: {in: box, interactive: true, command: 'trap "echo bye; exit" TERM; echo has-"begun"; while :; do sleep 0.1 || :; done'}}
    `);
    const launch = onTerminal(rig, ['run']);
    await launch.printed('has-begun');

    signalProcess(await bottleOf(rig, 'run'), 'SIGTERM');

    const {code, stdout} = await launch.ended();
    expect(stdout).toContain('bye');
    expect(code).toBe(143);
    await expectSaneTerminal(rig);
  });

  test('inherits stdin and stdout of bottle without a terminal', async () => {
    const rig = await launchRig(`
      tasks:
        box: {${BOX}}
        talks:
          exec: {in: box, interactive: true, command: 'tr a-z A-Z; echo err >&2; test ! -t 0 && exit 3'}
    `);
    await rig.write('input', 'hello\n');

    const launch = rig.start(['sh', '-c', `'${process.execPath}' '${rig.command}' run < input`]);

    const {code, stdout, stderr} = await launch.ended();
    expect(stdout).toContain('HELLO\n');
    expect(stderr).toBe('err\nerror: task `talks` exited with code 3\n');
    expect(code).toBe(3);
    await expectNothingLeft(`bottle.file=${rig.dir}/bottle.yaml`);
  });
});
