import {once} from 'node:events';
import {text} from 'node:stream/consumers';
import {startPiped} from '../processes/start-child.ts';
import {configFolder, readConfig} from './config.ts';

/** A login in the form of the engine API. */
export interface RegistryLogin {
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly serveraddress: string;
}

/** Where logins are stored. */
export interface LoginServices {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** The key under which the `docker` command stores the login for Docker Hub. */
const HUB = 'https://index.docker.io/v1/';

/** The registry of an image reference: `ghcr.io` for `ghcr.io/a/b:1`. */
export function registryOf(ref: string): string {
  const [first = '', ...rest] = ref.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return isHost && first !== 'docker.io' && first !== 'index.docker.io' ? first : HUB;
}

/**
 * The credentials that `docker login` stored for a registry: in a credential helper if config.json names one, or otherwise
 * in the file itself. `undefined` if there are none; many images need no login.
 */
export async function loginFor(
  registry: string,
  {env, home}: LoginServices,
): Promise<RegistryLogin | undefined> {
  const {auths = {}, credHelpers = {}, credsStore} = readConfig(configFolder(env, home));
  const helper = credHelpers[registry] ?? credsStore;
  if (helper) return await askHelper(helper, registry, env);
  const {auth = '', identitytoken} = auths[registry] ?? auths[`https://${registry}`] ?? {};
  if (auth === '' && !identitytoken) return undefined;
  const [username = '', ...password] = Buffer.from(auth, 'base64').toString().split(':');
  return {
    ...(identitytoken ? {identitytoken} : {username, password: password.join(':')}),
    serveraddress: registry,
  };
}

/** All logins, because it is not known in advance which registries the Dockerfile of a build uses. */
export async function allLogins(services: LoginServices): Promise<Readonly<Record<string, RegistryLogin>>> {
  const {auths = {}, credHelpers = {}} = readConfig(configFolder(services.env, services.home));
  const registries = [...new Set([...Object.keys(auths), ...Object.keys(credHelpers)])];
  const logins = await Promise.all(registries.map(async registry => await loginFor(registry, services)));
  return Object.fromEntries(
    registries.flatMap((registry, at) => (logins[at] ? [[registry, logins[at]] as const] : [])),
  );
}

/** Gets a login from a credential helper (https://github.com/docker/docker-credential-helpers#development). */
async function askHelper(
  helper: string,
  registry: string,
  env: LoginServices['env'],
): Promise<RegistryLogin | undefined> {
  const program = startPiped(`docker-credential-${helper}`, ['get'], {env});
  // A helper that is missing or does not read its input has no login.
  const ended = once(program, 'close').then(
    ([code]) => code === 0,
    () => false,
  );
  program.stdin.end(registry);
  program.stderr.resume();
  const said = await text(program.stdout).catch(() => '');
  if (!(await ended)) return undefined;
  const {Username: username, Secret: password} = JSON.parse(said) as {Username: string; Secret: string};
  const secret = username === '<token>' ? {identitytoken: password} : {username, password};
  return {...secret, serveraddress: registry};
}
