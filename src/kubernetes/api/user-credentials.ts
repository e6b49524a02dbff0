import {resolve} from 'node:path';
import type {Credential, Credentials} from './credentials.ts';
import {pluginCredentials} from './exec-plugin.ts';
import type {UserEntry} from './kubeconfig.ts';
import {KubernetesError} from './problem.ts';
import {readPem} from './read-pem.ts';
import {tokenFileCredentials} from './token-file.ts';
import type {UserContext} from './user-context.ts';

/** The credentials of a user; without a user, requests are anonymous. @throws KubernetesError `no-access` */
export async function userCredentials(
  user: UserEntry | undefined,
  context: UserContext,
): Promise<Credentials> {
  if (!user) return fixed({headers: {}});
  const cert = await readPem(user, 'client-certificate', context.source);
  const key = await readPem(user, 'client-key', context.source);
  const own = {...(cert !== undefined && {cert}), ...(key !== undefined && {key})};
  const acting = impersonation(user);
  const source = tokenSource(user, context);
  const complete = (credential: Credential): Credential => ({
    ...{...own, ...credential},
    headers: {...credential.headers, ...acting},
  });
  const {renew} = source;
  return {
    current: async signal => complete(await source.current(signal)),
    ...(renew && {renew: async (signal: AbortSignal) => complete(await renew(signal))}),
  };
}

/** In kubectl's order of precedence: token, token file, plugin, password. */
function tokenSource(user: UserEntry, context: UserContext): Credentials {
  const {token, tokenFile, exec, username, password, folder} = user;
  if (token) return fixed(bearer(token));
  if (tokenFile) return tokenFileCredentials(resolve(folder, tokenFile), context);
  if (exec) return pluginCredentials(exec, context);
  if (username) return fixed(basic(username, password ?? ''));
  const provider = user['auth-provider']?.name;
  if (provider !== undefined) throw removedProvider(provider, context.source);
  return fixed({headers: {}});
}

function fixed(credential: Credential): Credentials {
  return {current: async () => credential};
}

function bearer(token: string): Credential {
  return {headers: {authorization: `Bearer ${token}`}};
}

function basic(username: string, password: string): Credential {
  const encoded = Buffer.from(`${username}:${password}`).toString('base64');
  return {headers: {authorization: `Basic ${encoded}`}};
}

function impersonation(user: UserEntry): Credential['headers'] {
  const {as, 'as-uid': uid, 'as-groups': groups} = user;
  return {
    ...(as !== undefined && {'impersonate-user': as}),
    ...(uid !== undefined && {'impersonate-uid': uid}),
    ...(groups !== undefined && {'impersonate-group': groups}),
  };
}

function removedProvider(name: string, source: string): KubernetesError {
  const why = `its user has the auth provider \`${name}\`, which Kubernetes 1.26 removed`;
  return new KubernetesError({
    ...{problem: 'no-access', source, why, next: 'replace `auth-provider` with an `exec` plugin'},
  });
}
