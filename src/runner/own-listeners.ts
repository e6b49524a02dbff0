import {closure} from '../graph/graph.ts';
import {graphOf} from '../plan/planned-tasks.ts';
import type {Listener, Party, SocketEndpoint} from '../processes/find-listeners.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Session} from './session.ts';

/** The parts of a session needed to attribute listeners to tasks. */
export type ListenerContext = Pick<Session, 'launch' | 'tasks' | 'facts' | 'journal'> & {
  readonly table: Pick<Session['table'], 'outputsOf'>;
  readonly services: Pick<Session['services'], 'findListeners'>;
};

/**
 * Describes a listener at an address that belongs neither to the task nor to its transitive dependencies; `undefined` if there is
 * none, or if the owner cannot be determined, as for another user's process.
 */
export async function findStranger(
  at: SocketEndpoint,
  task: TaskName,
  context: ListenerContext,
): Promise<string | undefined> {
  const {own, listeners} = await listenersAt(at, task, context);
  return strangerAmong(listeners, own);
}

/**
 * Describes a listener at an address before a task starts, except its dependencies. Listeners of unknown owners count too, unless
 * they may belong to a dependency that runs as another user.
 */
export async function findEarlyListener(
  at: SocketEndpoint,
  task: TaskName,
  context: ListenerContext,
): Promise<string | undefined> {
  const {own, listeners, parties} = await listenersAt(at, task, context);
  const needed = own.filter(name => name !== task);
  const isNeeded = ({task: name}: Party): boolean => needed.includes(name);
  const mayBeTheirs = parties.filter(isNeeded).some(({started}) => started.length > 0);
  const unknown = mayBeTheirs ? undefined : listeners.find(({by}) => by === 'unknown');
  return strangerAmong(listeners, needed) ?? (unknown && listenerText(unknown));
}

interface Found {
  /** The task and its transitive dependencies. */
  readonly own: readonly TaskName[];
  readonly parties: readonly Party[];
  readonly listeners: readonly Listener[];
}

async function listenersAt(at: SocketEndpoint, task: TaskName, context: ListenerContext): Promise<Found> {
  const {launch, tasks, services} = context;
  const own = [...closure(graphOf(launch.tasks), [task])];
  const others = [...tasks.keys()].filter(name => !own.includes(name));
  const parties = [...own, ...others].map(name => partyOf(name, context));
  // With `--only`, dependencies run outside this run, and their processes are unknown.
  const isElsewhere = own.some(name => !tasks.has(name) && launch.tasks.get(name)?.keepsRunAlive());
  return {own, parties, listeners: isElsewhere ? [] : await services.findListeners(at, parties)};
}

function partyOf(name: TaskName, {facts, journal, table}: ListenerContext): Party {
  const started = journal.made(name).filter(record => record.made === 'process');
  const given = table.outputsOf(name) ?? {};
  const published = Object.keys(given).flatMap(output => {
    const [, inside] = /^ports\.(\d+)$/.exec(output) ?? [];
    const [address, port] = [given[`ports.${inside ?? ''}.host`], given[`ports.${inside ?? ''}.port`]];
    return address === undefined || port === undefined ? [] : [{address, port: Number(port)}];
  });
  return {run: facts.id, task: name, started, published};
}

function strangerAmong(listeners: readonly Listener[], allowed: readonly TaskName[]): string | undefined {
  const stranger = listeners.find(
    listener => listener.by === 'process' || (listener.by === 'task' && !allowed.includes(listener.task)),
  );
  return stranger && listenerText(stranger);
}

function listenerText(listener: Listener): string {
  switch (listener.by) {
    case 'task':
      return `task \`${listener.task}\``;
    case 'process':
      return `process ${listener.title}`;
    case 'unknown':
      return listener.uid === process.getuid?.()
        ? 'a process that cannot be seen from here'
        : `a process of another user (uid ${listener.uid})`;
  }
}
