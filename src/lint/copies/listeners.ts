import type {Task} from '../../model/launch-file.ts';
import {ownEndpoint} from '../../probes/registry.ts';
import type {Endpoint} from '../../probes/subject.ts';
import {HOLE} from '../../tasks/shared/ports.ts';
import {readyProbesOf} from '../probes-of.ts';
import type {FindClashes} from './clash.ts';
import {ownAddress} from './own-address.ts';
import {ipVersion} from '../../vocabulary/ip-version.ts';

/** Fixed addresses and ports of this machine that services listen on, according to their probes. */
export const listeners: FindClashes = context =>
  context.tasks.flatMap(task =>
    readyProbesOf(task).flatMap(({probe, path}) => {
      const endpointAt = listensAt(task);
      if (!endpointAt) return [];
      const endpoint = ownEndpoint(probe, context.valuesOf(task), {endpoint: endpointAt});
      if (!endpoint || !isOfThisMachine(endpoint.host)) return [];
      const {how, reference} = ownAddress(context);
      const message = `all listen on ${endpoint.host}:${endpoint.port}; ${how}, and use it in the server and in this probe: \`${reference}:${endpoint.port}\``;
      return [{task, path: [...path, 'port' in probe ? 'port' : 'http'], message}];
    }),
  );

/** Returns the endpoint of a port of the task, if the task listens on addresses of this machine. */
function listensAt({kind, source}: Task): ((port: number) => Endpoint) | undefined {
  if ('container' in source && source.container.network_mode === 'host')
    return port => ({host: 'localhost', port, holdMs: 0});
  return 'serve' in source ? kind.listensAt : undefined;
}

/** Other names than `localhost` are resolved only when the task starts. */
function isOfThisMachine(host: string): boolean {
  if (host.includes(HOLE)) return false;
  return (
    host === 'localhost' ||
    (ipVersion(host) === 4 ? /^(127\.|0\.0\.0\.0$)/.test(host) : host === '::1' || host === '::')
  );
}
