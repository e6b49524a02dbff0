import type {ContainerEvent, Engine} from './docker.ts';

type Health = 'starting' | 'healthy' | 'unhealthy' | 'none';

/**
 * Reports the health of a container now and after each of Docker's checks until `signal` fires, without polling.
 * `lastLine` is the last line of the output of the latest check, or `''` if Docker reports that it passed.
 */
export function followHealth(
  {api, follow}: Engine,
  id: string,
  onHealth: (health: Health, lastLine: string) => void,
  signal: AbortSignal,
): void {
  let asked = 0;
  const look = async (): Promise<void> => {
    const turn = ++asked;
    const state = await stateOf(api, id);
    // A newer request has replaced this one.
    if (turn !== asked || signal.aborted) return;
    // Docker marks a stopped container as unhealthy; its exit is reported elsewhere, with a better reason.
    if (!state?.Running) return;
    const {Status: status = 'none', Log: log = []} = state.Health ?? {};
    onHealth(status as Health, lastLineOf(log.at(-1)?.Output ?? ''));
  };
  let checks = 0;
  const onEvent = ({action}: ContainerEvent): void => {
    if (action === 'health_status: healthy') {
      asked++;
      onHealth('healthy', '');
    } else if (action.startsWith('health_status')) void look();
    // A check runs as an exec. When the next check starts, the result of the last one is available.
    else if (action.startsWith('exec_create') && ++checks > 1) void look();
  };
  follow(id, onEvent, signal);
  void look();
}

/** `undefined` if the container is gone, which is reported elsewhere. */
async function stateOf(api: Engine['api'], id: string) {
  try {
    return (await api.getContainer(id).inspect()).State;
  } catch {
    return undefined;
  }
}

function lastLineOf(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}
