import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {openEventLog} from '../src/history/event-log.ts';
import {identify} from '../src/processes/process-identity.ts';
import {thisProcess} from '../src/state/owner.ts';
import {createRun} from '../src/state/run-directory.ts';
import type {PlannedTask, RunEventBody} from '../src/vocabulary/event.ts';
import type {RunId, TaskName} from '../src/vocabulary/ids.ts';

/** Live runs of this process; each task has its own real process. */
export interface ListedRuns {
  close(): Promise<void>;
}

/**
 * Creates runs as `bottle run` has them on disk while they are up: the processes are real, and everything else is
 * written as bottle would.
 */
export async function makeRuns(
  stateDir: string,
  {runs, tasks}: {readonly runs: number; readonly tasks: number},
): Promise<ListedRuns> {
  const children: ChildProcess[] = [];
  const open: (() => Promise<void>)[] = [];
  for (let run = 0; run < runs; run++)
    open.push(await makeRun(stateDir, {name: `shop-${run}`, tasks, onChild: child => children.push(child)}));
  return {
    async close() {
      for (const child of children) child.kill();
      for (const close of open) await close();
    },
  };
}

interface MadeUpRun {
  readonly name: string;
  readonly tasks: number;
  readonly onChild: (child: ChildProcess) => void;
}

async function makeRun(
  stateDir: string,
  {name, tasks: count, onChild}: MadeUpRun,
): Promise<() => Promise<void>> {
  const here = await thisProcess();
  const tasks = Array.from({length: count}, (_, at) => plannedTask(at));
  const file = `/projects/${name}/bottle.yaml`;
  const run = await createRun(stateDir, {
    ...{file, name, runName: name, bottle: '0.1.0', here},
    tasks: tasks.map(({task, kind, needs}) => ({task, kind, needs: needs.map(need => need.task)})),
    ...{stillMade: () => [], onHeartbeatLost: () => undefined},
  });
  const log = openEventLog(run.dir, {onLoss: () => undefined, now: () => performance.now()});
  const emit = (event: RunEventBody): void => log.append({at: 1, ...event});
  emit({
    ...{type: 'run-started', version: 2, run: run.id, name, runName: name, file},
    ...{
      startedAt: new Date().toISOString(),
      pid: process.pid,
      detached: true,
      jobs: 64,
      bottle: '0.1.0',
      tasks,
    },
  });
  for (const [at, {task}] of tasks.entries()) {
    const child = spawn('sleep', ['600'], {detached: true, stdio: 'ignore', env: markOf(run.id, task)});
    await once(child, 'spawn');
    onChild(child);
    const identity = await identify(child.pid ?? 0);
    if (!identity) throw new Error('`sleep` has ended');
    const {bootId, pidNamespace} = here;
    const record = {
      made: 'process',
      ...identity,
      bootId,
      pidNamespace,
      group: true,
      graceMs: 10_000,
    } as const;
    await run.journal.append({entry: 'made', task, record});
    for (const event of eventsOf(task, 3000 + at)) emit(event);
  }
  emit({type: 'run-ready', elapsedMs: 1, running: tasks.map(({task}) => task)});
  return async () => {
    log.close();
    await run.close();
  };
}

function plannedTask(at: number): PlannedTask {
  const need = {condition: 'ready', origin: 'needs', text: 'needs'} as const;
  const name = (number: number): TaskName => `task-${number}` as TaskName;
  return {task: name(at), kind: 'serve', needs: at === 0 ? [] : [{task: name(at - 1), ...need}]};
}

function markOf(run: RunId, task: TaskName): NodeJS.ProcessEnv {
  return {...process.env, BOTTLE_RUN: run, BOTTLE_TASK: task};
}

function eventsOf(task: TaskName, port: number): readonly RunEventBody[] {
  const probe = `http http://127.0.0.1:${port}/health`;
  return [
    {type: 'task-waiting', task, for: 'slot'},
    {type: 'task-started', task, attempt: 1, cause: 'needs-met'},
    {type: 'task-running', task},
    {type: 'task-probing', task},
    {type: 'probe-started', task, probe, url: `http://127.0.0.1:${port}/health`, timeoutMs: 60_000},
    {type: 'probe-passed', task, probe, attempts: 3, elapsedMs: 12},
    {type: 'task-ready', task, outputs: {pid: '1', url: `http://127.0.0.1:${port}`}, elapsedMs: 15},
  ];
}
