import {bind} from '../../src/tasks/bound-task.ts';
import {onTestFinished} from 'vitest';
import type {Edge, LaunchFile, Task} from '../../src/model/launch-file.ts';
import {run} from '../../src/runner/run.ts';
import {type RunResult} from '../../src/runner/run-options.ts';
import {type RunOptions} from '../../src/runner/run-options.ts';
import type {RunControl} from '../../src/runner/run-control.ts';
import {select} from '../../src/plan/select.ts';
import {type SelectionRequest} from '../../src/plan/selection.ts';
import type {LivenessKeys} from '../../src/schema/liveness.ts';
import type {CommonTask} from '../../src/schema/common-task.ts';
import type {AfterEnd} from '../../src/lifecycle/restart-policy.ts';
import type {Kind, KindFiles} from '../../src/tasks/kind.ts';
import type {DownContext} from '../../src/tasks/task-context.ts';
import type {Leftover} from '../../src/vocabulary/leftover.ts';
import {parseCondition} from '../../src/values/condition.ts';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {deferred, turn, type Deferred} from '../support/deferred.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {fakeKind, type FakeRole, type Handle} from './fake-kind.ts';

/** A task of a fake kind. Default: a `step`. */
export interface FakeTask extends CommonTask, LivenessKeys {
  readonly as?: FakeRole;
  /** Tasks whose output `say` it reads, in addition to its needs. */
  readonly reads?: readonly string[];
  /** See Task.podSiblings. */
  readonly podSiblings?: readonly string[];
  readonly afterEnd?: Partial<AfterEnd>;
  readonly maxAttempts?: Kind['maxAttempts'];
  /** See Kind.isReused. */
  readonly isReused?: boolean;
  /** The files that it reads and generates. Default: unknown, and the task leaves something to remove. */
  readonly files?: KindFiles;
  /** Whether the test completes the teardown (`rig.goingDown`). Default: it completes immediately. */
  readonly steersDown?: boolean;
}

export interface RigOptions extends Partial<RunOptions> {
  readonly request?: SelectionRequest;
  readonly until?: string;
  readonly secrets?: LaunchFile['secrets'];
}

/** Starts a run of the real runner with fake kinds and a fake clock. Only its state directory is real. */
export async function startRun(
  tasks: Readonly<Record<string, FakeTask>>,
  {request, until, secrets = {}, services = {}, ...options}: RigOptions = {},
) {
  const stateDir = options.stateDir ?? (await temporaryDirectory());
  const clock = fakeClock();
  const events: RunEvent[] = [];
  const ups = new Mailbox<Handle>();
  const downs = new Mailbox<Down>();
  const interrupt = new AbortController();
  const force = new AbortController();

  const kindOf = (
    name: string,
    {as = 'step', afterEnd, maxAttempts, isReused = false, files, steersDown = false}: FakeTask,
  ): Kind =>
    fakeKind(name, as, {
      afterEnd,
      maxAttempts,
      isReused,
      files,
      onUp: handle => ups.put(name, handle),
      async onDown(context) {
        const gone = deferred<readonly Leftover[]>();
        downs.put(name, {context, gone});
        if (!steersDown) gone.resolve([]);
        return await gone.promise;
      },
    });
  const launch = launchOf(tasks, kindOf, {until, secrets});
  const selected = select(launch, request ?? {});
  if ('diagnostics' in selected) throw new Error(selected.diagnostics.map(({message}) => message).join('\n'));

  const control = deferred<RunControl>();
  const result: Promise<RunResult> = run({
    ...{
      launch,
      stateDir,
      env: {},
      signal: interrupt.signal,
      force: force.signal,
      services: {clock, ...services},
    },
    selection: selected.selection,
    kinds: Object.fromEntries([...launch.tasks.values()].map(({kind}) => [kind.name, kind])),
    onEvent: event => void events.push(event),
    onControl: control.resolve,
    ...options,
  });
  onTestFinished(async () => {
    interrupt.abort('end of the test');
    downs.always(({gone}) => gone.resolve([]));
    await result.catch(() => undefined);
  });

  return {
    ...{stateDir, clock, events, result, launch},
    selection: selected.selection,
    interrupt: async (signal = 'SIGINT') => {
      interrupt.abort(signal);
      await turn();
    },
    force: () => force.abort(),
    /** The control of the run, available once it has started. */
    control: control.promise,
    /** Resolves with the next bring-up of a task, once it has begun. */
    task: async (name: string) => await ups.take(name),
    /** Resolves with the next teardown of a task, once it has begun. */
    goingDown: async (name: string) => await downs.take(name),
    /** Events of these types as `type task`. */
    reported: (...types: RunEvent['type'][]) =>
      events
        .filter(({type}) => types.includes(type))
        .map(event => ('task' in event ? `${event.type} ${event.task}` : event.type)),
    find: <Type extends RunEvent['type']>(type: Type) =>
      events.filter((event): event is Extract<RunEvent, {type: Type}> => event.type === type),
  };
}

interface Down {
  readonly context: DownContext;
  readonly gone: Deferred<readonly Leftover[]>;
}

/** Queues of items by name. Taking from an empty queue waits for the next item. */
class Mailbox<T> {
  readonly #items = new Map<string, T[]>();
  readonly #takers = new Map<string, ((item: T) => void)[]>();
  #always: ((item: T) => void) | undefined;

  put(name: string, item: T): void {
    this.#always?.(item);
    const taker = this.#takers.get(name)?.shift();
    if (taker) taker(item);
    else this.#items.set(name, [...(this.#items.get(name) ?? []), item]);
  }

  async take(name: string): Promise<T> {
    const item = this.#items.get(name)?.shift();
    if (item !== undefined) return item;
    return await new Promise(resolve => this.#takers.set(name, [...(this.#takers.get(name) ?? []), resolve]));
  }

  /** Calls `act` for all existing and future items. */
  always(act: (item: T) => void): void {
    this.#always = act;
    for (const items of this.#items.values()) for (const item of items) act(item);
  }
}

function launchOf(
  tasks: Readonly<Record<string, FakeTask>>,
  kindOf: (name: string, task: FakeTask) => Kind,
  {until, secrets}: {readonly until: string | undefined; readonly secrets: LaunchFile['secrets']},
): LaunchFile {
  const file = {
    ...{path: '/work/bottle.yaml', dir: '/work', env: {}, envFiles: []},
    dotenv: {variables: {}, isExported: false},
  };
  const place = {file: file.path, start: 0, end: 0};
  const entries = Object.entries(tasks).map(([name, task]): [TaskName, Task] => {
    const edge = (to: string, given: Partial<Edge>): Edge => {
      const origin = given.origin ?? 'needs';
      return {to: to as TaskName, condition: 'ready', origin, label: origin, key: origin, place, ...given};
    };
    const needs = [
      ...(task.needs ?? []).map(need =>
        typeof need === 'string' ? edge(need, {}) : edge(need.task, {condition: need.condition ?? 'ready'}),
      ),
      ...(task.reads ?? []).map(to => edge(to, {origin: 'reference', label: `\${{ tasks.${to}.say }}`})),
    ];
    // A fake kind reads only the keys of its own tasks.
    const bound = bind(kindOf(name, task), task as never);
    const condition = task.if === undefined ? {} : {condition: parseCondition(task.if)};
    return [
      name as TaskName,
      Object.assign(bound, {
        name: name as TaskName,
        needs,
        place,
        placeName: 'local',
        sourceFiles: [file] as const,
        ...condition,
        ...(task.podSiblings && {podSiblings: task.podSiblings as readonly TaskName[]}),
      }),
    ];
  });
  return {
    ...{
      ...file,
      name: 'work',
      files: [file.path],
      profiles: [],
      profileTags: [],
      vars: {},
      foregroundEnv: {},
      secrets,
      places: {},
      jobs: 64,
    },
    ...(until !== undefined && {until: until as TaskName}),
    tasks: new Map(entries),
  };
}
