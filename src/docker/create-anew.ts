import type Dockerode from 'dockerode';
import type {PlaceContext} from '../places/place-context.ts';
import {messageOf} from '../vocabulary/caught-error.ts';
import {statusOf} from './engine-problem.ts';
import {LABELS} from './labels.ts';
import {removeContainer} from './remove-container.ts';

/** How long an engine may take to complete a creation whose response was lost: it prepares the file system of the image. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;

/** The parts of a run that matter for the creation of a container. */
export type CreationContext = Pick<PlaceContext, 'run' | 'report' | 'signal'> & {
  readonly services: Pick<PlaceContext['services'], 'clock'>;
};

/**
 * Creates a container in place of one of this very task, which the engine completed after its request had been given up, or its connection
 * was lost. While the engine is still creating that one, its name is taken, but it cannot be found yet.
 *
 * @param isRepeated whether the same request may have been carried out: its container is then used
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
      // One that has started is of an earlier attempt.
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
