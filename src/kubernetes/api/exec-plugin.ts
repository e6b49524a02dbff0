import {resolve} from 'node:path';
import {raceAbort} from '../../processes/race-abort.ts';
import {loadExeca} from '../../processes/start-child.ts';
import {messageOf} from '../../vocabulary/caught-error.ts';
import type {Credential, Credentials} from './credentials.ts';
import type {ExecEntry} from './kubeconfig.ts';
import {KubernetesError} from './problem.ts';
import type {UserContext} from './user-context.ts';

/** Credentials from a credential plugin, cached until they expire. */
export function pluginCredentials(plugin: ExecEntry, context: UserContext): Credentials {
  let last: PluginAnswer | undefined;
  let running: PluginRun | undefined;
  const start = (): PluginRun => {
    const over = new AbortController();
    const result = runPlugin(plugin, context, over.signal).then(answer => (last = answer).credential);
    return {result, over, waiting: 0};
  };
  // Concurrent requests share one run of the plugin, which ends when none of them is waiting for it.
  const renew = async (signal: AbortSignal): Promise<Credential> => {
    const run = (running ??= start());
    run.waiting++;
    try {
      return await raceAbort(run.result, signal);
    } finally {
      run.waiting--;
      if (run.waiting === 0) {
        run.over.abort();
        running = undefined;
      }
    }
  };
  return {
    current: async signal => (last && Date.now() < last.expiresAt ? last.credential : await renew(signal)),
    renew,
  };
}

/** A run of the plugin. */
interface PluginRun {
  readonly result: Promise<Credential>;
  readonly over: AbortController;
  /** The number of requests that are waiting for it. */
  waiting: number;
}

interface PluginAnswer {
  readonly credential: Credential;
  /** In milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins */
interface ExecCredential {
  readonly status?: {
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
    readonly expirationTimestamp?: string;
  };
}

async function runPlugin(
  plugin: ExecEntry,
  context: UserContext,
  signal: AbortSignal,
): Promise<PluginAnswer> {
  const {command = '', args, env: variables, installHint} = plugin;
  // A relative path is resolved against the folder of the kubeconfig; a bare name is looked up on the PATH.
  const program = command.includes('/') ? resolve(context.cluster.folder, command) : command;
  const execa = await loadExeca();
  const {exitCode, stdout, stderr, cause} = await execa(program, [...(args ?? [])], {
    ...{reject: false, stdin: 'ignore', extendEnv: false, cancelSignal: signal},
    env: {
      ...context.env,
      ...Object.fromEntries((variables ?? []).map(({name, value}) => [name, value])),
      KUBERNETES_EXEC_INFO: JSON.stringify(execInfo(plugin, context)),
    },
  });
  signal.throwIfAborted();
  if (exitCode === 0) return answerOf(stdout, command, context.source);
  const why =
    exitCode === undefined
      ? `cannot be run: ${cause === undefined ? 'it was killed' : messageOf(cause)}`
      : `exited with code ${exitCode}: ${lastLine(stderr)}`;
  throw failed(command, why, context.source, exitCode === undefined ? installHint : undefined);
}

function execInfo({apiVersion, provideClusterInfo}: ExecEntry, {server, tls, cluster}: UserContext): object {
  const described = {
    server,
    'tls-server-name': tls.serverName,
    'insecure-skip-tls-verify': tls.insecure,
    'certificate-authority-data': tls.ca === undefined ? undefined : Buffer.from(tls.ca).toString('base64'),
    'proxy-url': cluster['proxy-url'],
  };
  const spec = {interactive: false, ...(provideClusterInfo === true && {cluster: described})};
  return {apiVersion: apiVersion ?? 'client.authentication.k8s.io/v1', kind: 'ExecCredential', spec};
}

function answerOf(stdout: string, command: string, source: string): PluginAnswer {
  const {token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp} = parsed(stdout);
  if (token === undefined && (cert === undefined || key === undefined))
    throw failed(command, 'printed no ExecCredential with a token or certificate', source);
  return {
    credential: {
      headers: token === undefined ? {} : {authorization: `Bearer ${token}`},
      ...(cert !== undefined && key !== undefined && {cert, key}),
    },
    expiresAt: expirationTimestamp === undefined ? Infinity : Date.parse(expirationTimestamp),
  };
}

function parsed(stdout: string): NonNullable<ExecCredential['status']> {
  try {
    return (JSON.parse(stdout) as ExecCredential).status ?? {};
  } catch {
    return {};
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

function failed(command: string, why: string, source: string, hint?: string): KubernetesError {
  return new KubernetesError({
    ...{problem: 'no-access', source, why: `its credential plugin \`${command}\` ${why}`},
    next: hint?.trim() ?? `run \`${command}\` manually, and log in again if it asks you to`,
  });
}
