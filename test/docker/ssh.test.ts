import {describe, expect, test} from 'vitest';
import {
  ALL_OF_DOCKER,
  expectAllComesThrough,
  expectNextRunRemoves,
  expectNothingOf,
  expectTerminalComesThrough,
  ONE_CONTAINER,
  ONE_THAT_TALKS,
} from '../support/all-of-docker.ts';
import {BUSYBOX, withEngine} from '../support/docker.ts';
import {launchRig} from '../support/launch-rig.ts';
import {freePort} from '../support/listen.ts';
import {hasSshServer, sshServer, type SshServer} from '../support/ssh-server.ts';
import {CTRL_C, onTerminal} from '../support/terminal.ts';

function environmentFor({port, env}: SshServer): Readonly<Record<string, string>> {
  return {...env, DOCKER_HOST: `ssh://root@127.0.0.1:${port}`};
}

/** As {@link withEngine}, where there is an ssh server too; without \`sshd\`, or without root's rights, skipped, but not in CI. */
function withSsh(name: string, tests: () => void): void {
  describe.skipIf(!hasSshServer && !process.env.CI)('by ssh', () => withEngine(name, tests));
}

withSsh('an engine', () => {
  test('is reached in all that bottle asks of it, and no ssh is left', async () => {
    const [server, rig] = [await sshServer(), await launchRig(ALL_OF_DOCKER)];
    await expectAllComesThrough(rig, environmentFor(server));
  });

  test('is asked over connections that are used again', async () => {
    const tasks = {box: {container: {image: BUSYBOX, command: ['sleep', '600'], grace: '0s'}}};
    const looks = Array.from({length: 10}, (_, at): [string, object] => [
      `look${at}`,
      {needs: [at === 0 ? 'box' : `look${at - 1}`], exec: {in: 'box', command: ['true']}},
    ]);
    const launch = {until: 'look9', tasks: {...tasks, ...(Object.fromEntries(looks) as object)}};
    const [server, rig] = [await sshServer(), await launchRig(JSON.stringify(launch))];
    expect(await rig.run([], {env: environmentFor(server)}).ended()).toMatchObject({code: 0});
    // One for each command, whose connection becomes the command's own, and few for the 50 requests around them.
    expect(await server.calls()).toBeLessThan(10 + 8);
    await expectNothingOf(rig);
  });

  test('is not lost if many containers start at the same time: sshd rejects too many concurrent logins', async () => {
    const box = {container: {image: BUSYBOX, command: ['sleep', '600'], grace: '0s'}};
    const boxes = Object.fromEntries(Array.from({length: 9}, (_, at) => [`box${at}`, box]));
    const all = {needs: Object.keys(boxes), run: 'true'};
    const launch = JSON.stringify({until: 'all', tasks: {...boxes, all}});
    const [server, rig] = [await sshServer({settings: ['MaxStartups 7']}), await launchRig(launch)];
    expect(await rig.run([], {env: environmentFor(server)}).ended()).toMatchObject({code: 0, stderr: ''});
    await expectNothingOf(rig);
  });

  test('takes an interactive command, and a Ctrl-C at the terminal does not cut the connections', async () => {
    const [server, rig] = [await sshServer(), await launchRig(ONE_THAT_TALKS)];
    await expectTerminalComesThrough(rig, environmentFor(server));
  });

  test('is tidied up after a Ctrl-C at the terminal, which all processes on it hear', async () => {
    const [server, rig] = [await sshServer(), await launchRig(ONE_CONTAINER)];
    const launch = onTerminal(rig, ['run'], environmentFor(server));
    await launch.printed(/ready in/);
    launch.type(CTRL_C);
    expect(await launch.ended()).toMatchObject({code: 130});
    await expectNothingOf(rig);
  });

  test('removes the leftovers of a kill -9 in the next run', async () => {
    const [server, rig] = [await sshServer(), await launchRig(ONE_CONTAINER)];
    await expectNextRunRemoves(rig, environmentFor(server));
  });
});

withSsh('no engine', () => {
  test.each([
    {
      what: 'a host whose key is not the known one',
      server: {knows: false},
      why: 'ssh: Host key verification failed.',
    },
    {
      what: 'a host without Docker',
      server: {settings: ['ForceCommand PATH=/none; docker system dial-stdio']},
      why: expect.stringMatching(/^ssh: .*docker: .*not found$/) as string,
    },
    {
      what: 'a host where Docker does not run',
      server: {settings: ['ForceCommand docker -H unix:///no/such.sock system dial-stdio']},
      why: expect.stringContaining('/no/such.sock') as string,
    },
  ])('$what', async ({server: options, why}) => {
    const [server, rig] = [await sshServer(options), await launchRig(ONE_CONTAINER)];
    const env = environmentFor(server);
    const launch = rig.run([], {env});
    expect((await launch.event('task-failed', 'box')).failure).toEqual({
      ...{reason: 'no-engine', task: 'box', address: env.DOCKER_HOST, source: 'DOCKER_HOST', why},
      next: `make \`ssh -p ${server.port} root@127.0.0.1 docker version\` work without a prompt`,
    });
    expect(await launch.ended()).toMatchObject({code: 1});
    await expectNothingOf(rig);
  });

  test('a host that does not answer', async () => {
    const [rig, port] = [await launchRig(ONE_CONTAINER), await freePort()];
    const env = {DOCKER_HOST: `ssh://127.0.0.1:${port}`};
    const {code, stderr} = await rig.bottle(['run'], {env}).ended();
    expect({code, stderr}).toEqual({
      code: 1,
      stderr: `error: task \`box\` needs Docker, and no engine responds at ssh://127.0.0.1:${port} (from DOCKER_HOST): ssh: connect to host 127.0.0.1 port ${port}: Connection refused
  make \`ssh -p ${port} 127.0.0.1 docker version\` work without a prompt
`,
    });
    await expectNothingOf(rig);
  });

  test('a machine without ssh', async () => {
    const rig = await launchRig(ONE_CONTAINER);
    const {code, stderr} = await rig
      .bottle(['run'], {env: {DOCKER_HOST: 'ssh://127.0.0.1', PATH: '/none'}})
      .ended();
    expect({code, stderr}).toEqual({
      code: 1,
      stderr:
        'error: task `box` needs Docker, and no engine responds at ssh://127.0.0.1 (from DOCKER_HOST): the command `ssh` was not found\n  install an SSH client\n',
    });
  });
});
