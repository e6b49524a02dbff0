import {objectName} from '../../docker/labels.ts';
import type {Volume} from '../../schema/tasks/volume.ts';
import type {Values} from '../../values/value-source.ts';
import type {Kind} from '../kind.ts';
import {removeOrphans} from '../shared/orphans.ts';
import {texts} from '../container/options/convert.ts';
import {resolvedTexts} from '../container/options/resolve.ts';
import {keptName} from './names.ts';
import {downVolumes} from './remove.ts';
import {claimVolume, createVolume, useExternal, type VolumeSpec} from './provide.ts';
import {volumeMistakes} from './validate.ts';

/** A Docker volume: of this run, kept between runs, or one that exists already. */
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
  async up(spec, context) {
    const {task, run, file, signal, services} = context;
    const engine = await services.docker.engine(task);
    signal.throwIfAborted();
    const own = spec.keep ? keptName(file.path, task) : objectName({run: run.id, task});
    const name = spec.name ?? (spec.external ? task : own);
    if (spec.external) await useExternal(engine, name, context);
    else {
      if (spec.keep && !spec.shared) await claimVolume(engine, name, context);
      await createVolume(engine, {...spec, name}, context);
    }
    return {outputs: {name}, subject: {}};
  },
  down: downVolumes,
  removeOrphans: removeOrphans,
};

function summary({keep = false, external = false, name}: Volume, {text}: Values): string {
  const named = name === undefined ? '' : ` ${text(name)}`;
  if (external) return `use volume${named} that exists`;
  return keep ? `create or use kept volume${named}`.trim() : `create a volume${named}`;
}
