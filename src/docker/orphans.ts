import type Dockerode from 'dockerode';
import {LABELS} from './labels.ts';

/** An object on an engine, created by a run of bottle. */
export interface MadeObject {
  readonly made: 'container' | 'network' | 'volume';
  readonly name: string;
  readonly run: string;
}

/** The containers, then the networks and the volumes, that runs of a launch file created, limited to one state directory. */
export async function objectsOf(
  api: Dockerode,
  {file, state, signal}: {readonly file: string; readonly state: string; readonly signal: AbortSignal},
): Promise<readonly MadeObject[]> {
  const filters = {label: [`${LABELS.file}=${file}`, `${LABELS.state}=${state}`]};
  const options = {filters, abortSignal: signal};
  const label = [...filters.label, LABELS.run];
  const [containers, networks, {Volumes: volumes}] = await Promise.all([
    api.listContainers({...options, all: true}),
    api.listNetworks(options),
    api.listVolumes({filters: {label}, abortSignal: signal}),
  ]);
  return [
    ...containers.map(({Names: [name = ''], Labels: labels}) =>
      objectFrom('container', name.replace(/^\//, ''), labels),
    ),
    ...networks.map(({Name: name, Labels: labels = {}}) => objectFrom('network', name, labels)),
    ...volumes.map(({Name: name, Labels: labels}) => objectFrom('volume', name, labels)),
  ];
}

function objectFrom(
  made: MadeObject['made'],
  name: string,
  labels: Readonly<Record<string, string>>,
): MadeObject {
  return {made, name, run: labels[LABELS.run] ?? ''};
}
