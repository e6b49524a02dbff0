import {NODE_IMAGE} from '../test/support/kubernetes/image.ts';

/** Pods in waves. Each pod needs all pods of the previous wave, so a script that starts wave after wave loses nothing. */
const WAVES = [['db', 'cache'], ['api', 'auth', 'worker'], ['web', 'admin'], ['proxy']];

export const NAMES: readonly string[] = WAVES.flat();

/** Each program has its own namespace. */
export const namespaceWith = {bottle: 'with-bottle', kubectl: 'with-kubectl'};

const PORT = 8080;
const COMMAND = ['httpd', '-f', '-p', String(PORT)];

/** The launch file; `all` prints the time of its start. */
export function bottleFile(keys: {readonly until?: 'all'} = {}): string {
  const tasks = WAVES.flatMap((wave, at) =>
    wave.map((name): [string, object] => [
      name,
      {
        ...(at > 0 && {needs: WAVES[at - 1]}),
        container: {
          image: NODE_IMAGE,
          command: COMMAND,
          networks: [{network: 'inside', aliases: [name]}],
          grace: '0s',
        },
        ready: {port: PORT},
      },
    ]),
  );
  const all = {needs: WAVES.at(-1), run: ['date', '+%s%3N']};
  return JSON.stringify({
    places: {lab: {kubernetes: {namespace: namespaceWith.bottle}}},
    ...{place: 'lab', ...keys},
    tasks: {inside: {network: {}}, ...Object.fromEntries<object>(tasks), all},
  });
}

/** The manifests of the same pod, and of the Service for its name. */
export function manifestOf(name: string): string {
  const metadata = {name, labels: {app: name}};
  const readinessProbe = {tcpSocket: {port: PORT}, periodSeconds: 1};
  const container = {
    name: 'main',
    image: NODE_IMAGE,
    imagePullPolicy: 'IfNotPresent',
    command: COMMAND,
    readinessProbe,
  };
  const spec = {
    ...{restartPolicy: 'Never', terminationGracePeriodSeconds: 0, enableServiceLinks: false},
    containers: [container],
  };
  const service = {clusterIP: 'None', selector: {app: name}};
  return JSON.stringify({
    ...{apiVersion: 'v1', kind: 'List'},
    items: [
      {apiVersion: 'v1', kind: 'Pod', metadata, spec},
      {apiVersion: 'v1', kind: 'Service', metadata: {name}, spec: service},
    ],
  });
}

/** The equivalent script, as one would write it by hand. */
export function script(kubectl: string): string {
  return WAVES.map(wave => {
    const files = wave.map(name => `-f ${name}.json`).join(' ');
    const pods = wave.map(name => `pod/${name}`).join(' ');
    return `${kubectl} apply ${files} && ${kubectl} wait --for=condition=Ready --timeout=120s ${pods}`;
  }).join('\n');
}
