import type {Task} from '../../model/launch-file.ts';
import type {KeyPath} from '../../config/yaml/parsed-file.ts';
import {formatDuration, parseDuration} from '../../vocabulary/duration.ts';
import {commandsOfTask, type SourceCommand} from '../commands-of.ts';
import {limitedProbes, type LimitedProbe} from '../probe-limits.ts';
import {referencesOf} from '../references-read.ts';
import type {LintContext, LintRule} from '../rule.ts';

interface Useless {
  /** The path from the root of the file. */
  readonly path: KeyPath;
  readonly message: string;
}

/** The author of the key probably expects an effect. */
export const noEffect: LintRule = {
  name: 'no-effect',
  about: 'a key that has no effect',
  bad: `
tasks:
  db:
    env: {POSTGRES_PASSWORD: test}
    container: {image: "postgres:17"}
`,
  good: `
tasks:
  db:
    container:
      image: postgres:17
      env: {POSTGRES_PASSWORD: test}
`,
  find(context) {
    return [...context.launch.tasks.values()]
      .flatMap(task => [
        ...uselessEnv(task),
        ...uselessShell(task),
        ...uselessRetry(task),
        ...uselessWait(task),
        ...constantCondition(task),
        ...limitedProbes(task).flatMap(limited => [
          ...uselessLimits(task, limited),
          ...uselessTrust(limited),
          ...uselessOwner(task, limited),
        ]),
      ])
      .map(({path, message}) => ({message, place: placeOf(path, context)}));
  },
};

function placeOf(path: KeyPath, {parsed}: LintContext) {
  return parsed.place(path, 'key');
}

/** Only the task's commands get its `env`, on this machine or inside a container or machine. */
function uselessEnv(task: Task): readonly Useless[] {
  const {name, kind, source} = task;
  const gets = ({path}: SourceCommand) => path[2] !== 'container' && path.at(-1) !== 'exec';
  if (source.env === undefined || commandsOfTask(task).some(gets)) return [];
  const next = 'container' in source ? '; move it into `container: {…}`' : '; leave it out';
  const message = `\`env\` of a task applies only to its commands, but this \`${kind.name}\` task has none${next}`;
  return [{path: ['tasks', name, 'env'], message}];
}

function uselessShell(task: Task): readonly Useless[] {
  const {name, source} = task;
  if (!('shell' in source)) return [];
  const inShell = commandsOfTask(task).some(({command}) => typeof command === 'string');
  if (inShell) return [];
  const message = '`shell` applies only to commands given as a string, not to lists; leave it out';
  return [{path: ['tasks', name, 'shell'], message}];
}

function uselessRetry({name, source: {retry}}: Task): readonly Useless[] {
  if (retry?.attempts !== 1) return [];
  const message =
    '`attempts: 1` never retries, since the first attempt counts; set the total number of attempts';
  return [{path: ['tasks', name, 'retry', 'attempts'], message}];
}

function uselessWait({name, source, needs}: Task): readonly Useless[] {
  if (source.wait_timeout === undefined || needs.length > 0) return [];
  const message = '`wait_timeout` limits the wait for other tasks, but this task needs none; leave it out';
  return [{path: ['tasks', name, 'wait_timeout'], message}];
}

function constantCondition({name, source}: Task): readonly Useless[] {
  if (source.if === undefined || referencesOf(source.if).length > 0) return [];
  return [
    {
      path: ['tasks', name, 'if'],
      message: 'this condition contains no references, so it never changes; leave it out',
    },
  ];
}

/** Limits without effect, because the `timeout` of the probe or of the task expires first. */
function uselessLimits(task: Task, limited: LimitedProbe): readonly Useless[] {
  return [...tooLongAttempt(limited), ...tooLongWait(task, limited)];
}

function tooLongAttempt({source, limits, limitsPath}: LimitedProbe): readonly Useless[] {
  if (source.attempt_timeout === undefined || limits.attemptTimeoutMs <= limits.timeoutMs) return [];
  const message = `an attempt cannot take longer than the whole probe, which is limited to ${formatDuration(limits.timeoutMs)}; raise its \`timeout\``;
  return [{path: [...limitsPath, 'attempt_timeout'], message}];
}

function tooLongWait(
  {source: {timeout}}: Task,
  {source, limits, limitsPath}: LimitedProbe,
): readonly Useless[] {
  if (source.timeout === undefined || timeout === undefined) return [];
  const wholeMs = parseDuration(timeout);
  if (limits.timeoutMs <= wholeMs) return [];
  const message = `the task's \`timeout\` of ${formatDuration(wholeMs)} expires before that of its probe; change one of them`;
  return [{path: [...limitsPath, 'timeout'], message}];
}

/** Keys for trust, if there is no certificate or every certificate is trusted. */
function uselessTrust({probe, limitsPath}: LimitedProbe): readonly Useless[] {
  if (!('http' in probe) || typeof probe.http === 'string') return [];
  const {url, ca, insecure} = probe.http;
  const isPlain = /^http:/i.test(url);
  const useless = (['ca', 'insecure'] as const).filter(
    key => Boolean(key === 'ca' ? ca : insecure) && isPlain,
  );
  if (ca !== undefined && insecure && !isPlain)
    return [
      {
        path: [...limitsPath, 'ca'],
        message: '`insecure` trusts any certificate; leave out one of them',
      },
    ];
  return useless.map(key => ({
    path: [...limitsPath, key],
    message: `\`${key}\` applies only to \`https\`, but this is \`http\`; leave it out, or use \`https\``,
  }));
}

function uselessOwner({kind, name}: Task, {probe, path, limitsPath}: LimitedProbe): readonly Useless[] {
  const map = 'http' in probe && typeof probe.http === 'object' ? probe.http : probe;
  if (kind.listensAt || !('any_owner' in map) || !map.any_owner) return [];
  const at = map === probe ? path : limitsPath;
  const message = `only probes of \`serve\` tasks check which process answers, but \`${name}\` is a \`${kind.name}\` task; leave it out`;
  return [{path: [...at, 'any_owner'], message}];
}
