import {onTestFinished} from 'vitest';
import {createKubernetes} from '../../../src/kubernetes/kubernetes.ts';
import type {ContainerRequest} from '../../../src/places/container-request.ts';
import type {Place} from '../../../src/places/place.ts';
import type {PlaceContext} from '../../../src/places/place-context.ts';
import type {RemovalContext} from '../../../src/places/places.ts';
import {systemClock} from '../../../src/processes/system-clock.ts';
import type {KubernetesPlace} from '../../../src/schema/places.ts';
import type {RunId, TaskName} from '../../../src/vocabulary/ids.ts';
import type {ObjectRecord} from '../../../src/vocabulary/journal-record.ts';
import type {Leftover} from '../../../src/vocabulary/leftover.ts';
import {randomLetters} from '../../../src/vocabulary/random-name.ts';

/** A place in a cluster with the context of a run, but without a run. */
export interface PlaceRig {
  readonly run: RunId;
  readonly place: Place;
  /** Journal records of the task, in order. */
  readonly made: readonly ObjectRecord[];
  /** Reports, including warnings. */
  readonly reports: readonly string[];
  /** The context of a starting task. */
  context(task: string, signal?: AbortSignal): PlaceContext;
  /** Removes all created objects, simulating another process. */
  remove(context?: Partial<RemovalContext>, records?: readonly ObjectRecord[]): Promise<readonly Leftover[]>;
}

/** A request for a container with a few keys. */
export function containerRequest(request: Partial<ContainerRequest> = {}): ContainerRequest {
  return {
    ...{image: 'busybox', keys: {}, labels: {}, env: {}, ports: [], exposed: [], probed: [], mounts: []},
    ...{
      memoryMounts: [],
      files: [],
      networks: [{name: 'bridge'}],
      links: [],
      names: ['web'],
      siblings: [],
      graceMs: 0,
    },
    ...{preStop: [], filesIn: '/', ...request},
  };
}

/** Opens a place with a kubeconfig. */
export async function placeRig(kubeconfig: string, source: KubernetesPlace = {}): Promise<PlaceRig> {
  const run = `20261129-${randomLetters(6)}-rigs` as RunId;
  const made: ObjectRecord[] = [];
  const reports: string[] = [];
  const services = {
    ...{env: {}, home: '/nowhere', clock: systemClock},
    buildImage: async () => {
      throw new Error('no images here');
    },
  };
  const open = () => {
    const kubernetes = createKubernetes(services);
    onTestFinished(() => kubernetes.close());
    return kubernetes;
  };
  const place = await open().place({kubeconfig, ...source}, 'web' as TaskName);
  return {
    ...{run, made, reports, place},
    context: (task, signal = new AbortController().signal) =>
      ({
        ...{task, signal, run: {id: run, name: 'rig', dir: '/nowhere', state: 'state-1'}},
        ...{file: {path: '/home/me/bottle.yaml', dir: '/home/me'}, env: {}},
        ahead: async () => undefined,
        isBeingStopped: () => false,
        record: async (record: ObjectRecord) => void made.push(record),
        forget: async () => undefined,
        output: {write: () => undefined, end: async () => undefined, log: '/nowhere'},
        report: (doing: string) => void reports.push(doing),
        warn: (warning: string) => void reports.push(`warning: ${warning}`),
        services: {clock: systemClock, artifacts: {isSecret: (text: string) => text.includes('hidden')}},
      }) as unknown as PlaceContext,
    remove: async (context = {}, records = made) =>
      await open().remove(records, {
        ...{
          task: 'web' as TaskName,
          force: new AbortController().signal,
          expired: new AbortController().signal,
        },
        ...{services: {clock: systemClock}, report: (doing: string) => void reports.push(doing)},
        ...context,
      }),
  };
}
