import type {BindOptions} from '../schema/tasks/container-mounts.ts';

/** Whether mounts below a path of the host are treated differently from the default. */
export function changesRecursion({recursive = 'enabled'}: BindOptions): boolean {
  return recursive !== 'enabled';
}
