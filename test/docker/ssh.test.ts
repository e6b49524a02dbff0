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

/** Like {@link withEngine}, with an ssh server. Skipped without \`sshd\` or root, but not in CI. */
function withSsh(name: string, tests: () => void): void {
  describe.skipIf(!hasSshServer && !process.env.CI)('over ssh', () => withEngine(name, tests));
}

withSsh('an engine', () => {
  test('serves all requests of bottle, and leaves no ssh process', async () => {
    const [server, rig] = [await sshServer(), await launchRig(ALL_OF_DOCKER)];
    await expectAllComesThrough(rig, environmentFor(server));
  });

  test('reuses connections for its requests', async () => {
    const tasks = {box: {container: {image: BUSYBOX, command: ['sleep', '600'], grace: '0s'}}};
    const looks = Array.from({length: 10}, (_, at): [string, object] => [
      `look${at}`,
      {needs: [at === 0 ? 'box' : `look${at - 1}`], exec: {in: 'box', command: ['true']}},
    ]);
    const launch = {until: 'look9', tasks: {...tasks, ...(Object.fromEntries(looks) as object)}};
    const [server, rig] = [await sshServer(), await launchRig(JSON.stringify(launch))];
    expect(await rig.run([], {env: environmentFor(server)}).ended()).toMatchObject({code: 0});
    // One connection for each command, which takes it over, and a few for the 50 other requests.
    expect(await server.calls()).toBeLessThan(10 + 8);
    await expectNothingOf(rig);
  });

  test('stays connected while many containers start, although sshd rejects too many concurrent logins', async () => {
    const box = {container: {image: BUSYBOX, command: ['sleep', '600'], grace: '0s'}};
    const boxes = Object.fromEntries(Array.from({length: 9}, (_, at) => [`box${at}`, box]));
    const all = {needs: Object.keys(boxes), run: 'true'};
    const launch = JSON.stringify({until: 'all', tasks: {...boxes, all}});
    const [server, rig] = [await sshServer({settings: ['MaxStartups 7']}), await launchRig(launch)];
    expect(await rig.run([], {env: environmentFor(server)}).ended()).toMatchObject({code: 0, stderr: ''});
    await expectNothingOf(rig);
  });

  test('runs an interactive command, and keeps its connections after a Ctrl-C on the terminal', async () => {
    const [server, rig] = [await sshServer(), await launchRig(ONE_THAT_TALKS)];
    await expectTerminalComesThrough(rig, environmentFor(server));
  });

  test('is cleaned up after a Ctrl-C on the terminal, which reaches all processes', async () => {
    const [server, rig] = [await sshServer(), await launchRig(ONE_CONTAINER)];
    const launch = onTerminal(rig, ['run'], environmentFor(server));
    await launch.printed(/ready in/);
    launch.type(CTRL_C);
    expect(await launch.ended()).toMatchObject({code: 130});
    await expectNothingOf(rig);
  });

  test('has the leftovers of a kill -9 removed by the next run', async () => {
    const [server, rig] = [await sshServer(), await launchRig(ONE_CONTAINER)];
    await expectNextRunRemoves(rig, environmentFor(server));
  });
});

withSsh('a missing engine', () => {
  test.each([
    {
      what: 'a host with an unexpected key',
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
  ])('is reported for $what', async ({server: options, why}) => {
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

  test('is reported for a host that does not respond', async () => {
    const [rig, port] = [await launchRig(ONE_CONTAINER), await freePort()];
    const env = {DOCKER_HOST: `ssh://127.0.0.1:${port}`};
    const {code, stderr} = await rig.bottle(['run'], {env}).ended();
    expect({code, stderr}).toEqual({
      code: 1,
      stderr: `error: task \`box\` needs Docker, but no engine responds at ssh://127.0.0.1:${port} (from DOCKER_HOST): ssh: connect to host 127.0.0.1 port ${port}: Connection refused
  make \`ssh -p ${port} 127.0.0.1 docker version\` work without a prompt
`,
    });
    await expectNothingOf(rig);
  });

  test('is reported for a machine without ssh', async () => {
    const rig = await launchRig(ONE_CONTAINER);
    const {code, stderr} = await rig
      .bottle(['run'], {env: {DOCKER_HOST: 'ssh://127.0.0.1', PATH: '/none'}})
      .ended();
    expect({code, stderr}).toEqual({
      code: 1,
      stderr:
        'error: task `box` needs Docker, but no engine responds at ssh://127.0.0.1 (from DOCKER_HOST): the command `ssh` was not found\n  install an SSH client\n',
    });
  });
});
