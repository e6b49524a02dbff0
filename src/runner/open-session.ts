import {secretsGiven} from '../config/analysis/secret-outputs.ts';
import manifest from '../../package.json' with {type: 'json'};
import type {JournalEntry} from '../state/journal.ts';
import {thisProcess} from '../state/owner.ts';
import {readTimes, rememberTimes} from '../state/times.ts';
import type {Services} from '../tasks/services.ts';
import {countForks} from '../processes/younger-processes.ts';
import {fileScopes} from '../plan/file-scopes.ts';
import type {PlannedTask, RunEventBody} from '../vocabulary/event.ts';
import {isTaskOf, type TaskName} from '../vocabulary/ids.ts';
import {recoverDeadRun, recoverDeadRuns, type RecoveryContext} from './dead-runs.ts';
import {withRecovery} from './recovery-context.ts';
import {definedOnly} from './command-environment.ts';
import {endOnDisk} from './end-on-disk.ts';
import {openEventLog} from '../history/event-log.ts';
import {retentionLimits} from '../history/retention.ts';
import {openTaskLogs} from '../history/task-log.ts';
import {createOutputPace} from './output-pace.ts';
import {createAhead} from './ahead.ts';
import {createReusedOutputs} from './reused-outputs.ts';
import {openServices} from './open-services.ts';
import {journaledTasks, plannedTasks} from '../plan/planned-tasks.ts';
import {handleHeartbeatLoss} from './restore-run.ts';
import {createRunFailures} from './run-failures.ts';
import type {RunOptions} from './run-options.ts';
import {createRunTasks} from './run-tasks.ts';
import {createDesiredStates} from '../lifecycle/desired-states.ts';
import {createMasker} from './masker.ts';
import {createRunWatch} from './run-watch.ts';
import {endLast} from './end-last.ts';
import {startFirst} from './start-first.ts';
import type {Session} from './session.ts';
import {launchConfig} from '../plan/launch-config.ts';
import {withDotenv} from '../model/dotenv.ts';
import {startOnDisk} from './start-on-disk.ts';
import {createStopBudget} from './stop-budget.ts';
import {createStop} from './stop.ts';
import {taskJournal} from './task-journal.ts';
import {notStarted} from '../lifecycle/next-state.ts';
import {timesToReady} from './results.ts';
import {createTaskTable} from './task-table.ts';
import {createTerminal} from './terminal.ts';
import {createWatchedFiles} from './watch-files.ts';

/** A session, and the parts that only the run itself uses. */
export interface OpenSession {
  readonly session: Session;
  /** Name of the run. */
  readonly runName: string;
  readonly planned: readonly PlannedTask[];
  readonly recovery: RecoveryContext;
  /** Adds work to do after the run's directory was deleted and restored. */
  onRestored(listener: () => Promise<void>): void;
  /** Ends the run on disk. Its events and logs are kept, and everything needed to recover leftovers. */
  close(end: {readonly leftovers: boolean}): Promise<void>;
}

/** Creates the run on disk and the state that its parts share. */
export async function openSession(
  options: SessionOptions,
  secrets: Readonly<Record<string, string>>,
): Promise<OpenSession> {
  const {launch, selection, stateDir, kinds} = options;
  const {given} = selection;
  const planned = plannedTasks(selection.tasks);
  const jobs = options.jobs ?? launch.jobs;
  // Only tasks that wait for a slot have an order.
  const times = selection.tasks.size > jobs ? await readTimes(stateDir, launch.path) : {};
  const {tasks, ...running} = createRunTasks(selection.tasks, times);
  countForks();
  const here = await thisProcess();
  let stillMade = (): readonly JournalEntry[] => [];
  const restoreListeners: (() => Promise<void>)[] = [];
  const restored = async (): Promise<void> => {
    for (const restore of restoreListeners) await restore();
  };
  const early: RunEventBody[] = [];
  const {own, reserves, state} = await startOnDisk(stateDir, {
    recoverFirst: async () => await recoverWithoutRun(options, event => early.push(event)),
    file: launch.path,
    name: launch.name,
    runName: options.runName,
    isOnlyOne: options.isOnlyOne ?? false,
    config: launchConfig(launch, selection),
    bottle: manifest.version,
    tasks: journaledTasks(tasks),
    here,
    stillMade: () => stillMade(),
    onHeartbeatLost: loss =>
      void handleHeartbeatLoss(loss, {...session, stateDir, restored}).catch(failByBug),
  });

  const stop = createStop();
  const observer = {stateDir, here};
  const masked = createMasker([
    ...Object.values(secrets),
    ...secretsGiven(launch, given).map(({value}) => value),
  ]);
  const real = openServices({
    ...{owner: own.owner, descriptorLimit: reserves.descriptorLimit},
    observer,
    recoverRun: async ({run}) => await recoverDeadRun(run, recovery),
    dir: own.dir,
    isSecret: masked.hasSecret,
    env: options.env,
    stopping: stop.signal,
    commands: [...tasks.values()].filter(({kind}) => kind.name === 'run' || kind.name === 'serve').length,
    warn: warning => warn(warning),
  });
  const services: Services = {...real.services, ...options.services};
  const startedAt = services.clock.now();
  const elapsedMs = (): number => services.clock.now() - startedAt;
  const report = startFirst((event: RunEventBody): void => {
    try {
      const shown = masked.value({at: elapsedMs(), ...event});
      eventLog.append(shown);
      options.onEvent(shown);
    } catch (error) {
      failByBug(error);
    }
  });
  const emit = endLast(report);
  for (const event of early) emit(event);
  const eventLog = openEventLog(own.dir, {
    onLoss: ({message}) => warn(`the events of this run cannot be written now: ${message}`),
    now: services.clock.now,
  });
  const warn = (warning: string): void => emit({type: 'run-warned', warning});
  const env = definedOnly(launch.dotenv.isExported ? withDotenv(launch, options.env) : options.env);
  const budget = createStopBudget(services.clock, options.force ?? new AbortController().signal);
  const recovery: RecoveryContext = {observer, kinds, services, env, budget, emit};

  const {failures, fail, failByBug, collectFrom} = createRunFailures(stop);
  const table = createTaskTable({
    states: new Map([...tasks.keys()].map(name => [name, notStarted('needs-met')])),
    ...{given, emit, now: services.clock.now},
  });
  collectFrom(table);
  const desired = createDesiredStates({
    graph: running.taskGraph,
    staysAlone: name => tasks.get(name)?.isInteractive() ?? false,
    isDown: name => table.stateOf(name).status === 'stopped',
  });
  table.onMove((task, _, {status}) => {
    if (status === 'ready' || status === 'done') desired.succeeded(task);
    if (status === 'stopped') desired.settledDown(task);
  });
  const watch = createRunWatch({
    ...{tasks, table, until: selection.until},
    ...{mode: options.watch ?? 'none', detached: options.detached ?? false},
  });
  const watchedFiles = createWatchedFiles(stateDir, () => session);
  const logs = openTaskLogs(own.dir, {
    onLoss: ({message}) => warn(`lines of output are missing from the logs: ${message}`),
    now: services.clock.now,
  });
  const facts = {id: own.id, name: launch.name, dir: own.dir, state};
  const scopes = fileScopes(launch, {
    ...{env: options.env, secrets, run: {...facts, copy: String(options.copy ?? 1)}},
    outputs: task => (isTaskOf(launch.tasks, task) ? table.outputsOf(task) : undefined),
  });
  const session: Session = {
    ...{launch, tasks, facts, services, logs, eventLog, reserves, stop, table, desired, failures},
    reused: createReusedOutputs(),
    ahead: createAhead(() => session),
    ...{env, budget, elapsedMs, emit, fail, failByBug, watch, watchedFiles},
    get graph() {
      return running.graph();
    },
    get taskGraph() {
      return running.taskGraph();
    },
    async addTasks(added) {
      const joined = new Map([...tasks, ...added]);
      const isAdded = ({task}: {readonly task: TaskName}): boolean => added.has(task);
      await session.journal.joined(journaledTasks(joined).filter(isAdded));
      running.add(added);
      for (const name of added.keys()) table.add(name);
      emit({type: 'tasks-joined', tasks: plannedTasks(joined).filter(isAdded)});
    },
    run: {id: own.id, lastSeen: Infinity},
    journal: taskJournal(own.journal, {makeRoom: reserves.releaseDisk}),
    masker: masked,
    onOutputs: options.onOutputs ?? (() => undefined),
    variablesFor: options.variablesFor ?? (() => ({})),
    jobs,
    scope: scopes.root,
    scopes,
    pace: createOutputPace(services.clock, stop.signal),
    backpressure: () => (stop.signal.aborted ? undefined : options.backpressure?.()),
    takeTerminal: createTerminal(emit, options.freeTerminal ?? (async () => undefined), stop),
  };
  stillMade = session.journal.entries;
  const close: OpenSession['close'] = async ({leftovers}) => {
    await watchedFiles.close();
    await session.ahead.close();
    logs.close();
    budget.close();
    await reserves.release();
    await real.close();
    await rememberTimes(stateDir, launch.path, timesToReady(session));
    await endOnDisk({own, eventLog, observer, retention: retentionLimits(options.env)}, leftovers);
  };
  return {
    session,
    runName: own.name,
    planned,
    recovery,
    onRestored: listener => void restoreListeners.push(listener),
    close,
  };
}

/** Recovers dead runs of the file before there is a run of one's own. */
async function recoverWithoutRun(
  {launch, env, stateDir, kinds, force = new AbortController().signal}: SessionOptions,
  onEvent: (event: RunEventBody) => void,
): Promise<void> {
  await withRecovery(
    {env, stateDir, force, kinds, onEvent},
    async context => await recoverDeadRuns(launch.path, context),
  );
}

type SessionOptions = RunOptions & Pick<RecoveryContext, 'kinds'>;
