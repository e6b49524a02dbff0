import type {Volume} from '../../schema/tasks/volume.ts';
import {carryKeys, handledElsewhere, type KeyTable} from '../key-table.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import type {TaskExport} from '../task-export.ts';
import {as, asMap} from './carriers.ts';

const keys: KeyTable<Volume, TaskExport> = {
  // Compose keeps all volumes, and any project may use them by name.
  keep: handledElsewhere,
  shared: handledElsewhere,
  name: as(),
  external: as(),
  driver: as(),
  driver_opts: asMap('driver_opts'),
  labels: asMap('labels'),
};

/** The Compose volume of a `volume` task. */
export function composeVolume(volume: Volume, exported: TaskExport): Fields {
  const inside = exported.inside('volume');
  if (volume.keep !== true && volume.external !== true)
    inside.lose('keep', 'Compose keeps its data until `docker compose down --volumes`');
  return carryKeys(volume, keys, inside, inside.lose);
}
