import {parseStatus} from '../../probes/http-status.ts';
import type {ProbeTargetName} from '../../probes/subject.ts';
import type {HttpStatus, Probe} from '../../schema/probes.ts';
import {hasExpression, parseTemplate} from '../../values/template.ts';
import type {KeyPath} from '../yaml/parsed-file.ts';

/** A problem of a probe. */
export interface ProbeMistake {
  readonly message: string;
  /** The location, as a path inside the probe. */
  readonly key: KeyPath;
  /** The default is the value. */
  readonly part?: 'key';
}

/** Invalid values of a probe that can be detected before the run. `probeTargets` are the targets that the kind of the task offers. */
export function probeMistakes(
  probe: Probe,
  probeTargets: readonly ProbeTargetName[],
): readonly ProbeMistake[] {
  if ('port' in probe) return at(['port'], portMistake(String(probe.port)));
  if ('log' in probe) return at(['log'], patternMistake(probe.log));
  if (!('http' in probe)) return [];
  if (typeof probe.http === 'string') return at(['http'], urlMistake(probe.http, probeTargets));
  const {url, body, status = []} = probe.http;
  return [
    ...[status].flat().flatMap((expected, index) => {
      const key = Array.isArray(status) ? ['http', 'status', index] : ['http', 'status'];
      return at(key, statusMistake(expected));
    }),
    ...at(['http', 'url'], urlMistake(url, probeTargets)),
    ...at(['http', 'body'], body === undefined ? undefined : patternMistake(body)),
  ];
}

function at(key: KeyPath, message: string | undefined): readonly ProbeMistake[] {
  return message === undefined ? [] : [{message, key}];
}

function portMistake(port: string): string | undefined {
  if (hasExpression(port)) return undefined;
  const [, digits] = /^(?:\[[^\]]+\]:|[^:\s]+:)?(\d+)$/.exec(port) ?? [];
  const isPort = digits !== undefined && Number(digits) >= 1 && Number(digits) <= 65_535;
  return isPort ? undefined : `expected a port from 1 to 65535 or \`host:port\`, found \`${port}\``;
}

/** Numbers are checked with the shape of the file. */
function statusMistake(status: HttpStatus): string | undefined {
  if (typeof status === 'number' || hasExpression(status)) return undefined;
  const form = /^[1-5](\d\d(-[1-5]\d\d)?|xx)$/i;
  if (!form.test(status))
    return `expected a status such as \`200\`, \`200-399\` or \`2xx\`, found \`${status}\``;
  const {from, to} = parseStatus(status);
  return from <= to
    ? undefined
    : `expected the lower status first, found \`${status}\`; write \`${to}-${from}\``;
}

function patternMistake(pattern: string): string | undefined {
  // Reported together with other misplaced references.
  if (hasExpression(pattern)) return undefined;
  try {
    new RegExp(pattern);
    return undefined;
  } catch (error) {
    const [, why = ''] = /.*: (.*)$/s.exec((error as SyntaxError).message) ?? [];
    return `\`${pattern}\` is not a valid regular expression: ${why.toLowerCase()}`;
  }
}

/** References are replaced by digits, which are valid everywhere after the scheme. A reference in the scheme cannot be checked. */
function urlMistake(source: string, probeTargets: readonly ProbeTargetName[]): string | undefined {
  const {parts} = parseTemplate(source);
  const [first] = parts;
  if (first?.type !== 'literal') return undefined;
  if (parts.length > 1 && /^[a-z]*$/i.test(first.text)) return undefined;
  // The kind checks whether the task has the single port that a bare path needs.
  if (first.text.startsWith('/') && probeTargets.includes('baseUrl')) return undefined;
  const url = parts.map(part => (part.type === 'literal' ? part.text : '1')).join('');
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return undefined;
  return `expected an \`http\` or \`https\` URL such as \`http://127.0.0.1:8080/health\`, found \`${source}\``;
}
