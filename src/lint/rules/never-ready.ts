import type {Task} from '../../model/launch-file.ts';
import {formatDuration, parseDuration} from '../../vocabulary/duration.ts';
import {kept} from '../../vocabulary/kept.ts';
import {limitedProbes, type LimitedProbe} from '../probe-limits.ts';
import type {Finding, LintContext, LintRule} from '../rule.ts';

/** A probe that can never pass wastes its whole `timeout` and then fails the run. */
export const neverReady: LintRule = {
  name: 'never-ready',
  about: 'a probe that cannot pass, whatever its task does',
  bad: `
tasks:
  web:
    serve: npm start
    ready: {port: 3000, successes: 10, interval: 5s}
`,
  good: `
tasks:
  web:
    serve: npm start
    ready: {port: 3000, successes: 10, interval: 1s}
`,
  find: context =>
    [...context.launch.tasks.values()].flatMap(task =>
      limitedProbes(task).flatMap(limited => [
        ...tooFewTries(task, limited, context),
        ...wrongPort(task, limited, context),
        ...wrongPattern(limited, context),
      ]),
    ),
};

/** The time over which consecutive successes are spread without an `interval` (polling/pace.ts). */
const SPREAD_MS = 150;

function tooFewTries(
  task: Task,
  {limits, limitsPath}: LimitedProbe,
  {parsed}: LintContext,
): readonly Finding[] {
  const {successes, intervalMs, timeoutMs} = limits;
  if (successes < 2) return [];
  const ownMs = task.source.timeout === undefined ? Infinity : parseDuration(task.source.timeout);
  const atMostMs = Math.min(timeoutMs, ownMs);
  const atLeastMs = intervalMs === undefined ? SPREAD_MS : (successes - 1) * intervalMs;
  if (atLeastMs < atMostMs) return [];
  const message = `${successes} successes take at least ${formatDuration(atLeastMs)}, but the probe has only ${formatDuration(atMostMs)}; raise its \`timeout\`, or require fewer`;
  return [{message, place: parsed.place([...limitsPath, 'successes'], 'value')}];
}

function wrongPort({source}: Task, {probe, path}: LimitedProbe, {parsed}: LintContext): readonly Finding[] {
  if (!('container' in source) || !('port' in probe) || !/^\d+$/.test(String(probe.port))) return [];
  const {networks, ports = []} = source.container;
  const place = parsed.place([...path, 'port'], 'value');
  if (networks?.length === 0)
    return [
      {
        message:
          'a container without networks has no port that a probe can reach; probe inside it with `exec`',
        place,
      },
    ];
  const published = protocolsOf(ports).get(String(probe.port));
  if (!published || published.has('tcp')) return [];
  const [other = ''] = published;
  return [
    {
      message: `port ${probe.port} is published for ${other.toUpperCase()}, but a \`port\` probe opens TCP connections; use \`exec\` or \`log\``,
      place,
    },
  ];
}

/** For each port of a container, the protocols that it is published for. */
const protocolsOf = kept((ports: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const protocols = new Map<string, Set<string>>();
  for (const mapping of ports) {
    const [, port = '', protocol = 'tcp'] = /(?:^|:)(\d+)(?:\/(\w+))?$/.exec(mapping) ?? [];
    protocols.set(port, (protocols.get(port) ?? new Set()).add(protocol));
  }
  return protocols;
});

function wrongPattern({probe, path}: LimitedProbe, {parsed}: LintContext): readonly Finding[] {
  if (!('log' in probe)) return [];
  const {log} = probe;
  const place = parsed.place([...path, 'log'], 'value');
  const between = /^\/(.+)\/[a-z]*$/s.exec(log)?.[1];
  if (between !== undefined && !between.includes('/'))
    return [
      {
        message: `the slashes around \`${log}\` are part of the regular expression; leave them out`,
        place,
        suggestion: JSON.stringify(between),
      },
    ];
  if (/\n|(?<!\\)(?:\\\\)*\\n/.test(log))
    return [{message: 'a `log` probe reads one line at a time, so a line break never matches', place}];
  if (log.includes('\u001b') || /(?<!\\)(?:\\\\)*\\(?:x1b|u001b|e)/i.test(log))
    return [
      {message: 'colours are removed from a line before a `log` probe reads it; leave them out', place},
    ];
  return [];
}
