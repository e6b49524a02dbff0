import type {PortProbe} from '../schema/probes.ts';
import {connect} from './connect.ts';
import {pending} from './last-seen.ts';
import {createListenerChecks} from './own-listener.ts';
import type {ProbeKind} from './kind.ts';
import {hostOptions} from './resolve-host.ts';
import type {Endpoint, ProbeTarget} from './subject.ts';
import {watchEndpoint} from './watch-endpoint.ts';

/** Passes when a TCP connection to a port of the task, or to `host:port`, opens and stays open. */
export const portProbe: ProbeKind<PortProbe> = {
  probeTarget: ({port}) => (isNumber(String(port)) ? 'endpoint' : undefined),
  limits: source => source,
  describe: ({port}, values) => `port ${values.text(String(port))}`,
  ownEndpoint({port, any_owner: anyOwner = false}, values, subject) {
    const endpoint = endpointOf(values.text(String(port)), subject);
    return anyOwner || 'problem' in endpoint ? undefined : endpoint;
  },
  create({port, any_owner: anyOwner = false}, {subject, values, clock, findStranger, watchListeners}) {
    const endpoint = endpointOf(values.text(String(port)), subject);
    const newCheck = createListenerChecks(anyOwner ? undefined : findStranger);
    return {
      ...('host' in endpoint && {url: urlOf(endpoint), ...watchEndpoint(endpoint, watchListeners)}),
      async check(signal) {
        if ('problem' in endpoint) return {status: 'failed', lastSeen: endpoint.problem};
        const {host, port, holdMs, behind} = endpoint;
        const at = {host, port, ...hostOptions(host)};
        const {onOpen, result} = newCheck();
        const connected = await connect({at, holdMs, ...(behind && {behind}), onOpen}, clock, signal);
        return 'problem' in connected ? pending(connected.problem) : await result(connected.at);
      },
    };
  },
};

/** A proxy on this machine closes a connection within this time if its server does not listen. */
const HOLD_MS = 10;

function endpointOf(text: string, subject: ProbeTarget): Endpoint | {readonly problem: string} {
  if (isNumber(text) && isPort(text)) {
    return (
      subject.endpoint?.(Number(text)) ?? {problem: `port ${text} has no host here; write \`host:${text}\``}
    );
  }
  const [, bracketed, plain, port = ''] = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d+)$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || !isPort(port))
    return {problem: `expected a port or \`host:port\`, found \`${text}\``};
  return {host, port: Number(port), holdMs: HOLD_MS};
}

function urlOf({host, port}: Endpoint): string {
  return `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}

function isPort(digits: string): boolean {
  return Number(digits) >= 1 && Number(digits) <= 65_535;
}
