import type {CopyContext} from './clash.ts';

/** How to give each copy its own address: the task that leases one, which may have to be added, and a reference to the address. */
export function ownAddress({tasks}: CopyContext): {readonly how: string; readonly reference: string} {
  const task = tasks.find(({source}) => 'alias' in source);
  const reference = `\${{ tasks.${task?.name ?? 'address'}.ip }}`;
  const how = task
    ? `use the address that task \`${task.name}\` leases`
    : 'lease an address for each with an `alias` task';
  return {how, reference};
}
