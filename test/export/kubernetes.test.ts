import {describe, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {kubernetesManifests} from '../../src/export/kubernetes/manifests.ts';
import {launch, losses} from './launch.ts';

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {readonly name: string};
  readonly spec: Readonly<Record<string, unknown>>;
}

interface Template {
  readonly template: {
    readonly metadata: {readonly labels: object; readonly annotations?: object};
    readonly spec: {readonly containers: readonly [Readonly<Record<string, unknown>>]};
  };
}

function manifests(text: string) {
  const exported = kubernetesManifests(launch(text));
  const objects = parseAllDocuments(exported.files[0]?.text ?? '').map(
    document => document.toJS() as KubernetesObject,
  );
  const find = (kind: string, name: string) =>
    objects.find(object => object.kind === kind && object.metadata.name === name);
  const template = (name: string) => (find('Deployment', name)?.spec as unknown as Template).template;
  return {objects, find, template, losses: losses(exported)};
}

/** Exports a container with these keys. Returns its container and pod without the fields that all have, and the losses. */
function pod(keys: string, beside = '') {
  const {template, losses} = manifests(
    `vars: {size: 9m}\ntasks:\n  web: {container: {image: nginx, ${keys}}${beside}}`,
  );
  const {containers, ...spec} = template('web').spec;
  const {name, image, ...container} = containers[0];
  const {annotations} = template('web').metadata;
  return {parts: {...container, ...spec, ...(annotations && {annotations})}, losses};
}

describe('keys of a container', () => {
  test.each([
    ['pull: missing', {imagePullPolicy: 'IfNotPresent'}],
    ['platform: linux/arm64', {nodeSelector: {'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'arm64'}}],
    ['entrypoint: [a], command: [b]', {command: ['a'], args: ['b']}],
    ['env: {A: "$(x) $y"}', {env: [{name: 'A', value: '$$(x) $y'}]}],
    ['env: {A: "$$ $$$(x)"}', {env: [{name: 'A', value: '$$$ $$$$$$(x)'}]}],
    ['user: "1000:100"', {securityContext: {runAsUser: 1000, runAsGroup: 100}}],
    ['workdir: /srv', {workingDir: '/srv'}],
    [
      'expose: ["80", "5-6/udp"]',
      {
        ports: [
          {containerPort: 80, protocol: 'TCP'},
          {containerPort: 5, protocol: 'UDP'},
          {containerPort: 6, protocol: 'UDP'},
        ],
      },
    ],
    [
      'post_start: [{command: a}], pre_stop: [{command: [b]}]',
      {
        lifecycle: {
          postStart: {exec: {command: ['sh', '-e', '-c', 'a']}},
          preStop: {exec: {command: ['b']}},
        },
      },
    ],
    [
      'tmpfs: ["/tmp:size=64m"]',
      {
        volumeMounts: [{name: 'memory-0', mountPath: '/tmp'}],
        volumes: [{name: 'memory-0', emptyDir: {medium: 'Memory', sizeLimit: '64Mi'}}],
      },
    ],
    ['labels: {a: b}', {annotations: {a: 'b'}}],
    [
      'cap_add: [NET_ADMIN], cap_drop: [ALL], read_only: true, security_opt: ["no-new-privileges:true"]',
      {
        securityContext: {
          capabilities: {add: ['NET_ADMIN'], drop: ['ALL']},
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
        },
      },
    ],
    ['memory: 1.5g, cpus: 0.5', {resources: {limits: {memory: '1.5Gi', cpu: '0.5'}}}],
    [
      'memory: "${{ vars.size }}", mem_reservation: 1m',
      {resources: {limits: {memory: '9Mi'}, requests: {memory: '1Mi'}}},
    ],
    ['network_mode: host', {hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet'}],
    ['hostname: h, stdin_open: true, tty: true', {hostname: 'h', stdin: true, tty: true}],
    [
      'dns: [10.0.0.2], dns_search: [a.b], dns_opt: ["ndots:2", rotate]',
      {
        dnsPolicy: 'None',
        dnsConfig: {
          nameservers: ['10.0.0.2'],
          searches: ['a.b'],
          options: [{name: 'ndots', value: '2'}, {name: 'rotate'}],
        },
      },
    ],
    [
      'privileged: true, group_add: [5], sysctls: {net.core.somaxconn: 9}',
      {
        securityContext: {supplementalGroups: [5], sysctls: [{name: 'net.core.somaxconn', value: '9'}]},
      },
    ],
    ['ipc: host, pid: host, userns_mode: host', {hostIPC: true, hostPID: true, hostUsers: true}],
    ['runtime: gvisor', {runtimeClassName: 'gvisor'}],
    ['annotations: {a: b}', {annotations: {a: 'b'}}],
    [
      'shm_size: 64m',
      {
        volumeMounts: [{name: 'shm', mountPath: '/dev/shm'}],
        volumes: [{name: 'shm', emptyDir: {medium: 'Memory', sizeLimit: '64Mi'}}],
      },
    ],
    ['extra_hosts: ["a:10.0.0.1"]', {hostAliases: [{ip: '10.0.0.1', hostnames: ['a']}]}],
    ['grace: 1500ms', {terminationGracePeriodSeconds: 2}],
    ['restart: {attempts: unlimited}', {}],
    ['init: false', {}],
  ])('become fields of a container or pod: %s', (keys, parts) =>
    expect(pod(keys)).toEqual({parts, losses: []}),
  );

  test.each([
    ['env_file: [a]', 'container.env_file'],
    ['user: node', 'container.user'],
    ['volumes: [./a:/a]', 'container.volumes'],
    ['volumes: [{type: bind, source: ./a, target: /a}]', 'container.volumes'],
    ['tmpfs: ["/tmp:size=1m,mode=700"]', 'container.tmpfs'],
    ['security_opt: [seccomp=x]', 'container.security_opt'],
    ['init: true', 'container.init'],
    ['pids_limit: 5', 'container.pids_limit'],
    ['extra_hosts: ["a:host-gateway"]', 'container.extra_hosts'],
    ['stop_signal: SIGINT', 'container.stop_signal'],
    ['network_mode: none', 'container.network_mode'],
    ['domainname: d', 'container.domainname'],
    ['mac_address: "02:42:ac:11:00:02"', 'container.mac_address'],
    ['cpu_shares: 5', 'container.cpu_shares'],
    ['ulimits: {nofile: 5}', 'container.ulimits'],
    ['devices: [/dev/null]', 'container.devices'],
    ['gpus: all', 'container.gpus'],
    ['group_add: [video]', 'container.group_add'],
    ['logging: {driver: none}', 'container.logging'],
    ['memory: 9m, memswap_limit: 18m', 'container.memswap_limit'],
    ['oom_score_adj: 5', 'container.oom_score_adj'],
    ['restart: {attempts: 3}', 'container.restart'],
    ['on_exit: fail', 'container.on_exit'],
    ['ports: ["80"]', 'container.ports'],
    ['env: {A: "${{ run.id }}"}', 'container.env.A'],
  ])('are reported: %s', (keys, key) => {
    expect(pod(keys).losses.map(line => line.split(': ')[1])).toEqual([key]);
  });
});

describe('probes', () => {
  test('are exported for readiness and liveness', () => {
    expect(
      pod(
        'ports: ["8080"]',
        ', ready: {http: /up, attempt_timeout: 3s}, liveness: {port: 8080, interval: 5s, failures: 2}',
      ).parts,
    ).toMatchObject({
      readinessProbe: {httpGet: {path: '/up', port: 8080}, periodSeconds: 1, timeoutSeconds: 3},
      livenessProbe: {tcpSocket: {port: 8080}, periodSeconds: 5, failureThreshold: 2},
    });
    expect(pod('healthcheck: {command: ok}', ', ready: {health: {}}').parts).toMatchObject({
      readinessProbe: {exec: {command: ['sh', '-c', 'ok']}},
    });
    expect(pod('', ', ready: {exec: [a, b]}').parts).toMatchObject({
      readinessProbe: {exec: {command: ['a', 'b']}},
    });
  });

  test('have their limits before or after the key of the probe', () => {
    const {parts, losses} = pod(
      'ports: ["80"]',
      ', ready: {timeout: 5s, log: up}, liveness: {http: {url: /up, interval: 4s, failures: 5}}',
    );
    expect(parts).toMatchObject({livenessProbe: {periodSeconds: 4, failureThreshold: 5}});
    expect(losses).toContain('web: ready: `log` of this form has no counterpart in a pod');
    expect(pod('', ', liveness: {interval: 6s, port: 80}').parts).toMatchObject({
      livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 6},
    });
  });

  test('are reported if pods have no equivalent', () => {
    expect(pod('', ', ready: [{log: up}, {port: 1}, {port: 2}]')).toEqual({
      parts: {readinessProbe: {tcpSocket: {port: 1}, periodSeconds: 1, timeoutSeconds: 2}},
      losses: [
        'web: ready: `log` of this form has no counterpart in a pod',
        'web: ready: a container has one readiness probe; the first is kept',
      ],
    });
  });
});

describe('a launch', () => {
  const shop = manifests(`
name: My Shop
secrets: {DB: {env: DB}}
tasks:
  inside: {network: {internal: true}}
  app-image: {image: {build: .}}
  my_db:
    container: {image: pg, networks: [inside], volumes: ["my_data:/data"], env: {P: "\${{ secrets.DB }}"}}
  web:
    container:
      image: \${{ tasks.app-image.ref }}
      networks: [inside, bridge]
      ports: ["\${{ tasks.address.ip }}:8080:80"]
      env: {DB: "pg://\${{ secrets.DB }}@\${{ tasks.my_db.name }}", H: "\${{ env.HOME || '/root' }}"}
  address: {alias: {}}
  work: {run: work}
`);

  test('becomes a Deployment and a headless Service for each container', () => {
    expect(shop.objects.map(({kind, metadata}) => `${kind} ${metadata.name}`)).toEqual([
      'PersistentVolumeClaim my-data',
      'NetworkPolicy inside',
      ...['Deployment my-db', 'Service my-db', 'Deployment web', 'Service web'],
    ]);
    expect(shop.find('Service', 'web')?.spec).toEqual({
      clusterIP: 'None',
      selector: {'app.kubernetes.io/name': 'web', 'app.kubernetes.io/part-of': 'my-shop'},
      ports: [{name: 'tcp-80', port: 80, protocol: 'TCP'}],
    });
  });

  test('reads secrets as variables, which other variables reference', () => {
    expect(shop.template('web').spec.containers[0]).toMatchObject({
      image: 'app-image',
      env: [
        {name: 'SECRET_DB', valueFrom: {secretKeyRef: {name: 'my-shop', key: 'DB'}}},
        {name: 'DB', value: 'pg://$(SECRET_DB)@my-db'},
        {name: 'H', value: '/root'},
      ],
    });
  });

  test('isolates pods that are only in internal networks', () => {
    expect(shop.template('my-db').metadata.labels).toMatchObject({
      'network/inside': 'joined',
      'network/confined': 'true',
    });
    expect(shop.template('web').metadata.labels).not.toHaveProperty('network/confined');
    expect(shop.find('NetworkPolicy', 'inside')?.spec).toMatchObject({
      podSelector: {matchLabels: {'network/inside': 'joined', 'network/confined': 'true'}},
    });
  });

  test('runs a container that ends as a Job', () => {
    const {objects} = manifests('tasks: {seed: {container: {image: seed, ends: true, grace: 1s}}}');
    expect(objects).toMatchObject([
      {
        kind: 'Job',
        spec: {
          backoffLimit: 0,
          template: {
            spec: {restartPolicy: 'Never', terminationGracePeriodSeconds: 1, containers: [{name: 'seed'}]},
          },
        },
      },
    ]);
  });

  test('reports the remaining steps', () => {
    expect(shop.losses.map(line => line.split(' ').slice(0, 4).join(' '))).toEqual([
      'address: pods have their',
      'work: a cluster runs',
      'web: container: `env.HOME`: a',
      'web: container.ports: reach it',
      'app-image: build the image,',
      'the claim `my-data` requests',
      'secrets.DB: create it with',
    ]);
  });
});

test('volume tasks become claims; other mounts become volumes of the pod', () => {
  const {template, find, losses} = manifests(`
tasks:
  data: {volume: {keep: true}}
  web:
    container:
      image: nginx
      volumes:
        - data:/d:ro
        - {type: volume, target: /own}
        - {type: tmpfs, target: /m, tmpfs: {size: 1m}}
        - {type: image, source: app, target: /i, image: {subpath: s}}
`);
  const {volumes, containers} = template('web').spec as unknown as {
    readonly volumes: readonly object[];
    readonly containers: readonly [{readonly volumeMounts: readonly object[]}];
  };
  expect(find('PersistentVolumeClaim', 'data')).toBeDefined();
  expect(volumes).toEqual([
    {name: 'data', persistentVolumeClaim: {claimName: 'data'}},
    {name: 'volume-1', emptyDir: {}},
    {name: 'memory-volume-2', emptyDir: {medium: 'Memory', sizeLimit: '1Mi'}},
    {name: 'image-3', image: {reference: 'app'}},
  ]);
  expect(containers[0].volumeMounts).toEqual([
    {name: 'data', mountPath: '/d', readOnly: true},
    {name: 'volume-1', mountPath: '/own'},
    {name: 'memory-volume-2', mountPath: '/m'},
    {name: 'image-3', mountPath: '/i', subPath: 's'},
  ]);
  expect(losses).toEqual(['the claim `data` requests 1Gi; set the size that its data needs']);
});
