import type {Hook} from '../../schema/tasks/container-hooks.ts';
import {carryKeys, type KeyTable} from '../key-table.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import type {TaskExport} from '../task-export.ts';
import {as, asMap} from './carriers.ts';

const keys: KeyTable<Hook, TaskExport> = {
  // Compose splits a string into words, and runs no shell.
  command: (command, {key, text, argv}) =>
    typeof command === 'string'
      ? {command: ['sh', '-e', '-c', text(key, command)]}
      : {command: argv(key, command)},
  user: as(),
  privileged: as(),
  workdir: as('working_dir'),
  env: asMap('environment'),
};

/** A command of a container in Compose's form. */
export function hookOf(hook: Hook, exported: TaskExport): Fields {
  return carryKeys(hook, keys, exported, exported.lose);
}
