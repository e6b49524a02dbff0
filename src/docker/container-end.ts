import type Dockerode from 'dockerode';
import type {Exit} from '../vocabulary/failure.ts';
import {engineReason, statusOf} from './engine-problem.ts';

/** The exit code of a killed process, used for a container that no longer exists. */
const KILLED = 137;

/** The exit code of `docker run` if the engine itself fails. */
const ENGINE_FAILED = 125;

/**
 * Called with the reason if the engine stops responding. Resolves to `undefined` once it responds again, or to the
 * reason if it does not.
 */
type AfterLoss = (why: string) => Promise<string | undefined>;

/** Waits until a started container is no longer running, and returns how it ended. Never rejects. */
export async function endOf(
  container: Dockerode.Container,
  afterLoss: AfterLoss = async why => why,
): Promise<Exit> {
  try {
    const {StatusCode: code} = (await container.wait()) as {readonly StatusCode: number};
    return SELF_EXPLANATORY.includes(code) ? {code} : await exitOf(container, code);
  } catch (error) {
    return await afterBrokenWait(container, error, afterLoss);
  }
}

/** Success, and SIGTERM: exit codes that need no further explanation. */
const SELF_EXPLANATORY: readonly number[] = [0, 143];

async function exitOf(container: Dockerode.Container, code: number): Promise<Exit> {
  const {State: state} = await container.inspect();
  if (state.OOMKilled) return {code, because: 'it ran out of memory'};
  // Docker sets this before it kills a container that is removed by force.
  if (state.Status === 'removing') return {code, because: REMOVED};
  return {code, ...(state.Error !== '' && {because: engineReason(new Error(state.Error))})};
}

const REMOVED = 'the container was removed';

/** Handles a broken connection or a removed container by checking the current state. */
async function afterBrokenWait(
  container: Dockerode.Container,
  error: unknown,
  afterLoss: AfterLoss,
): Promise<Exit> {
  if (statusOf(error) === 404) return {code: KILLED, because: REMOVED};
  try {
    const {State: state} = await container.inspect();
    return state.Running ? await endOf(container, afterLoss) : await exitOf(container, state.ExitCode);
  } catch (second) {
    if (statusOf(second) === 404) return {code: KILLED, because: REMOVED};
    const why = statusOf(second) === undefined ? await afterLoss(engineReason(second)) : engineReason(second);
    if (why === undefined) return await endOf(container, afterLoss);
    return {code: ENGINE_FAILED, because: `Docker stopped responding: ${why}`};
  }
}
