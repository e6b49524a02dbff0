import type {ParsedFile} from '../../config/yaml/parsed-file.ts';
import type {LaunchFile, Task} from '../../model/launch-file.ts';
import {fileScopes} from '../../plan/file-scopes.ts';
import {HOLE} from '../../tasks/shared/ports.ts';
import {values} from '../../values/resolve.ts';
import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {addresses} from './addresses.ts';
import type {CopyContext, FindClashes} from './clash.ts';
import {listeners} from './listeners.ts';
import {namedThings} from './named-things.ts';
import {publishedPorts} from './published-ports.ts';
import {services} from './services.ts';
import {subnets} from './subnets.ts';

/** A launch file without errors, and the tasks of which several copies should run at the same time. */
export interface CopiedTasks {
  readonly parsed: ParsedFile;
  readonly launch: LaunchFile;
  readonly tasks: Iterable<Task>;
  /** The environment of bottle itself. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly copies: number;
}

const clashes: readonly FindClashes[] = [
  publishedPorts,
  listeners,
  namedThings,
  subnets,
  addresses,
  services,
];

/** Errors for resources that copies of a launch cannot share, as far as the file shows them, in file order. */
export function checkCopies({parsed, launch, tasks, env, copies}: CopiedTasks): readonly Diagnostic[] {
  if (copies < 2) return [];
  const scopes = fileScopes(launch, {env, secrets: {}, outputs: () => undefined});
  const context: CopyContext = {
    ...{copies, launch},
    tasks: [...tasks].filter(({condition}) => condition === undefined),
    valuesOf: task => values(scopes.ofTask(task), () => HOLE),
  };
  return clashes
    .flatMap(find => find(context))
    .map(({task, path, message}) =>
      errorDiagnostic({
        rule: 'copy-clash',
        message: `${copies} copies cannot ${message}`,
        place: parsed.place(['tasks', task.name, ...path], 'value'),
      }),
    )
    .toSorted((a, b) => (a.place?.start ?? 0) - (b.place?.start ?? 0));
}
