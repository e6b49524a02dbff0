import {secretsGiven} from '../config/analysis/secret-outputs.ts';
import {openTaskLogs} from '../history/task-log.ts';
import {createDesiredStates, type DesiredStates} from '../lifecycle/desired-states.ts';
import {notStarted} from '../lifecycle/next-state.ts';
import {withDotenv} from '../model/dotenv.ts';
import {fileScopes} from '../plan/file-scopes.ts';
import {journaledTasks, plannedTasks} from '../plan/planned-tasks.ts';
import {systemClock} from '../processes/system-clock.ts';
import type {Observer} from '../state/owner.ts';
import {isTaskOf, type TaskName} from '../vocabulary/ids.ts';
import {createAhead} from './ahead.ts';
import {createEarlyCommands} from './early-commands.ts';
import {definedOnly} from './command-environment.ts';
import {recoverDeadRun, type RecoveryContext} from './dead-runs.ts';
import {createMasker} from './masker.ts';
import {openServices, type ServiceParts} from './open-services.ts';
import {createOutputPace} from './output-pace.ts';
import {createReusedOutputs} from './reused-outputs.ts';
import {createRunEvents} from './run-events.ts';
import {createRunFailures} from './run-failures.ts';
import type {RunOptions} from './run-options.ts';
import type {RunTasks} from './run-tasks.ts';
import {createRunWatch} from './run-watch.ts';
import type {Session} from './session.ts';
import type {RunOnDisk} from './start-on-disk.ts';
import {createStopBudget} from './stop-budget.ts';
import {createStop} from './stop.ts';
import {taskJournal} from './task-journal.ts';
import {createTaskTable, type TaskTable} from './task-table.ts';
import {createTerminal} from './terminal.ts';
import {createWatchedFiles} from './watch-files.ts';

/** Inputs of a session. */
export interface SessionInputs {
  readonly options: SessionOptions;
  readonly secrets: Readonly<Record<string, string>>;
  readonly onDisk: RunOnDisk;
  readonly running: RunTasks;
  readonly observer: Observer;
}

export type SessionOptions = RunOptions & Pick<RecoveryContext, 'kinds'>;

/** A session, and functions to use and close it. */
export interface NewSession {
  readonly session: Session;
  readonly recovery: RecoveryContext;
  /** Stops the background work of the session, and releases its descriptors and processes. */
  close(): Promise<void>;
}

/** Creates the state that the parts of a run share. */
export function createSession(inputs: SessionInputs): NewSession {
  const {options, secrets, onDisk, running, observer} = inputs;
  const {launch, selection, kinds} = options;
  const {given} = selection;
  const {own, reserves, state} = onDisk;
  const {tasks} = running;
  const stop = createStop();
  const {failures, fail, failByBug, collectFrom} = createRunFailures(stop);
  const masker = createMasker([
    ...Object.values(secrets),
    ...secretsGiven(launch, given).map(({value}) => value),
  ]);
  const clock = options.services?.clock ?? systemClock;
  const {onEvent} = options;
  const events = createRunEvents(own.dir, {clock, masker, onEvent, onBug: failByBug});
  const {emit, warn, elapsedMs} = events;
  const {services, close} = openRunServices(inputs, {
    recoverRun: async ({run}) => await recoverDeadRun(run, recovery),
    ...{isSecret: masker.hasSecret, stopping: stop.signal, warn},
  });
  const env = definedOnly(launch.dotenv.isExported ? withDotenv(launch, options.env) : options.env);
  const budget = createStopBudget(clock, options.force ?? new AbortController().signal);
  const recovery: RecoveryContext = {observer, kinds, services, env, budget, emit};

  const table = createTaskTable({
    states: new Map([...tasks.keys()].map(name => [name, notStarted('needs-met')])),
    ...{given, emit, now: clock.now},
  });
  collectFrom(table);
  const logs = openTaskLogs(own.dir, {
    onLoss: ({message}) => warn(`lines of output are missing from the logs: ${message}`),
    now: clock.now,
  });
  const facts = {id: own.id, name: launch.name, dir: own.dir, state};
  const scopes = fileScopes(launch, {
    ...{env: options.env, secrets, run: {...facts, copy: String(options.copy ?? 1)}},
    outputs: task => (isTaskOf(launch.tasks, task) ? table.outputsOf(task) : undefined),
  });
  const session: Session = {
    ...{launch, tasks, facts, services, logs, reserves, stop, table, failures, env, budget, masker},
    ...{elapsedMs, emit, fail, failByBug, scopes, scope: scopes.root},
    ...{eventLog: events.log, flushEvents: events.flush},
    get graph() {
      return running.graph();
    },
    get taskGraph() {
      return running.taskGraph();
    },
    addTasks: async added => await addTasks(added, running, session),
    run: {id: own.id, lastSeen: Infinity},
    journal: taskJournal(own.journal, {makeRoom: reserves.releaseDisk}),
    desired: desiredStates(running, table),
    reused: createReusedOutputs(),
    ahead: createAhead(() => session),
    earlyCommands: createEarlyCommands(() => session),
    watch: createRunWatch({
      ...{tasks, table, until: selection.until},
      ...{mode: options.watch ?? 'none', detached: options.detached ?? false},
    }),
    watchedFiles: createWatchedFiles(observer.stateDir, () => session),
    onOutputs: options.onOutputs ?? (() => undefined),
    variablesFor: options.variablesFor ?? (() => ({})),
    jobs: options.jobs ?? launch.jobs,
    pace: createOutputPace(clock, stop.signal),
    backpressure: () => (stop.signal.aborted ? undefined : options.backpressure?.()),
    takeTerminal: createTerminal(emit, options.freeTerminal ?? (async () => undefined), stop),
  };
  return {
    session,
    recovery,
    async close() {
      await session.watchedFiles.close();
      await session.ahead.close();
      logs.close();
      budget.close();
      await reserves.release();
      await close();
    },
  };
}

type RunLinks = Required<Pick<ServiceParts, 'recoverRun' | 'isSecret' | 'stopping' | 'warn'>>;

function openRunServices({options, onDisk, running, observer}: SessionInputs, links: RunLinks) {
  const {own, reserves} = onDisk;
  const commands = [...running.tasks.values()].filter(
    ({kind}) => kind.name === 'run' || kind.name === 'serve',
  );
  const {services, close} = openServices({
    ...{owner: own.owner, dir: own.dir, descriptorLimit: reserves.descriptorLimit},
    ...{observer, env: options.env, commands: commands.length},
    ...links,
  });
  return {services: {...services, ...options.services}, close};
}

/** Creates the desired states of a run's tasks, and keeps them up to date with the actual states. */
function desiredStates({tasks, taskGraph}: RunTasks, table: TaskTable): DesiredStates {
  const desired = createDesiredStates({
    graph: taskGraph,
    staysAlone: name => tasks.get(name)?.isInteractive() ?? false,
    isDown: name => table.stateOf(name).status === 'stopped',
  });
  table.onMove((task, _, {status}) => {
    if (status === 'ready' || status === 'done') desired.succeeded(task);
    if (status === 'stopped') desired.settledDown(task);
  });
  return desired;
}

async function addTasks(
  added: Parameters<Session['addTasks']>[0],
  running: RunTasks,
  {journal, table, emit}: Session,
): Promise<void> {
  const joined = new Map([...running.tasks, ...added]);
  const isAdded = ({task}: {readonly task: TaskName}): boolean => added.has(task);
  await journal.joined(journaledTasks(joined).filter(isAdded));
  running.add(added);
  for (const name of added.keys()) table.add(name);
  emit({type: 'tasks-joined', tasks: plannedTasks(joined).filter(isAdded)});
}
