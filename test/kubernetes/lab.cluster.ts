import {execFile, spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {createInterface} from 'node:readline';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {apiProxy} from '../support/kubernetes/api-proxy.ts';
import {kubernetesProgram, withCluster} from '../support/kubernetes/binaries.ts';
import {cgroupOf} from '../support/kubernetes/cgroups.ts';
import {cluster, type Cluster} from '../support/kubernetes/cluster.ts';
import {NODE_IMAGE} from '../support/kubernetes/image.ts';
import {kubectl} from '../support/kubernetes/kubectl.ts';

const PODS = '/api/v1/namespaces/default/pods';

/** A pod that serves its own name. */
function pod(name: string, node: string): object {
  const command = ['sh', '-c', 'hostname > /tmp/index.html; exec httpd -f -p 8080 -h /tmp'];
  return {
    metadata: {name, labels: {app: name}},
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 0,
      nodeSelector: {'kubernetes.io/hostname': node},
      containers: [
        {
          ...{name, image: NODE_IMAGE, imagePullPolicy: 'IfNotPresent', command},
          readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1},
        },
      ],
    },
  };
}

withCluster('a cluster of the tests', () => {
  let lab: Cluster;
  const ends: (() => Promise<void> | void)[] = [];
  const end = async (): Promise<void> => {
    for (const step of ends.splice(0).toReversed()) await step();
  };
  beforeAll(async () => {
    lab = await cluster({whenOver: step => void ends.push(step)});
    await Promise.all([
      lab.ask('POST', PODS, pod('web', 'node-1')),
      lab.ask('POST', PODS, pod('asker', 'node-2')),
      lab.ask('POST', '/api/v1/namespaces/default/services', {
        metadata: {name: 'web'},
        spec: {clusterIP: 'None', selector: {app: 'web'}},
      }),
    ]);
    await kubectl(lab, 'wait', '--for=condition=Ready', 'pod/web', 'pod/asker', '--timeout=120s');
  });
  afterAll(end);

  /** The response of `web` to the pod on the other node. */
  const answer = async (): Promise<string> =>
    await kubectl(lab, 'exec', 'asker', '--', 'timeout', '20', 'wget', '-q', '-O', '-', 'http://web:8080/');

  const succeeds = async (pod: string): Promise<string> =>
    await kubectl(lab, 'wait', '--for=jsonpath={.status.phase}=Succeeded', pod, '--timeout=120s');

  test('lets a pod reach a pod on another node by service name', async () => {
    await expect.poll(async () => await answer().catch(String)).toBe('web\n');
  });

  test('forwards a port to a loopback address of this machine', async () => {
    const args = ['port-forward', 'pod/web', '--address', '127.0.0.78', ':8080'];
    const forward = spawn(kubernetesProgram('kubectl'), args, {
      ...{env: {...process.env, ...lab.env}, stdio: ['ignore', 'pipe', 'inherit']},
    });
    onTestFinished(() => void forward.kill());
    const [line] = (await once(createInterface(forward.stdout), 'line')) as [string];
    const port = /127\.0\.0\.78:(\d+)/.exec(line)?.[1];
    expect(await (await fetch(`http://127.0.0.78:${port}/`)).text()).toBe('web\n');
  });

  test('is reachable through a proxy that counts requests and can answer them', async () => {
    const proxy = await apiProxy(lab);
    expect(await kubectl(proxy, 'exec', 'asker', '--', 'echo', 'through')).toBe('through\n');
    expect(proxy.requests.map(({path}) => path.split('?')[0])).toContain(`${PODS}/asker/exec`);
    proxy.answerWith(({path}) => (path.startsWith(PODS) ? {status: 429} : undefined));
    await expect(kubectl(proxy, 'get', 'pod', 'asker')).rejects.toThrow('too many requests');
  });

  withEngine('with images of an engine', () => {
    test('runs an image that the `load:` command has put on all nodes', async () => {
      const image = `bottle-test/loaded:${randomUUID()}`;
      onTestFinished(async () => {
        await docker('image', 'rm', image);
      });
      await docker('tag', BUSYBOX, image);
      const env = {...process.env, BOTTLE_IMAGE: image};
      await promisify(execFile)('sh', ['-ec', lab.loadCommand], {env});
      for (const {name} of lab.nodes) {
        const loaded = `loaded-on-${name}`;
        const containers = [{name: 'main', image, imagePullPolicy: 'Never', command: ['true']}];
        const spec = {restartPolicy: 'Never', nodeSelector: {'kubernetes.io/hostname': name}, containers};
        await lab.ask('POST', PODS, {metadata: {name: loaded}, spec});
        await succeeds(`pod/${loaded}`);
      }
    });
  });

  test('ignores network policies, because its network plugin does not support them', async () => {
    const policy = {metadata: {name: 'none'}, spec: {podSelector: {}, policyTypes: ['Ingress', 'Egress']}};
    await lab.ask('POST', '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies', policy);
    expect(await answer()).toBe('web\n');
  });

  test('creates volumes on demand, accessible from all nodes', async () => {
    const claim = {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1Mi'}}};
    const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
    await lab.ask('POST', claims, {metadata: {name: 'data'}, spec: claim});
    await kubectl(lab, 'wait', '--for=jsonpath={.status.phase}=Bound', 'pvc/data', '--timeout=120s');
    for (const [name, node, command] of [
      ['writes', 'node-1', 'echo kept > /data/file'],
      ['reads', 'node-2', 'grep kept /data/file'],
    ] as const) {
      const volume = {name: 'data', persistentVolumeClaim: {claimName: 'data'}};
      await lab.ask('POST', PODS, {
        metadata: {name},
        spec: {
          ...{restartPolicy: 'Never', nodeSelector: {'kubernetes.io/hostname': node}, volumes: [volume]},
          containers: [
            {
              ...{name, image: NODE_IMAGE, imagePullPolicy: 'IfNotPresent', command: ['sh', '-c', command]},
              volumeMounts: [{name: 'data', mountPath: '/data'}],
            },
          ],
        },
      });
      await succeeds(`pod/${name}`);
    }
  });

  test('keeps pods through a restart of the API server', async () => {
    await lab.restart();
    await expect.poll(async () => await answer().catch(String)).toBe('web\n');
  });

  test('notices that a node is cut off, and that it is back', async () => {
    await lab.cutOff('node-2');
    await lab.nodeIs('node-2', false);
    await lab.reconnect('node-2');
    await lab.nodeIs('node-2', true);
  });

  test('drains the pods of a node', async () => {
    await lab.drain('node-1');
    await expect.poll(async () => (await lab.request('GET', `${PODS}/web`)).status).toBe(404);
    await lab.uncordon('node-1');
  });

  test('leaves no process, cgroup, mount or network interface', async () => {
    const {home, namespace} = lab;
    const cgroups = (): readonly string[] => cgroupsNamed(basename(cgroupOf(namespace.pid)));
    expect(cgroups()).not.toEqual([]);
    await end();
    const of = (path: string): string[] => readFileSync(path, 'utf8').split('\n');
    const commands = readdirSync('/proc').filter(
      name => /^\d+$/.test(name) && commandLine(name).includes(home),
    );
    expect(commands.map(commandLine)).toEqual([]);
    expect(cgroups()).toEqual([]);
    expect(of('/proc/self/mountinfo').filter(line => line.includes(home))).toEqual([]);
    expect(of('/proc/net/dev').filter(line => /node-|pods|nodes/.test(line))).toEqual([]);
  });
});

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Cgroups with this name in every hierarchy: one of all controllers, or one for each. */
function cgroupsNamed(name: string): readonly string[] {
  const root = '/sys/fs/cgroup';
  return ['.', ...entriesOf(root)].map(tree => join(root, tree, name)).filter(path => existsSync(path));
}

function entriesOf(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
