import {objectName} from '../../places/object-name.ts';
import {placedRecords} from '../../places/placed-record.ts';
import type {VolumeRequest} from '../../places/volume-request.ts';
import type {Volume} from '../../schema/tasks/volume.ts';
import {resolvedTexts} from '../../values/resolved-texts.ts';
import {texts} from '../../values/scalar-texts.ts';
import type {Values} from '../../values/value-source.ts';
import type {Kind} from '../kind.ts';
import {removeOrphans} from '../shared/orphans.ts';
import {claimVolume, releaseVolumes} from './claim.ts';
import {keptName} from './names.ts';
import {volumeMistakes} from './validate.ts';

/** A `volume` task with its references resolved. */
interface VolumeSpec extends Omit<VolumeRequest, 'name'> {
  readonly shared: boolean;
  readonly name?: string;
}

/** A volume: created for this run, kept between runs, or already existing. */
export const volume: Kind<'volume', VolumeSpec> = {
  name: 'volume',
  lifetime: () => 'service',
  keepsRunAlive: () => false,
  // Its data must survive a restart.
  isReused: true,
  probeTargets: [],
  outputs: () => ['name'],
  impliedNeeds: () => [],
  validate: ({volume: source}) => volumeMistakes(source),
  summary: ({volume: source}, values) => summary(source, values),
  resolve: ({volume: source}, {text}) => {
    const {keep = false, shared = false, external = false, driver = 'local', name} = source;
    return {
      ...{keep, shared, external, driver: text(driver)},
      ...(name !== undefined && {name: text(name)}),
      driverOpts: texts(resolvedTexts(source.driver_opts ?? {}, text)),
      labels: texts(resolvedTexts(source.labels ?? {}, text)),
    };
  },
  async up({shared, ...spec}, context) {
    const {task, run, file, signal} = context;
    const place = await context.place();
    signal.throwIfAborted();
    const own = spec.keep ? keptName(file.path, task) : objectName({run: run.id, task});
    const name = spec.name ?? (spec.external ? task : own);
    if (spec.keep && !spec.external && !shared) await claimVolume(place, name, context);
    await place.provideVolume({...spec, name}, context);
    return {outputs: {name}, subject: {}};
  },
  async down(made, context) {
    const removed = await context.services.places.remove(placedRecords(made), context);
    return [...removed, ...(await releaseVolumes(made, context))];
  },
  removeOrphans: removeOrphans,
};

function summary({keep = false, external = false, name}: Volume, {text}: Values): string {
  const named = name === undefined ? '' : ` ${text(name)}`;
  if (external) return `use existing volume${named}`;
  return keep ? `create or use kept volume${named}`.trim() : `create a volume${named}`;
}
