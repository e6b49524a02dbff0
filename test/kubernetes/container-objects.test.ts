import {expect, test} from 'vitest';
import {containerObjects} from '../../src/kubernetes/container-objects.ts';
import {NotInCluster, type EngineKeys} from '../../src/kubernetes/pod-keys.ts';
import {networkName} from '../../src/kubernetes/pod-networks.ts';
import type {ContainerRequest} from '../../src/places/container-request.ts';

const owner = {
  ...{run: '20261129-041500-k3f9', task: 'web', file: '/home/me/shop/bottle.yaml'},
  ...{state: '0a1b2c', owner: 'me@laptop'},
};

const empty: ContainerRequest = {
  ...{image: 'nginx:1.29', keys: {}, labels: {}, env: {}, ports: [], exposed: [], probed: [], mounts: []},
  ...{memoryMounts: [], files: [], networks: [{name: 'bridge'}], links: [], names: ['web'], graceMs: 10_000},
  ...{preStop: [], filesIn: '/', siblings: []},
};

const known = {
  isSecret: (text: string) => text.includes('hidden'),
  isTemporary: (volume: string) => volume === 'scratch',
};

function objectsOf(request: Partial<ContainerRequest>) {
  return containerObjects({...empty, ...request}, owner, known);
}

/** The pod's spec as plain data for comparison. */
function specOf(request: Partial<ContainerRequest>) {
  return objectsOf(request).pod.spec as Record<string, unknown> & {readonly containers: readonly object[]};
}

function containerOf(request: Partial<ContainerRequest>) {
  return specOf(request).containers[0] as Record<string, unknown>;
}

test('a container becomes a pod that is never restarted and has labels of its owner', () => {
  const {pod, services, ...others} = objectsOf({});
  expect(pod).toMatchObject({
    metadata: {
      name: 'bottle-20261129-041500-k3f9-web',
      labels: {
        'bottle.run': '20261129-041500-k3f9',
        'bottle.task': 'web',
        'bottle.state': '0a1b2c',
        'bottle.network/bridge': 'joined',
      },
      annotations: {'bottle.file': '/home/me/shop/bottle.yaml', 'bottle.owner': 'me@laptop'},
    },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 10,
      containers: [{name: 'main', image: 'nginx:1.29', imagePullPolicy: 'IfNotPresent'}],
    },
  });
  expect(pod.metadata.labels['bottle.file']).toMatch(/^home\.me\.shop\.bottle\.yaml-[0-9a-f]{8}$/);
  expect(services.map(({metadata, spec}) => [metadata.name, spec])).toEqual([
    [
      'web',
      {
        ...{clusterIP: 'None', publishNotReadyAddresses: true},
        selector: {'bottle.run': '20261129-041500-k3f9', 'bottle.task': 'web'},
      },
    ],
  ]);
  expect(others).toEqual({name: 'bottle-20261129-041500-k3f9-web', container: 'main'});
});

/** Keys of a container with the resulting fields of the container. */
const inContainer: readonly [EngineKeys, object][] = [
  [{command: ['serve', '$HOME']}, {args: ['serve', '$$HOME']}],
  [{entrypoint: ['sh', '-c', 'echo $$ $(date)']}, {command: ['sh', '-c', 'echo $$$$ $$(date)']}],
  [{user: '1000:1001'}, {securityContext: {runAsUser: 1000, runAsGroup: 1001}}],
  [{user: '0'}, {securityContext: {runAsUser: 0}}],
  [
    {workdir: '/srv', tty: true, stdin_open: true},
    {workingDir: '/srv', tty: true, stdin: true},
  ],
  [
    {memory: '512m', mem_reservation: '128m', cpus: 1.5},
    {resources: {limits: {memory: '512Mi', cpu: '1.5'}, requests: {memory: '128Mi'}}},
  ],
  [{storage_opt: {size: '10G'}}, {resources: {limits: {'ephemeral-storage': '10Gi'}}}],
  [{gpus: [{count: 2}]}, {resources: {limits: {'nvidia.com/gpu': '2'}}}],
  [
    {cap_add: ['CAP_NET_ADMIN'], cap_drop: ['ALL'], privileged: false, read_only: true},
    {
      securityContext: {
        ...{capabilities: {add: ['NET_ADMIN'], drop: ['ALL']}, privileged: false},
        readOnlyRootFilesystem: true,
      },
    },
  ],
  [
    {security_opt: ['no-new-privileges', 'seccomp=unconfined']},
    {securityContext: {allowPrivilegeEscalation: false, seccompProfile: {type: 'Unconfined'}}},
  ],
];

test.each(inContainer)('%j becomes fields of the container', (keys, fields) => {
  expect(containerOf({keys})).toMatchObject(fields);
});

/** Keys of a container with the resulting fields of its pod. */
const inPod: readonly [EngineKeys, object][] = [
  [{init: true}, {shareProcessNamespace: true}],
  [{platform: 'linux/arm64'}, {nodeSelector: {'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'arm64'}}],
  [{shm_size: '1g'}, {volumes: [{name: 'shm', emptyDir: {medium: 'Memory', sizeLimit: '1Gi'}}]}],
  [{group_add: [44, '992']}, {securityContext: {supplementalGroups: [44, 992]}}],
  [
    {sysctls: {'net.core.somaxconn': 1024}},
    {securityContext: {sysctls: [{name: 'net.core.somaxconn', value: '1024'}]}},
  ],
  [{runtime: 'kata'}, {runtimeClassName: 'kata'}],
  [{hostname: 'Web'}, {hostname: 'web'}],
  [
    {dns: ['9.9.9.9'], dns_search: ['example.test'], dns_opt: ['ndots:1', 'rotate']},
    {
      dnsPolicy: 'None',
      dnsConfig: {
        ...{nameservers: ['9.9.9.9'], searches: ['example.test']},
        options: [{name: 'ndots', value: '1'}, {name: 'rotate'}],
      },
    },
  ],
  [{extra_hosts: ['db.local:10.0.0.2']}, {hostAliases: [{ip: '10.0.0.2', hostnames: ['db.local']}]}],
];

test.each(inPod)('%j becomes fields of the pod', (keys, fields) => {
  expect(specOf({keys})).toMatchObject(fields);
});

/** Invalid values that result from references and are detected only at the start, with the message. */
const refused: readonly [EngineKeys, string][] = [
  [{user: 'node'}, '`user`: a cluster accepts only numeric users, found `node`; write it as `"1000:1000"`'],
  [{ulimits: {nofile: 1024}}, '`ulimits`: the container runtime of the node sets them; leave them out'],
  [{ipc: 'host'}, '`ipc`: a cluster isolates containers from their node: `ipc: host` is not possible'],
];

test.each(refused)('%j is rejected at the start', (keys, message) => {
  expect(() => objectsOf({keys})).toThrow(new NotInCluster(message));
});

test('variables are plain text, except those with secrets', () => {
  const {pod, secret} = objectsOf({env: {PRICE: '$5', TOKEN: 'hidden $1'}});
  expect(pod.spec).toMatchObject({
    containers: [
      {
        env: [
          {name: 'PRICE', value: '$$5'},
          {name: 'TOKEN', valueFrom: {secretKeyRef: {name: pod.metadata.name, key: 'env-1'}}},
        ],
      },
    ],
  });
  expect(secret?.data).toEqual({'env-1': Buffer.from('hidden $1').toString('base64')});
  expect(JSON.stringify(pod)).not.toContain('hidden');
});

test('configs become a ConfigMap and secrets a Secret, with each file mounted separately', () => {
  const file = {mode: 0o444, uid: 0, gid: 0};
  const {pod, configMap, secret} = objectsOf({
    files: [
      {...file, target: '/etc/app.conf', content: 'debug = true', isSecret: false},
      {...file, target: '/run/secrets/TOKEN', content: 'x', isSecret: true, mode: 0o400},
    ],
  });
  const {name} = pod.metadata;
  expect(configMap?.binaryData).toEqual({'file-0': Buffer.from('debug = true').toString('base64')});
  expect(secret?.data).toEqual({'file-1': Buffer.from('x').toString('base64')});
  expect(pod.spec).toMatchObject({
    containers: [
      {
        volumeMounts: [
          {name: 'configs', mountPath: '/etc/app.conf', subPath: 'file-0', readOnly: true},
          {name: 'secrets', mountPath: '/run/secrets/TOKEN', subPath: 'file-1', readOnly: true},
        ],
      },
    ],
    volumes: [
      {name: 'configs', configMap: {name, items: [{key: 'file-0', path: 'file-0', mode: 0o444}]}},
      {name: 'secrets', secret: {secretName: name, items: [{key: 'file-1', path: 'file-1', mode: 0o400}]}},
    ],
  });
});

test('a file owned by another user than root is rejected', () => {
  const files = [{target: '/a', content: '', mode: 0o400, uid: 1000, gid: 0, isSecret: false}];
  expect(() => objectsOf({files})).toThrow(/^file `\/a`: in a cluster, files belong to root/);
});

test('volumes become claims, folders of the pod, or memory', () => {
  const spec = specOf({
    mounts: [
      {type: 'volume', source: 'bottle-x-data', target: '/data', readOnly: true},
      {type: 'volume', source: 'scratch', target: '/cache', readOnly: false},
      {type: 'volume', target: '/own', readOnly: false},
      {type: 'tmpfs', target: '/mem', readOnly: false, tmpfs: {size: '64m'}},
    ],
    memoryMounts: [{target: '/tmp', options: 'size=32m,mode=1777'}],
  });
  expect(spec.volumes).toEqual([
    {name: 'volume-0', persistentVolumeClaim: {claimName: 'bottle-x-data'}},
    {name: 'volume-1', emptyDir: {}},
    {name: 'volume-2', emptyDir: {}},
    {name: 'memory-volume-3', emptyDir: {medium: 'Memory', sizeLimit: '64Mi'}},
    {name: 'memory-0', emptyDir: {medium: 'Memory', sizeLimit: '32Mi'}},
  ]);
  expect(spec.containers).toMatchObject([
    {
      volumeMounts: [
        {name: 'volume-0', mountPath: '/data', readOnly: true},
        {name: 'volume-1', mountPath: '/cache'},
        {name: 'volume-2', mountPath: '/own'},
        {name: 'memory-volume-3', mountPath: '/mem'},
        {name: 'memory-0', mountPath: '/tmp'},
      ],
    },
  ]);
});

test('a folder of this machine is rejected', () => {
  const mounts = [{type: 'bind', source: '/home/me', target: '/src', readOnly: true} as const];
  expect(() => objectsOf({mounts})).toThrow(
    /^`\/home\/me:\/src`: a cluster cannot mount files of this machine/,
  );
});

const inside = networkName('bottle-r-inside', true);
const open = networkName('bottle-r-open', false);
const peer = (network: string) => ({podSelector: {matchLabels: {[`bottle.network/${network}`]: 'joined'}}});

test('a pod only in the default network has no policy', () => {
  expect(objectsOf({networks: [{name: 'bridge'}]}).policy).toBeUndefined();
});

test('a pod only in an internal network has traffic only with that network and DNS', () => {
  const {policy, pod} = objectsOf({networks: [{name: inside, aliases: ['proxy']}]});
  expect(pod.metadata.labels).toMatchObject({[`bottle.network/${inside}`]: 'joined'});
  expect(policy?.spec).toMatchObject({
    podSelector: {matchLabels: {'bottle.run': owner.run, 'bottle.task': 'web'}},
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{from: [peer(inside)]}],
    egress: [
      {to: [peer(inside)]},
      {
        ports: [
          {port: 53, protocol: 'UDP'},
          {port: 53, protocol: 'TCP'},
        ],
      },
    ],
  });
});

test('a pod that is also in another network can reach everything, and is reachable from both networks', () => {
  const {policy} = objectsOf({networks: [{name: inside}, {name: open}, {name: 'bridge'}]});
  const bridge = {'bottle.network/bridge': 'joined', 'bottle.run': owner.run};
  expect(policy?.spec).toEqual({
    podSelector: {matchLabels: {'bottle.run': owner.run, 'bottle.task': 'web'}},
    policyTypes: ['Ingress'],
    ingress: [{from: [peer(inside), peer(open), {podSelector: {matchLabels: bridge}}]}],
  });
});

test.each([{networks: []}, {networkMode: 'none'}])('a pod without networks (%j) has no traffic', request => {
  const {policy, services} = objectsOf(request);
  expect(policy?.spec).toMatchObject({policyTypes: ['Ingress', 'Egress'], ingress: [], egress: []});
  expect(services).toEqual([]);
});

test('each alias becomes one Service', () => {
  const {services} = objectsOf({
    networks: [
      {name: inside, aliases: ['proxy', 'Web']},
      {name: open, aliases: ['proxy', 'a_b']},
    ],
  });
  expect(services.map(({metadata}) => metadata.name)).toEqual(['web', 'proxy', 'a-b']);
});

test('labels stay labels if they are valid in Kubernetes, and become annotations otherwise', () => {
  const {metadata} = objectsOf({labels: {tier: 'front', note: 'two words', 'bottle.run': 'mine'}}).pod;
  expect(metadata.labels).toMatchObject({tier: 'front', 'bottle.run': owner.run});
  expect(metadata.annotations).toMatchObject({note: 'two words'});
});

test('a long name keeps its end and a hash', () => {
  const {name, pod} = containerObjects(empty, {...owner, task: 'Web_'.repeat(30)}, known);
  expect(name).toMatch(/^[a-z0-9-]{1,63}$/);
  expect(name).toMatch(/web-web-[0-9a-f]{8}$/);
  expect(pod.metadata.labels['bottle.task']).toMatch(/^.{1,54}-[0-9a-f]{8}$/);
});

test('the other containers of a pod wait for the Secret with their environment, and have their own files and volumes', () => {
  const file = (target: string, isSecret = false) => ({
    ...{target, content: target, mode: 0o400, uid: 0, gid: 0, isSecret},
  });
  const sibling = (task: string, request: Partial<ContainerRequest>) => ({
    task,
    request: {...empty, networks: [], ...request},
  });
  const {pod, services, configMap, secret} = objectsOf({
    ...{names: ['web', 'side', 'Other_One'], env: {TOKEN: 'hidden'}, files: [file('/a')]},
    siblings: [
      sibling('side', {
        ...{image: 'side:1', graceMs: 30_000, files: [file('/b'), file('/c', true)]},
        mounts: [{type: 'volume', source: 'scratch', target: '/data', readOnly: false}],
        keys: {command: ['run'], memory: '64m'},
      }),
      sibling('Other_One', {image: 'other:1'}),
    ],
  });
  const items = (...keys: readonly string[]) => keys.map(key => ({key, path: key, mode: 0o400}));
  const name = 'bottle-20261129-041500-k3f9-web';
  expect(pod.spec).toMatchObject({
    terminationGracePeriodSeconds: 30,
    containers: [
      {name: 'web', image: 'nginx:1.29'},
      {
        ...{name: 'side', image: 'side:1', args: ['run'], resources: {limits: {memory: '64Mi'}}},
        envFrom: [{secretRef: {name: 'bottle-20261129-041500-k3f9-side.env'}}],
        volumeMounts: [
          {name: 'sibling-1-volume-0', mountPath: '/data'},
          {name: 'sibling-1-configs', mountPath: '/b', subPath: 'sibling-1-file-0'},
          {name: 'sibling-1-secrets', mountPath: '/c', subPath: 'sibling-1-file-1'},
        ],
      },
      {image: 'other:1', envFrom: [{secretRef: {name: expect.stringMatching(/\.env$/) as string}}]},
    ],
    volumes: [
      {name: 'configs', configMap: {name, items: items('file-0')}},
      {name: 'sibling-1-volume-0', emptyDir: {}},
      {name: 'sibling-1-configs', configMap: {name, items: items('sibling-1-file-0')}},
      {name: 'sibling-1-secrets', secret: {secretName: name, items: items('sibling-1-file-1')}},
    ],
  });
  expect(services.map(({metadata}) => metadata.name)).toEqual(['web', 'side', 'other-one']);
  expect(Object.keys(configMap?.binaryData ?? {})).toEqual(['file-0', 'sibling-1-file-0']);
  expect(Object.keys(secret?.data ?? {})).toEqual(['env-0', 'sibling-1-file-1']);
});
