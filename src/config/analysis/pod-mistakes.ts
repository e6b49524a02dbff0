import type {Edge} from '../../model/launch-file.ts';
import type {Container} from '../../schema/tasks/container.ts';
import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {PartialFile} from './partial-file.ts';
import type {PartialTask} from './partial-task.ts';
import {containerOf, readEarly, type Pod, type Pods} from './pods.ts';

/** Reports keys of a container that conflict with its pod. @param edges the needs of the task */
export function checkPod(
  {parsed, tasks}: PartialFile,
  pods: Pods,
  task: PartialTask,
  edges: readonly Edge[],
): readonly Diagnostic[] {
  const pod = pods.get(task.name);
  const {validTask, path, name} = task;
  const container = validTask && containerOf(validTask.source);
  if (!pod || !container) return [];
  const first = tasks.get(pod.first);
  const also = first && {message: `\`${pod.first}\` is defined here`, place: parsed.place(first.path, 'key')};
  const mistakes =
    pod.first === name
      ? firstMistakes(container, pod, validTask.source.if !== undefined)
      : otherMistakes(container, pod).map(mistake => ({...mistake, also}));
  return [
    ...mistakes.map(({key, message, ...facts}) =>
      errorDiagnostic({message, place: parsed.place([...path, ...key], 'value'), ...facts}),
    ),
    ...earlyMistakes(pod, name, edges),
  ];
}

interface Mistake {
  readonly key: readonly string[];
  readonly message: string;
}

function firstMistakes(
  container: Container,
  {name, others}: Pod,
  isConditional: boolean,
): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  if (others.length > 0 && container.ends === true) {
    const message = `the first container of pod \`${name}\` provides the network of the others, so it must keep running; move it after a container that does`;
    mistakes.push({key: ['container', 'ends'], message});
  }
  if (others.length > 0 && isConditional) {
    const message = `the first container of pod \`${name}\` provides the network of the others, so it cannot be skipped; move it after a container that always runs`;
    mistakes.push({key: ['if'], message});
  }
  if (container.network_mode !== undefined)
    mistakes.push({
      key: ['container', 'network_mode'],
      message: `pod \`${name}\` has a network of its own; leave out either \`network_mode\` or \`pod\``,
    });
  return mistakes;
}

/** The keys of a container that configure its network. */
const OF_NETWORK = [
  ...(['ports', 'networks', 'network_mode', 'links', 'extra_hosts', 'hostname', 'domainname'] as const),
  ...(['mac_address', 'dns', 'dns_opt', 'dns_search'] as const),
];

function otherMistakes(container: Container, {name, first}: Pod): readonly Mistake[] {
  return OF_NETWORK.filter(key => container[key] !== undefined).map(key => ({
    key: ['container', key],
    message: `pod \`${name}\` has one network; set \`${key}\` in its first container, \`${first}\``,
  }));
}

/** Reports references to outputs of the pod's own containers that are needed before the pod is created. */
function earlyMistakes(
  {name, first, others}: Pod,
  task: string,
  edges: readonly Edge[],
): readonly Diagnostic[] {
  if (task === first) return [];
  return readEarly(edges)
    .filter(({to}) => to === first || others.includes(to))
    .map(({to, key, place}) => {
      const message = `\`${keyName(key)}\` is fixed when pod \`${name}\` is created, before \`${to}\` has outputs; read them in \`env\``;
      return errorDiagnostic({message, place});
    });
}

/** The name of the key: `command` for `container.command[1]`. */
function keyName(key: string): string {
  return /^container\.(\w+)/.exec(key)?.[1] ?? key;
}
