import {readFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import type {HttpProbe, HttpRequest, HttpStatus, HttpUrlProbe} from '../schema/probes.ts';
import type {Values} from '../values/value-source.ts';
import {connectionProblem} from './connection-problem.ts';
import type {HttpExchange, HttpResponse} from './http-exchange.ts';
import {isExpectedStatus} from './http-status.ts';
import {pending} from './last-seen.ts';
import {createListenerChecks} from './own-listener.ts';
import type {ProbeKind} from './kind.ts';
import type {Endpoint} from './subject.ts';
import {watchEndpoint} from './watch-endpoint.ts';

/** Passes when the response to a request matches. */
export const httpProbe: ProbeKind<HttpProbe | HttpUrlProbe> = {
  probeTarget: () => undefined,
  limits: ({http, ...beside}) => (typeof http === 'string' ? beside : http),
  describe: (source, values) => `http ${values.text(requestOf(source).url)}`,
  ownEndpoint(source, values, {baseUrl}) {
    const {url: address, any_owner: anyOwner = false} = requestOf(source);
    const url = httpUrl(absoluteUrl(values.text(address), baseUrl));
    return anyOwner || url === undefined ? undefined : endpointOf(url);
  },
  create(source, {values, cwd, subject: {baseUrl}, findStranger, watchListeners}) {
    const fields = requestOf(source);
    const address = values.text(fields.url);
    const urlText = absoluteUrl(address, baseUrl);
    const url = httpUrl(urlText);
    const request = requestParts(fields, values);
    const expected = expectationOf(fields, values);
    const newCheck = createListenerChecks(fields.any_owner ? undefined : findStranger);
    const caPath = fields.ca === undefined ? undefined : values.text(fields.ca);
    return {
      // Does not use `url.href`, because its escapes would hide secrets from the masker.
      ...(url && {url: urlText, ...watchEndpoint(endpointOf(url), watchListeners)}),
      async check(signal) {
        if (url === undefined)
          return {status: 'failed', lastSeen: `expected an http or https URL, found \`${address}\``};
        // Read for each attempt, because the task may not have written it yet.
        const trusted = caPath === undefined ? undefined : await readCertificates(caPath, cwd);
        if (trusted && 'problem' in trusted) return pending(trusted.problem);
        // Loaded on demand, because Node's `https` takes a while to load, and most launches have no `http` probe.
        const {exchange} = await import('./http-exchange.ts');
        const {onOpen, result} = newCheck();
        const response = await exchange({...request, ...trusted, url, signal, onOpen});
        if ('problem' in response) return pending(response.problem);
        const problem = mismatch(response, expected);
        return problem === undefined ? await result(response.from) : pending(problem);
      },
    };
  },
};

/** The expected response. */
interface Expected {
  readonly status?: readonly HttpStatus[];
  readonly body?: RegExp;
  readonly headers: readonly (readonly [string, string])[];
}

/** Normalizes the short form, where the other keys are next to the URL. */
function requestOf(source: HttpProbe | HttpUrlProbe): HttpRequest {
  if (typeof source.http !== 'string') return source.http;
  const {http: url, ...beside} = source as HttpUrlProbe;
  return {...beside, url};
}

function requestParts(
  {method, request_headers: headers = {}, request_body: body, body: pattern, insecure = false}: HttpRequest,
  values: Values,
): Omit<HttpExchange, 'url' | 'signal' | 'ca' | 'onOpen'> {
  return {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, values.text(value)])),
    ...(body !== undefined && {body: values.text(body)}),
    ...{insecure, readBody: pattern !== undefined},
  };
}

function expectationOf({status, body, headers = {}}: HttpRequest, values: Values): Expected {
  return {
    ...(status !== undefined && {status: [status].flat()}),
    ...(body !== undefined && {body: new RegExp(body)}),
    headers: Object.entries(headers).map(([name, value]) => [name, values.text(value)]),
  };
}

/** A path without a host refers to the task's only published port. */
function isPath(url: string): boolean {
  return url.startsWith('/');
}

function absoluteUrl(address: string, baseUrl: Endpoint | undefined): string {
  return isPath(address) && baseUrl ? `http://${authority(baseUrl)}${address}` : address;
}

function httpUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

function authority({host, port}: Endpoint): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The host and port of a URL. The default port depends on the protocol. */
function endpointOf({hostname, port, protocol}: URL): {readonly host: string; readonly port: number} {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return {host, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)};
}

async function readCertificates(
  path: string,
  cwd: string,
): Promise<{readonly ca: string} | {readonly problem: string}> {
  try {
    return {ca: await readFile(resolve(cwd, path), 'utf8')};
  } catch (error) {
    const problem = connectionProblem(error);
    if (problem === undefined) throw error;
    return {problem: `certificate file \`${path}\`: ${problem}`};
  }
}

function mismatch({status, headers, body}: HttpResponse, expected: Expected): string | undefined {
  if (!isExpectedStatus(status, expected.status)) return `HTTP ${status}`;
  for (const [name, value] of expected.headers) {
    const found = [headers[name.toLowerCase()] ?? []].flat().join(', ');
    if (!(name.toLowerCase() in headers)) return `header \`${name}\` is missing`;
    if (found !== value) return `header \`${name}\` is \`${found}\`, not \`${value}\``;
  }
  return expected.body && !expected.body.test(body)
    ? `body does not match ${String(expected.body)}`
    : undefined;
}
