import {loadExeca} from '../../processes/start-child.ts';
import {loadX509} from '../../tasks/certificate/mint.ts';

/**
 * Loads all that a run may still need after it is ready: to restart tasks, run commands in them, answer requests, and stop. The
 * installed package may be updated or deleted under a run that lasts for days.
 */
export async function preload(): Promise<void> {
  await Promise.all([
    loadExeca(),
    import('tinyglobby'),
    import('dockerode'),
    import('tar-fs'),
    import('chokidar'),
    import('picomatch'),
    import('@balena/dockerignore'),
    import('../../docker/engine.ts'),
    import('../../docker/occupied-addresses.ts'),
    import('../../probes/http-exchange.ts'),
    import('../../watch/watch-tasks.ts'),
    loadX509(),
  ]);
}
