import type {Docker} from './docker.ts';
import type {DockerWorld} from './engine.ts';

/** Docker for one run; `close` ends what is still open. Without a Docker task nothing of it is loaded. */
export interface RunDocker extends Docker {
  close(): Promise<void>;
}

/** Loads what speaks to engines when the first task asks for one. */
export function lazyDocker(world: DockerWorld): RunDocker {
  let loaded: Promise<Docker & {close(): void}> | undefined;
  const load = async (): Promise<Docker> =>
    await (loaded ??= import('./engine.ts').then(({createDocker}) => createDocker(world)));
  return {
    engine: async task => await (await load()).engine(task),
    engineAt: async (address, task) => await (await load()).engineAt(address, task),
    close: async () => (await loaded)?.close(),
  };
}
