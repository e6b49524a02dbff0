import type {LaunchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';

/** A task that appends a line to its own file at each start. */
interface TracedTask {
  readonly name: string;
  readonly isService: boolean;
  readonly needs: readonly string[];
  /** Whether the task ignores SIGTERM. */
  readonly isDeaf?: boolean;
}

export const TASKS: readonly TracedTask[] = [
  {name: 'db', isService: true, needs: []},
  {name: 'cache', isService: true, needs: [], isDeaf: true},
  {name: 'migrate', isService: false, needs: ['db']},
  {name: 'api', isService: true, needs: ['migrate', 'cache']},
  {name: 'worker', isService: true, needs: ['api', 'db']},
  {name: 'web', isService: true, needs: ['api']},
  {name: 'side', isService: true, needs: []},
];

export const taskNames: readonly string[] = TASKS.map(({name}) => name);

export const STORMED_LAUNCH = `tasks:\n${TASKS.map(sourceOf).join('\n')}\n`;

export function traceOf(name: string): string {
  return `trace.${name}`;
}

/** Whether the process of a service exists. */
export function running({mark}: LaunchRig, name: string): boolean {
  return processesWith(mark).some(({commandLine}) => commandLine === `tail -f ${traceOf(name)}`);
}

function sourceOf({name, isService, needs, isDeaf = false}: TracedTask): string {
  const trace = `echo started >> ${traceOf(name)}`;
  const service = `${isDeaf ? 'trap "" TERM; ' : ''}${trace}; exec tail -f ${traceOf(name)}`;
  const work = isService ? `serve: '${service}', ready: {log: started}, grace: 100ms` : `run: '${trace}'`;
  return `  ${name}: {needs: [${needs.join(', ')}], ${work}}`;
}
