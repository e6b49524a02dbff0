import {readFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import type {HttpProbe, HttpRequest, HttpUrlProbe} from '../schema/launch-file.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';
import {connectionProblem} from './connection-problem.ts';
import type {HttpResponse} from './http-get.ts';
import {pending} from './last-seen.ts';
import type {ProbeKind} from './probe-kind.ts';
import type {Endpoint} from './subject.ts';

/** Passes when the response to a GET matches. */
export const httpProbe: ProbeKind<HttpProbe | HttpUrlProbe> = {
  aspect: () => undefined,
  limits: ({http, ...beside}) => (typeof http === 'string' ? beside : http),
  describe: (source, values) => `http ${values.text(requestOf(source).url)}`,
  create(source, {values, cwd, subject: {site}}) {
    const {url: address, status, body, headers = {}, ca} = requestOf(source);
    const url = httpUrl(values.text(address), site);
    const expected: Expected = {
      ...(status !== undefined && {status}),
      ...(body !== undefined && {body: new RegExp(body)}),
      headers: Object.entries(headers).map(([name, value]) => [name, values.text(value)]),
    };
    const caPath = ca === undefined ? undefined : values.text(ca);
    return {
      async check(signal) {
        if (url === undefined)
          return {
            status: 'failed',
            lastSeen: `expected an http or https URL, found \`${values.text(address)}\``,
          };
        // Read each time: the task may be about to write it.
        const trusted = caPath === undefined ? undefined : await readCertificates(caPath, cwd);
        if (trusted && 'problem' in trusted) return pending(trusted.problem);
        // On demand: Node's own https takes a while to load, and most launches do not ask by it.
        const {httpGet} = await import('./http-get.ts');
        const response = await httpGet(url, {...trusted, readBody: expected.body !== undefined, signal});
        return 'problem' in response ? pending(response.problem) : judge(response, expected);
      },
    };
  },
};

interface Expected {
  /** Any 2xx where there is none. */
  readonly status?: number;
  readonly body?: RegExp;
  readonly headers: readonly (readonly [string, string])[];
}

function requestOf({http}: HttpProbe | HttpUrlProbe): HttpRequest {
  return typeof http === 'string' ? {url: http} : http;
}

/** A path alone is one of the task's only published port. */
function isPath(url: string): boolean {
  return url.startsWith('/');
}

function httpUrl(written: string, site: Endpoint | undefined): URL | undefined {
  const text = isPath(written) && site ? `http://${authority(site)}${written}` : written;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

function authority({host, port}: Endpoint): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
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

function judge({status, headers, body}: HttpResponse, expected: Expected): ProbeResult {
  const isExpected =
    expected.status === undefined ? status >= 200 && status < 300 : status === expected.status;
  if (!isExpected) return pending(`HTTP ${status}`);
  for (const [name, value] of expected.headers) {
    const found = [headers[name.toLowerCase()] ?? []].flat().join(', ');
    if (!(name.toLowerCase() in headers)) return pending(`header \`${name}\` is missing`);
    if (found !== value) return pending(`header \`${name}\` is \`${found}\`, not \`${value}\``);
  }
  if (expected.body && !expected.body.test(body))
    return pending(`body does not match ${String(expected.body)}`);
  return {status: 'ready'};
}
