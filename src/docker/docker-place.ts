import type {Place} from '../places/place.ts';
import type {Clock} from '../vocabulary/clock.ts';
import {containerChannel} from './channel.ts';
import {dockerCommand} from './command.ts';
import {createContainer} from './create-container.ts';
import {recordAt, type EnginePlace} from './engine-place.ts';
import {engineReason} from './engine-problem.ts';
import {pullImageAhead} from './image-ahead.ts';
import {objectsOf} from './orphans.ts';
import {provideImage} from './provide-image.ts';
import {provideNetwork} from './provide-network.ts';
import {provideVolumeAt} from './provide-volume.ts';
import {keptVolumes} from './volume.ts';

/** A Docker engine as a place. */
export function dockerPlace(place: EnginePlace, clock: Clock): Place {
  const {engine} = place;
  const {address, api, certs} = engine;
  return {
    kind: 'docker',
    address,
    pullAhead: async (image, context) => await pullImageAhead(engine, image, context),
    provideImage: async (request, context) => await provideImage(engine, request, context),
    createContainer: async (request, context) => await createContainer(place, request, context),
    provideNetwork: async (request, context) => await provideNetwork(place, request, context),
    provideVolume: async (request, context) => await provideVolumeAt(place, request, context),
    channel: id => containerChannel(engine, id, clock),
    listOwned: async scope =>
      (await objectsOf(api, scope)).map(object => recordAt(place, {...object, graceMs: 0})),
    keptVolumes: async scope => await keptVolumes(api, scope),
    deleteVolume: async name => {
      await api.getVolume(name).remove();
    },
    deleteVolumeCommand: name =>
      dockerCommand({engine: address, ...(certs !== undefined && {certs})}, `volume rm ${name}`),
    reasonOf: engineReason,
  };
}
