import {chmod, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {stringify} from 'yaml';
import type {Credential} from '../../../src/kubernetes/api/credentials.ts';
import {findAccess, type AccessRequest} from '../../../src/kubernetes/api/find-access.ts';
import type {ClusterAccess} from '../../../src/kubernetes/api/access.ts';
import {KubernetesError} from '../../../src/kubernetes/api/problem.ts';
import {systemClock} from '../../../src/processes/system-clock.ts';
import {fakeClock} from '../../support/fake-clock.ts';
import {temporaryDirectory} from '../../support/temporary-directory.ts';

const {signal} = new AbortController();

const CLUSTER = {server: 'https://cluster.example:6443/', 'insecure-skip-tls-verify': true};

/** A file with one context `lab`. */
function lab(user: object = {token: 'secret'}, cluster: object = CLUSTER): object {
  return {
    'current-context': 'lab',
    contexts: [{name: 'lab', context: {cluster: 'lab', user: 'me', namespace: 'sandboxes'}}],
    clusters: [{name: 'lab', cluster}],
    users: [{name: 'me', user}],
  };
}

interface Setting {
  readonly files?: Readonly<Record<string, object | string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly request?: AccessRequest;
  readonly clock?: typeof systemClock;
}

/** The access found with these files in the home directory. `$HOME` in a variable is replaced by this directory. */
async function accessWith({
  files = {},
  env = {},
  request = {},
  clock = systemClock,
}: Setting): Promise<ClusterAccess & {readonly home: string}> {
  const home = await temporaryDirectory();
  for (const [name, content] of Object.entries(files))
    await writeFile(join(home, name), typeof content === 'string' ? content : stringify(content));
  const expanded = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.replaceAll('$HOME', home)]),
  );
  return {...(await findAccess(request, {env: {PATH: process.env.PATH, ...expanded}, home, clock})), home};
}

async function credentialOf(user: object): Promise<Credential> {
  const {credentials} = await accessWith({files: {config: lab(user)}, env: {KUBECONFIG: '$HOME/config'}});
  return await credentials.current(signal);
}

/** The facts of the error, without the path of the temporary folder. */
async function problemOf(setting: Setting): Promise<object> {
  const error: unknown = await accessWith(setting).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof KubernetesError)) throw new Error(`not a problem: ${String(error)}`);
  return JSON.parse(JSON.stringify(error.facts).replaceAll(/\/[^ "`]*bottle-test-\w+/g, '~')) as object;
}

const KUBECONFIG = {KUBECONFIG: '$HOME/config'};

describe('a context', () => {
  test('has a server, a namespace and TLS settings', async () => {
    const access = await accessWith({files: {config: lab()}, env: KUBECONFIG});
    expect(access).toMatchObject({
      ...{server: 'https://cluster.example:6443', context: 'lab', namespace: 'sandboxes'},
      tls: {insecure: true},
    });
  });

  test('is selected by name', async () => {
    const other = {...lab(), 'current-context': 'other'};
    const access = await accessWith({files: {config: other}, env: KUBECONFIG, request: {context: 'lab'}});
    expect(access.context).toBe('lab');
  });

  test('comes from the first file in KUBECONFIG that defines it, and its parts can be in several files', async () => {
    const files = {
      a: {contexts: [{name: 'lab', context: {cluster: 'far', user: 'me'}}]},
      b: {...lab(), clusters: [{name: 'far', cluster: {server: 'https://far'}}]},
    };
    const access = await accessWith({files, env: {KUBECONFIG: '$HOME/a:$HOME/missing:$HOME/b'}});
    expect(access).toMatchObject({server: 'https://far', namespace: 'default', context: 'lab'});
  });

  test('can have a server without a scheme', async () => {
    const files = {config: lab({}, {server: 'localhost:8080'})};
    expect((await accessWith({files, env: KUBECONFIG})).server).toBe('http://localhost:8080');
  });
});

describe('a problem of a kubeconfig is reported with a fix:', () => {
  const source = '~/config';
  test.each<[name: string, setting: Setting, facts: object]>([
    [
      'no file',
      {},
      {
        ...{source: 'the kubeconfig', why: 'there is no kubeconfig'},
        next: 'create `~/.kube/config`, or set `KUBECONFIG` to its path',
      },
    ],
    [
      'a missing file that was requested',
      {request: {kubeconfig: '/nowhere/config'}},
      {
        ...{source: '`/nowhere/config`', why: 'the file does not exist'},
        next: 'correct the path of the kubeconfig',
      },
    ],
    [
      'no current context',
      {files: {config: {contexts: []}}, env: KUBECONFIG},
      {
        ...{source, why: 'no context is selected'},
        next: 'set `context`, or select one with `kubectl config use-context`',
      },
    ],
    [
      'an unknown context',
      {files: {config: lab()}, env: KUBECONFIG, request: {context: 'lap'}},
      {source, why: 'there is no context `lap`', next: 'did you mean `lab`?'},
    ],
    [
      'a context with an undefined cluster',
      {files: {config: {...lab(), clusters: []}}, env: KUBECONFIG},
      {
        ...{source: 'context `lab` of ~/config', why: 'its cluster `lab` is not defined'},
        next: 'correct the kubeconfig',
      },
    ],
    [
      'a context with an undefined user',
      {files: {config: {...lab(), users: null}}, env: KUBECONFIG},
      {
        ...{source: 'context `lab` of ~/config', why: 'its user `me` is not defined'},
        next: 'correct the kubeconfig',
      },
    ],
    [
      'an invalid URL',
      {files: {config: lab({}, {server: 'https://'})}, env: KUBECONFIG},
      {
        source: 'context `lab` of ~/config',
        why: 'the address of its server, `https://`, is not a URL',
        next: 'correct the kubeconfig',
      },
    ],
    [
      'invalid YAML',
      {files: {config: 'contexts: ['}, env: KUBECONFIG},
      {
        source: '`~/config`',
        why: expect.stringMatching(/^it is not valid YAML: /) as string,
        next: 'correct the file',
      },
    ],
    [
      'a list',
      {files: {config: '- a'}, env: KUBECONFIG},
      {source: '`~/config`', why: 'it is not a map', next: 'correct the file'},
    ],
    [
      'a missing certificate authority',
      {files: {config: lab({}, {...CLUSTER, 'certificate-authority': 'ca.pem'})}, env: KUBECONFIG},
      {
        source: 'context `lab` of ~/config',
        why: expect.stringMatching(/^`certificate-authority` cannot be read: ENOENT/) as string,
        next: 'correct the kubeconfig',
      },
    ],
    [
      'a removed auth provider',
      {files: {config: lab({'auth-provider': {name: 'gcp'}})}, env: KUBECONFIG},
      {
        source: 'context `lab` of ~/config',
        why: 'its user has the auth provider `gcp`, which Kubernetes 1.26 removed',
        next: 'replace `auth-provider` with an `exec` plugin',
      },
    ],
  ])('%s', async (_name, setting, facts) => {
    expect(await problemOf(setting)).toEqual({problem: 'no-access', ...facts});
  });
});

describe('a user', () => {
  test('can have a token', async () => {
    expect(await credentialOf({token: 'abc'})).toEqual({headers: {authorization: 'Bearer abc'}});
  });

  test('can have a password', async () => {
    const {headers} = await credentialOf({username: 'me', password: 'secret'});
    expect(headers).toEqual({authorization: `Basic ${btoa('me:secret')}`});
  });

  test('can have a client certificate, as data or in a file next to the kubeconfig', async () => {
    const files = {
      config: lab({'client-certificate': 'me.pem', 'client-key-data': btoa('KEY'), 'client-key': 'no'}),
      'me.pem': 'CERT',
    };
    const {credentials} = await accessWith({files, env: KUBECONFIG});
    expect(await credentials.current(signal)).toEqual({headers: {}, cert: 'CERT', key: 'KEY'});
  });

  test('can impersonate another user', async () => {
    expect(await credentialOf({token: 'abc', as: 'you', 'as-groups': ['a', 'b']})).toEqual({
      headers: {
        authorization: 'Bearer abc',
        'impersonate-user': 'you',
        'impersonate-group': ['a', 'b'],
      },
    });
  });

  test('can have a token file, which is read again after a minute and after a refusal', async () => {
    const clock = fakeClock();
    const files = {config: lab({tokenFile: 'token'}), token: 'first\n'};
    const {credentials, home} = await accessWith({files, env: KUBECONFIG, clock});
    const current = async (): Promise<unknown> => (await credentials.current(signal)).headers.authorization;
    expect(await current()).toBe('Bearer first');
    await writeFile(join(home, 'token'), 'second');
    expect(await current()).toBe('Bearer first');
    await clock.advance(60_000);
    expect(await current()).toBe('Bearer second');
    await writeFile(join(home, 'token'), 'third');
    await credentials.renew?.(signal);
    expect(await current()).toBe('Bearer third');
  });
});

/** A plugin that counts its runs, prints its request, and ends as the test specifies. */
async function pluginAccess(
  answer: object,
  options: object = {},
): Promise<Awaited<ReturnType<typeof accessWith>>> {
  const script = `#!/bin/sh
echo run >> "$COUNT"
printf '%s' "$KUBERNETES_EXEC_INFO" > "$COUNT.info"
cat <<'END'
${JSON.stringify(answer)}
END
`;
  const files = {
    plugin: script,
    config: lab({
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        ...{command: './plugin', args: ['token'], env: [{name: 'GREETING', value: 'hi'}], ...options},
      },
    }),
  };
  const access = await accessWith({files, env: {...KUBECONFIG, COUNT: '$HOME/count'}});
  await chmod(join(access.home, 'plugin'), 0o755);
  return access;
}

describe('a credential plugin', () => {
  test('provides a token until it expires, and runs once for concurrent requests', async () => {
    const future = new Date(Date.now() + 3_600_000).toISOString();
    const {credentials, home} = await pluginAccess(
      {status: {token: 'from-plugin', expirationTimestamp: future}},
      {provideClusterInfo: true},
    );
    const all = await Promise.all([credentials.current(signal), credentials.current(signal)]);
    expect(all[1]).toEqual({headers: {authorization: 'Bearer from-plugin'}});
    await credentials.current(signal);
    expect(await linesOf(join(home, 'count'))).toBe(1);
    await credentials.renew?.(signal);
    expect(await linesOf(join(home, 'count'))).toBe(2);
    expect(JSON.parse(await readText(join(home, 'count.info')))).toMatchObject({
      kind: 'ExecCredential',
      spec: {interactive: false, cluster: {server: 'https://cluster.example:6443'}},
    });
  });

  test('continues for other requests when one of them is cancelled', async () => {
    const answer = JSON.stringify({status: {token: 'late'}});
    const script = `until [ -e "$GO" ]; do sleep 0.02; done; echo '${answer}'`;
    const {credentials, home} = await accessWith({
      files: {config: lab({exec: {command: 'sh', args: ['-c', script]}})},
      env: {...KUBECONFIG, GO: '$HOME/go'},
    });
    const given = new AbortController();
    const [first, second] = [credentials.current(given.signal), credentials.current(signal)];
    given.abort(new Error('given up'));
    await expect(first).rejects.toThrow('given up');
    await writeFile(join(home, 'go'), '');
    expect(await second).toEqual({headers: {authorization: 'Bearer late'}});
  });

  test('runs again once its credentials have expired', async () => {
    const past = new Date(Date.now() - 1_000).toISOString();
    const {credentials, home} = await pluginAccess({
      status: {clientCertificateData: 'CERT', clientKeyData: 'KEY', expirationTimestamp: past},
    });
    expect(await credentials.current(signal)).toEqual({headers: {}, cert: 'CERT', key: 'KEY'});
    await credentials.current(signal);
    expect(await linesOf(join(home, 'count'))).toBe(2);
  });

  test('without output is a problem', async () => {
    const {credentials} = await pluginAccess({status: {}});
    await expect(credentials.current(signal)).rejects.toThrow(
      'its credential plugin `./plugin` printed no ExecCredential with a token or certificate',
    );
  });

  test('that fails is a problem with its last line', async () => {
    const user = {exec: {command: 'sh', args: ['-c', 'echo please log in >&2; exit 3']}};
    await expect(credentialOf(user)).rejects.toThrow(
      'its credential plugin `sh` exited with code 3: please log in',
    );
  });

  test('that is not installed is a problem with the hint in the kubeconfig', async () => {
    const user = {exec: {command: 'no-such-plugin', installHint: 'install it first'}};
    await expect(credentialOf(user)).rejects.toMatchObject({
      facts: {why: expect.stringContaining('cannot be run') as string, next: 'install it first'},
    });
  });
});

async function linesOf(path: string): Promise<number> {
  return (await readText(path)).trim().split('\n').length;
}

async function readText(path: string): Promise<string> {
  const {readFile} = await import('node:fs/promises');
  return await readFile(path, 'utf8');
}
