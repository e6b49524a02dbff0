import {BlockList} from 'node:net';
import {ipVersion} from '../../vocabulary/ip-version.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for `server`: that of the kubeconfig, else `HTTPS_PROXY` or `HTTP_PROXY`, unless `NO_PROXY` contains the
 * host. As with kubectl, a proxy of the environment is never used for loopback addresses.
 */
export function proxyFor(server: string, own: string | undefined, env: Environment): string | undefined {
  if (own) return own;
  const {protocol, hostname, port} = new URL(server);
  const host = hostname.replace(/^\[|\]$/g, '');
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = variable(env, name);
  if (proxy === undefined || isLoopback(host)) return undefined;
  const listed = (variable(env, 'NO_PROXY') ?? '').split(',').map(entry => entry.trim().toLowerCase());
  if (listed.some(entry => covers(entry, host, port || (protocol === 'https:' ? '443' : '80'))))
    return undefined;
  return /^[a-z\d+]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

function variable(env: Environment, name: string): string | undefined {
  return [env[name], env[name.toLowerCase()]].find(value => value !== undefined && value !== '');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Whether an entry of `NO_PROXY` matches: `*`, a host or domain with or without a port, an address, or a range. */
function covers(entry: string, host: string, port: string): boolean {
  if (entry === '' || entry === '*') return entry === '*';
  if (ipVersion(host) !== 0) return coversAddress(entry, host, port);
  const [, domain = '', only] = /^(?:\*?\.)?([^:]*)(?::(\d+))?$/.exec(entry) ?? [];
  if (domain === '' || (only !== undefined && only !== port)) return false;
  const isSubdomain = host.endsWith(`.${domain}`);
  return isSubdomain || (host === domain && !/^\*?\./.test(entry));
}

function coversAddress(entry: string, host: string, port: string): boolean {
  const family = ipVersion(host) === 6 ? 'ipv6' : 'ipv4';
  const [range = '', bits] = entry.split('/');
  if (bits === undefined) return [host, `${host}:${port}`, `[${host}]:${port}`].includes(entry);
  if (ipVersion(range) !== ipVersion(host)) return false;
  const block = new BlockList();
  block.addSubnet(range, Number(bits), family);
  return block.check(host, family);
}
