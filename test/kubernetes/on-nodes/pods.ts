import {chmod, mkdir, readFile, readlink, stat, symlink, writeFile} from 'node:fs/promises';
import {once} from 'node:events';
import {connect} from 'node:net';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import type {TaskChannel} from '../../../src/channels/channel.ts';
import {podChannel} from '../../../src/kubernetes/api/channel.ts';
import {createClient, type KubernetesClient} from '../../../src/kubernetes/api/client.ts';
import {findAccess} from '../../../src/kubernetes/api/find-access.ts';
import {deleteObject} from '../../../src/kubernetes/api/objects.ts';
import {followLogs} from '../../../src/kubernetes/api/pod-logs.ts';
import type {PodTarget} from '../../../src/kubernetes/api/pod-target.ts';
import {forwardPort} from '../../../src/kubernetes/api/port-forward.ts';
import {resources} from '../../../src/kubernetes/api/resource.ts';
import {systemClock} from '../../../src/processes/system-clock.ts';
import {breakingProxy, type BreakingProxy} from '../../support/breaking-proxy.ts';
import {clientBy} from '../../support/fake-api-server.ts';
import type {Cluster} from '../../support/kubernetes/cluster.ts';
import {limitedKubeconfig} from '../../support/kubernetes/limited-user.ts';
import {testPod} from '../../support/kubernetes/test-pod.ts';
import {temporaryDirectory} from '../../support/temporary-directory.ts';

const {signal} = new AbortController();

/** A client whose connections the test can break. */
async function breakable(kubeconfig: string): Promise<{client: KubernetesClient; proxy: BreakingProxy}> {
  const access = await findAccess({kubeconfig}, {env: {}, home: '/nowhere', clock: systemClock});
  const proxy = await breakingProxy(Number(new URL(access.server).port));
  const client = createClient({...access, server: `https://127.0.0.1:${proxy.port}`}, systemClock);
  onTestFinished(() => client.close());
  return {client, proxy};
}

/** Tests of commands, copies, logs and ports of a pod. */
export function podsOn(lab: () => Cluster): void {
  // A user with exactly the permissions of the documented role.
  let kubeconfig = '';
  beforeAll(async () => void (kubeconfig = await limitedKubeconfig(lab())));
  const api = async (): Promise<KubernetesClient> => await clientBy(kubeconfig);
  let pod: Omit<PodTarget, 'client'> | undefined;

  /** A container with busybox, shared by all tests. */
  const box = async (): Promise<PodTarget> => {
    const client = await api();
    pod ??= await testPod(client, {env: [{name: 'OWN', value: 'own'}]});
    return {...pod, client};
  };
  const channel = async (): Promise<TaskChannel> => podChannel(await box());

  describe('runs commands', () => {
    test('and returns the exit code, and the output as it arrives', async () => {
      const seen: string[] = [];
      const result = (await channel()).exec(['sh', '-c', 'echo out; echo err >&2; exit 3'], {
        signal,
        onOutput: (stream, piece) => void seen.push(`${stream} ${Buffer.from(piece).toString()}`),
      });
      expect(await result).toEqual({code: 3, stdout: 'out\n', stderr: 'err\n'});
      expect(seen.toSorted()).toEqual(['stderr err\n', 'stdout out\n']);
    });

    test('with variables and a folder in addition to those of the container, and without input', async () => {
      const env = {GREETING: "it's\n\na $(long) \\n `line`\n", EMPTY: ''};
      const script = 'printf %s "$GREETING"; echo "[$EMPTY] $OWN $PWD"; cat';
      const result = await (await channel()).exec(['sh', '-c', script], {signal, env, workdir: '/tmp'});
      expect(result).toEqual({code: 0, stdout: `${env.GREETING}[] own /tmp\n`, stderr: ''});
    });

    test('whose output exceeds the limit', async () => {
      let bytes = 0;
      const result = await (
        await channel()
      ).exec(['head', '-c', '5000000', '/dev/zero'], {
        signal,
        onOutput: (_stream, piece) => void (bytes += piece.length),
      });
      expect([result.code, result.stdout.length, bytes]).toEqual([0, 1024 * 1024, 5_000_000]);
    });

    test('and kills all their processes when the signal is aborted', async () => {
      const own = await channel();
      const over = new AbortController();
      const killed = own.exec(['sh', '-c', 'sleep 4711 & sleep 4712 & echo started; wait'], {
        signal: over.signal,
        onOutput() {
          over.abort();
          return undefined;
        },
      });
      await expect(killed).rejects.toMatchObject({name: 'ChannelError', message: 'the command was killed'});
      const {stdout} = await own.exec(['ps', '-o', 'args'], {signal});
      expect(stdout).not.toContain('sleep 471');
    });

    test.each([
      [['no-such-program'], {}, 'exec: "no-such-program": executable file not found in $PATH'],
      [['ls'], {workdir: '/missing'}, 'the folder `/missing` does not exist in the container'],
      [
        ['ls'],
        {user: 'guest'},
        'cannot run as `guest`: in a cluster, a command runs as the user of its container',
      ],
      [['ls'], {env: {'A-B': 'c'}}, 'a shell cannot set a variable with the name `A-B`'],
    ])('but fails if a command cannot start: %j %j', async (argv, options, message) => {
      await expect((await channel()).exec(argv, {signal, ...options})).rejects.toMatchObject({
        ...{name: 'ChannelError', blame: 'request', message},
      });
    });

    test('but fails if the container has ended', async () => {
      const ended = await testPod(await api(), {command: ['true']});
      await expect
        .poll(async () => await failure(podChannel(ended).exec(['ls'], {signal})))
        .toBe('the container is not running');
    });

    test('but fails if the container ends during a command', async () => {
      const target = await testPod(await api());
      const ended = failure(
        podChannel(target).exec(['sh', '-c', 'echo started; sleep 1000'], {
          signal,
          onOutput: () => {
            void deleteObject(target.client, resources.pods, {
              ...{namespace: target.namespace, name: target.pod, graceSeconds: 0, signal},
            });
            return undefined;
          },
        }),
      );
      expect(await ended).toMatch(
        /^(the container stopped while the command was running|the connection to the command was lost|the pod is gone)$/,
      );
    });

    test('but fails if the pod does not exist', async () => {
      const missing = podChannel({...(await box()), pod: 'missing'});
      expect(await failure(missing.exec(['ls'], {signal}))).toBe('the pod is gone');
    });
  });

  describe('copies', () => {
    test('folders with their contents, in both directions', async () => {
      const folder = await temporaryDirectory();
      await mkdir(join(folder, 'a/deep'), {recursive: true});
      await writeFile(join(folder, 'a/deep/program'), 'x'.repeat(3_000_000));
      await chmod(join(folder, 'a/deep/program'), 0o751);
      await symlink('deep/program', join(folder, 'a/link'));
      const own = await channel();
      await own.copyIn(join(folder, 'a'), '/new/parents/copy', {signal});
      await own.exec(['ln', '-s', '/new/parents', '/shortcut'], {signal});
      await own.copyOut('/shortcut/copy', join(folder, 'back/again'), {signal});
      const back = join(folder, 'back/again/deep/program');
      expect((await readFile(back)).length).toBe(3_000_000);
      expect((await stat(back)).mode & 0o777).toBe(0o751);
      expect(await readlink(join(folder, 'back/again/link'))).toBe('deep/program');
    });

    test('files to another name, even one that begins with a dash', async () => {
      const folder = await temporaryDirectory();
      await writeFile(join(folder, 'file'), 'content');
      const own = await channel();
      await own.copyIn(join(folder, 'file'), '/tmp/-n', {signal});
      await own.copyOut('/tmp/-n', join(folder, 'back'), {signal});
      expect(await readFile(join(folder, 'back'), 'utf8')).toBe('content');
    });

    test('but rejects replacing a folder by a file, or a file by a folder', async () => {
      const folder = await temporaryDirectory();
      const own = await channel();
      await writeFile(join(folder, 'file'), 'content');
      await expect(own.copyIn(join(folder, 'file'), '/tmp', {signal})).rejects.toThrow(
        '`/tmp` in the container is a folder and cannot be replaced by a file',
      );
      await expect(own.copyOut('/tmp', join(folder, 'file'), {signal})).rejects.toThrow(
        'file` is a file and cannot be replaced by a folder',
      );
    });

    test('but fails if a source is missing on either side', async () => {
      const folder = await temporaryDirectory();
      const own = await channel();
      await expect(own.copyIn(join(folder, 'missing'), '/tmp/a', {signal})).rejects.toThrow('does not exist');
      await expect(own.copyOut('/missing', join(folder, 'a'), {signal})).rejects.toThrow(
        '`/missing` does not exist in the container',
      );
    });

    test('but fails without a shell in the container', async () => {
      const script = 'rm /bin/sh; while :; do sleep 1; done';
      const bare = podChannel(await testPod(await api(), {command: ['sh', '-c', script]}));
      const folder = await temporaryDirectory();
      const copied = async (): Promise<string> =>
        await failure(bare.copyOut('/etc/passwd', join(folder, 'a'), {signal}));
      await expect
        .poll(copied)
        .toBe('the container has no `sh`: in a cluster, copies need `sh` and `tar` in the image');
    });

    test('or runs commands without a shell if they do not need one', async () => {
      const script = 'rm /bin/sh; while :; do sleep 1; done';
      const bare = podChannel(await testPod(await api(), {command: ['sh', '-c', script]}));
      await expect.poll(async () => await failure(bare.exec(['sh'], {signal}))).toMatch(/^exec: "sh"/);
      expect(await bare.exec(['echo', 'hi'], {signal})).toMatchObject({code: 0, stdout: 'hi\n'});
      expect(await failure(bare.exec(['ls'], {signal, workdir: '/tmp'}))).toBe(
        'the container has no `sh`, which `workdir` and `env` need',
      );
    });

    test('until the signal is aborted', async () => {
      const folder = await temporaryDirectory();
      const copied = (await channel()).copyOut('/dev/zero/..', join(folder, 'a'), {
        signal: AbortSignal.abort(new Error('enough')),
      });
      await expect(copied).rejects.toThrow('enough');
    });
  });

  describe('provides a log', () => {
    const COUNT = 3_000;
    const script = `i=0; while [ $i -lt ${COUNT} ]; do echo line $i; i=$((i+1)); [ $((i % 100)) = 0 ] && sleep 0.1; done`;
    const all = Array.from({length: COUNT}, (_, at) => `line ${at}\n`).join('');

    test('that is read completely and without duplicates over breaking connections', async () => {
      const {client, proxy} = await breakable(kubeconfig);
      const target = await testPod(client, {command: ['sh', '-c', script]});
      let text = '';
      let breaks = 0;
      const events: string[] = [];
      await followLogs(target, {
        signal,
        onPiece(piece) {
          text += Buffer.from(piece).toString('utf8');
          // Breaks the connection once for every fifth of the log, in the middle of the data.
          if (text.length > (all.length * (breaks + 1)) / 5) {
            breaks++;
            proxy.breakAll();
          }
          return undefined;
        },
        onLost: () => void events.push('lost'),
        onRegained: () => void events.push('regained'),
      });
      expect(text).toBe(all);
      expect(breaks).toBeGreaterThan(1);
      expect(events.slice(0, 2)).toEqual(['lost', 'regained']);
    });

    test('until the signal is aborted', async () => {
      const over = new AbortController();
      const target = await testPod(await api(), {command: ['sh', '-c', 'echo hi; sleep 1000']});
      const read = followLogs(target, {
        signal: over.signal,
        onPiece() {
          over.abort(new Error('enough'));
          return undefined;
        },
      });
      await expect(read).rejects.toThrow('enough');
    });

    test('that ends with its pod', async () => {
      const target = await testPod(await api(), {command: ['sh', '-c', 'echo hi; sleep 1000']});
      let text = '';
      await followLogs(target, {
        signal,
        onPiece(piece) {
          text += Buffer.from(piece).toString('utf8');
          const name = {namespace: target.namespace, name: target.pod};
          void deleteObject(target.client, resources.pods, {...name, graceSeconds: 0, signal});
          return undefined;
        },
      });
      expect(text).toBe('hi\n');
    });
  });

  describe('has its ports forwarded', () => {
    const SIZE = 2_000_000;
    const serve = `head -c ${SIZE} /dev/zero > /tmp/big; echo hi > /tmp/index.html; exec httpd -f -p 8080 -h /tmp`;
    let server: Omit<PodTarget, 'client'> | undefined;

    async function forwarded(port = 8080) {
      const {client, proxy} = await breakable(kubeconfig);
      server ??= await testPod(client, {command: ['sh', '-c', serve]});
      const problems: string[] = [];
      const forward = await forwardPort(
        client,
        {...server, port},
        {local: {host: '127.0.0.78', port: 0}, onProblem: ({message}) => void problems.push(message)},
      );
      onTestFinished(async () => await forward.close());
      const get = async (path: string): Promise<string> =>
        await (
          await fetch(`http://127.0.0.78:${forward.port}${path}`, {headers: {connection: 'close'}})
        ).text();
      return {get, proxy, problems, forward};
    }

    test('to an address of this machine, with many connections at the same time', async () => {
      const {get, problems} = await forwarded();
      await expect.poll(async () => await get('/').catch(String)).toBe('hi\n');
      problems.length = 0;
      const answers = await Promise.all(Array.from({length: 10}, async () => await get('/')));
      expect(answers).toEqual(Array(10).fill('hi\n'));
      expect((await get('/big')).length).toBe(SIZE);
      expect(problems).toEqual([]);
    });

    test('after a connection was broken', async () => {
      const {get, proxy, forward, problems} = await forwarded();
      await expect.poll(async () => await get('/').catch(String)).toBe('hi\n');
      const open = connect(forward.port, '127.0.0.78');
      open.on('error', () => undefined);
      // `once` of Node would reject with this error.
      const closed = new Promise(resolve => open.once('close', resolve));
      await expect.poll(() => proxy.open).toBeGreaterThan(0);
      problems.length = 0;
      open.write('GET /big HTTP/1.1\r\nHost: a\r\n\r\n');
      await once(open, 'data');
      proxy.breakAll();
      await closed;
      expect(await get('/')).toBe('hi\n');
    });

    test('for a client that closes its sending side first', async () => {
      const {forward} = await forwarded();
      const ask = async (): Promise<string> => {
        const socket = connect(forward.port, '127.0.0.78').on('error', () => undefined);
        socket.end('GET / HTTP/1.0\r\n\r\n');
        return await text(socket).catch(String);
      };
      await expect.poll(ask).toMatch(/^HTTP\/1\.\d 200 OK[^]*\r\n\r\nhi\n$/);
    });

    test('but reports a port where nothing listens', async () => {
      const {get, problems} = await forwarded(9);
      await expect(get('/')).rejects.toThrow();
      await expect.poll(() => problems.at(-1)).toMatch(/connection refused/);
    });

    test('until the forwarding is closed', async () => {
      const {forward} = await forwarded();
      const open = connect(forward.port, '127.0.0.78').on('error', () => undefined);
      await once(open, 'connect');
      const closed = new Promise(resolve => open.once('close', resolve));
      const taken = forwardPort(
        (await box()).client,
        {namespace: 'default', pod: 'a', port: 1},
        {
          ...{local: {host: forward.host, port: forward.port}, onProblem: () => undefined},
        },
      );
      await expect(taken).rejects.toMatchObject({code: 'EADDRINUSE'});
      await forward.close();
      await closed;
      const again = connect(forward.port, '127.0.0.78');
      await expect(once(again, 'connect')).rejects.toMatchObject({code: 'ECONNREFUSED'});
    });
  });
}

/** The message of the error that `work` rejects with. */
async function failure(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'no failure',
    (error: unknown) => (error as Error).message,
  );
}
