import type {Volume} from '../../schema/tasks/volume.ts';
import type {KindProblem} from '../kind.ts';

/** Finds keys of a volume that exclude each other. */
export function volumeMistakes(volume: Volume): readonly KindProblem[] {
  const {keep = false, shared, external = false} = volume;
  const found: KindProblem[] = [];
  const add = (key: keyof Volume, message: string): void => void found.push({key: ['volume', key], message});
  if (external)
    for (const key of ['keep', 'shared', 'driver', 'driver_opts', 'labels'] as const)
      if (volume[key] !== undefined)
        add(key, `an \`external\` volume already exists, so \`${key}\` has no effect; remove it`);
  if (!external && shared === true && !keep)
    add('shared', 'only a kept volume is visible to other runs; add `keep: true` or remove `shared`');
  return found;
}
