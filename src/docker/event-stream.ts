import type Dockerode from 'dockerode';
import type {Clock} from '../vocabulary/clock.ts';
import type {ContainerEvent, Engine} from './docker.ts';
import {statusOf} from './engine-problem.ts';
import {jsonLines} from '../processes/json-lines.ts';
import {LABELS} from './labels.ts';

/** One event stream for all containers that are followed, opened for the first one. */
export interface EventStream {
  readonly follow: Engine['follow'];
  close(): void;
}

/** Inputs of the stream: `engineTime` is the clock of the engine, in seconds. */
export interface EventServices {
  readonly api: Dockerode;
  readonly clock: Clock;
  engineTime(): number;
}

interface Follower {
  /** Id or name. */
  readonly container: string;
  readonly onEvent: (event: ContainerEvent) => void;
}

/** An event as the engine sends it. */
interface EngineEvent {
  readonly Action: string;
  readonly Actor: {readonly ID: string; readonly Attributes: Readonly<Record<string, string>>};
  readonly time: number;
}

/** Milliseconds before a broken stream is reopened, since a restarting engine refuses connections immediately. */
const PAUSE_MS = 250;

/** Opens the stream for the first follower, and reopens it if it breaks while there are followers. */
export function eventStream(services: EventServices): EventStream {
  const followers = new Set<Follower>();
  let open: AbortController | undefined;
  const start = (): void => {
    const {signal} = (open = new AbortController());
    const again = (): void => {
      open = undefined;
      if (followers.size > 0 && !signal.aborted) start();
    };
    void listen(followers, services, signal).finally(again);
  };
  return {
    close: () => open?.abort(),
    follow(container, onEvent, signal) {
      if (signal.aborted) return;
      const follower = {container, onEvent};
      followers.add(follower);
      signal.addEventListener('abort', () => followers.delete(follower), {once: true});
      if (!open) start();
    },
  };
}

/**
 * Reads the stream until `signal` fires, or until it breaks without followers. Also requests the events of the last
 * second, so that none are lost while the connection opens. Events that were already reported are skipped.
 */
async function listen(
  followers: ReadonlySet<Follower>,
  services: EventServices,
  signal: AbortSignal,
): Promise<void> {
  let since = services.engineTime();
  const reported = new Set<string>();
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    try {
      const stream = await openStream(services.api, since, signal);
      if (!isFirst) await catchUp(followers, services.api);
      for await (const event of jsonLines<EngineEvent>(stream)) {
        if (event.time > since) reported.clear();
        since = Math.max(since, event.time);
        const key = JSON.stringify(event);
        if (!reported.has(key)) notify(event, followers);
        reported.add(key);
      }
    } catch {
      // Broken or refused. Events missed meanwhile are requested when the stream is reopened.
    }
    if (followers.size === 0) return;
    await services.clock.sleep(PAUSE_MS, signal);
  }
}

async function openStream(
  api: Dockerode,
  since: number,
  signal: AbortSignal,
): Promise<AsyncIterable<string | Uint8Array>> {
  return await api.getEvents({
    since,
    filters: {type: ['container'], label: [LABELS.run]},
    abortSignal: signal,
  });
}

function notify(
  {Action: action, Actor: {ID: id, Attributes: attributes}}: EngineEvent,
  followers: ReadonlySet<Follower>,
) {
  for (const follower of [...followers])
    if (follower.container === id || follower.container === attributes.name)
      report(follower, {action, attributes});
}

/** Runs in its own microtask, since an error thrown by a follower is a bug and must not be handled as a broken stream. */
function report({onEvent}: Follower, event: ContainerEvent): void {
  queueMicrotask(() => onEvent(event));
}

/** A restarted engine has lost its events, so each follower gets the current state of its container. */
async function catchUp(followers: ReadonlySet<Follower>, api: Dockerode): Promise<void> {
  for (const follower of [...followers]) {
    try {
      const {State: state} = await api.getContainer(follower.container).inspect();
      if (!state.Running) report(follower, {action: 'die', attributes: {exitCode: String(state.ExitCode)}});
      else if (state.Health)
        report(follower, {action: `health_status: ${state.Health.Status}`, attributes: {}});
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      // The container was removed by force, which kills it.
      report(follower, {action: 'die', attributes: {exitCode: '137'}});
    }
  }
}
