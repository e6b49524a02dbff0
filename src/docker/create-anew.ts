import type Dockerode from 'dockerode';
import type {PlaceContext} from '../places/place-context.ts';
import {messageOf} from '../vocabulary/caught-error.ts';
import {statusOf} from './engine-problem.ts';
import {LABELS} from './labels.ts';
import {removeContainer} from './remove-container.ts';

/** How long an engine may take to complete a creation whose response was lost; it also prepares the file system of the image. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;

/** The parts of the context that the creation of a container uses. */
export type CreationContext = Pick<PlaceContext, 'run' | 'report' | 'signal'> & {
  readonly services: Pick<PlaceContext['services'], 'clock'>;
};

/**
 * Creates a container. The engine may have completed an earlier request that was abandoned, or whose connection was
 * lost. The container of that request is replaced or reused. While the engine is still creating it, the name is taken,
 * but the container cannot be inspected.
 *
 * @param isRepeated whether the earlier request was the same, so that its container is reused
 */
export async function createAnew(
  api: Dockerode,
  options: Dockerode.ContainerCreateOptions,
  {run, report, signal: expired, services: {clock}}: CreationContext,
  isRepeated: boolean,
): Promise<Dockerode.Container> {
  const {name = ''} = options;
  const until = clock.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await api.createContainer(options);
    } catch (error) {
      if (!isNameTaken(error) || expired.aborted || clock.now() >= until) throw error;
      const existing = api.getContainer(name);
      const found = await existing.inspect({abortSignal: expired}).catch(unlessMissing);
      if (found && found.Config.Labels[LABELS.run] !== run.id) throw error;
      // A container that has started belongs to an earlier attempt.
      if (found?.State.Status === 'created' && isRepeated) return api.getContainer(found.Id);
      const force = AbortSignal.abort();
      if (found) await removeContainer(api, {name, run: run.id, graceMs: 0, force, expired, clock, report});
      else await clock.sleep(PAUSE_MS, expired);
      expired.throwIfAborted();
    }
  }
}

function unlessMissing(error: unknown): undefined {
  if (statusOf(error) !== 404) throw error;
}

function isNameTaken(error: unknown): boolean {
  return statusOf(error) === 409 && /name .* is already in use/.test(messageOf(error));
}
