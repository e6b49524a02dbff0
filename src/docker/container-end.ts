import type Dockerode from 'dockerode';
import type {Exit} from '../vocabulary/failure.ts';
import {engineReason, statusOf} from './engine-problem.ts';

/** A killed process's code, for a container that is gone with its own. */
const KILLED = 137;

/** The exit code of `docker run` for a failure of the engine itself. */
const ENGINE_FAILED = 125;

/** Called when the engine does not answer, with why: settles once it does again, or with why it does not. Default: it does not. */
type AfterLoss = (why: string) => Promise<string | undefined>;

/** Waits until a started container is no longer running, and returns how it ended. Never rejects. */
export async function endOf(
  container: Dockerode.Container,
  afterLoss: AfterLoss = async why => why,
): Promise<Exit> {
  try {
    const {StatusCode: code} = (await container.wait()) as {readonly StatusCode: number};
    return SAYS_ALL.includes(code) ? {code} : await exitOf(container, code);
  } catch (error) {
    return await afterBrokenWait(container, error, afterLoss);
  }
}

/** Success, and SIGTERM: exit codes that need no further explanation. */
const SAYS_ALL: readonly number[] = [0, 143];

async function exitOf(container: Dockerode.Container, code: number): Promise<Exit> {
  const {State: state} = await container.inspect();
  if (state.OOMKilled) return {code, because: 'it ran out of memory'};
  // Set before Docker kills a container that is removed by force.
  if (state.Status === 'removing') return {code, because: REMOVED};
  return {code, ...(state.Error !== '' && {because: engineReason(new Error(state.Error))})};
}

const REMOVED = 'the container was removed';

/** The connection broke, or the container is gone: what can be found out now decides. */
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
