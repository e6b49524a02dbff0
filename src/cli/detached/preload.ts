import {loadExeca} from '../../processes/start-child.ts';
import {loadX509} from '../../tasks/certificate/mint.ts';

/**
 * Loads all code that a run may need once it is ready: to restart tasks, run commands in them, answer requests, and stop. Later it may
 * be too late, since the package may be updated or deleted during the run.
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
    import('ws'),
    import('../../docker/docker-places.ts'),
    import('../../docker/occupied-addresses.ts'),
    import('../../kubernetes/kubernetes.ts'),
    import('../../probes/http-exchange.ts'),
    import('../../watch/watch-tasks.ts'),
    loadX509(),
  ]);
}
