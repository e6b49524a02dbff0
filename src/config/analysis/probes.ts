import {livenessOf, probeOf} from '../../probes/liveness.ts';
import {probeTargetOf} from '../../probes/registry.ts';
import type {ProbeTargetName} from '../../probes/subject.ts';
import type {Probe} from '../../schema/probes.ts';
import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {listed} from '../../vocabulary/listed.ts';
import type {PartialFile} from './partial-file.ts';
import type {PartialTask} from './partial-task.ts';
import type {BoundTask, Kinds} from '../../tasks/bound-task.ts';
import {probeMistakes, type ProbeMistake} from './probe-values.ts';
import {probePath, probesOf} from './task-outputs.ts';

/** Problems of a task's probes other than their shape: a target that the kind does not have, or an invalid value. */
export function checkProbes({parsed, kinds}: PartialFile, task: PartialTask): readonly Diagnostic[] {
  const {validTask} = task;
  if (validTask === undefined) return [];
  const check = (key: 'ready' | 'liveness') => (probe: Probe, index: number) =>
    [...targetMistakes(kinds, validTask, probe), ...probeMistakes(probe, validTask.probeTargets())].map(
      ({message, key: at, part}) => {
        const place = parsed.place([...probePath(task, key, index), ...at], part ?? 'value');
        return errorDiagnostic({message, place});
      },
    );
  return [
    ...probesOf(validTask.source).flatMap(check('ready')),
    ...livenessOf(validTask.source).map(probeOf).flatMap(check('liveness')),
  ];
}

const targetText: Readonly<Record<ProbeTargetName, string>> = {
  endpoint: 'an address of the task',
  baseUrl: 'a single published port',
  output: 'the output of the task',
  notify: 'the process of the task',
  health: 'the health that Docker reports',
  channel: 'an exec channel',
};

function targetMistakes(kinds: Kinds, task: BoundTask, probe: Probe): readonly ProbeMistake[] {
  const {kind} = task;
  const probeTarget = probeTargetOf(probe);
  if (probeTarget === undefined || task.probeTargets().includes(probeTarget)) return [];
  if (probeTarget === 'endpoint' && 'port' in probe) {
    const message = `\`${kind.name}\` tasks have no address of their own; write \`host:port\`, as in \`127.0.0.1:${probe.port}\``;
    return [{message, key: ['port']}];
  }
  const key = Object.keys(probe).find(name => !limits.includes(name)) ?? '';
  const offering = Object.values(kinds).flatMap(({name, probeTargets}) =>
    probeTargets.includes(probeTarget) ? [name] : [],
  );
  const next = offering.length === 0 ? '' : `; it works with ${listed(offering, 'and')} tasks`;
  const article = /^[aeiou]/.test(key) ? 'an' : 'a';
  const message = `${article} \`${key}\` probe needs ${targetText[probeTarget]}, and \`${kind.name}\` tasks have none${next}`;
  return [{message, key: [key], part: 'key'}];
}

/** The keys allowed next to the key that names the kind of a probe. */
const limits = ['timeout', 'attempt_timeout', 'successes', 'interval', 'failures', 'times', 'any_owner'];
