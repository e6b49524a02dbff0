import type {ListedTask} from '../../schema/run-list.ts';

/** A task as last observed on the machine. */
export type Observed = ListedTask | undefined;

/** The container or machine of a task, otherwise its process. */
export function processText(observed: Observed): string {
  return observed?.container ?? observed?.machine ?? String(observed?.pid ?? '');
}

export function cpuText(observed: Observed): string {
  const percent = observed?.cpuPercent ?? undefined;
  return percent === undefined ? '' : `${percent.toFixed(1)} %`;
}

export function memoryOf(observed: Observed): string {
  return memoryText(observed?.memoryBytes);
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Formats memory like Docker: `34 MiB`; empty if unknown. */
function memoryText(bytes: number | null | undefined): string {
  if (typeof bytes !== 'number') return '';
  const at = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const amount = bytes / 1024 ** at;
  return `${amount >= 100 || at === 0 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[at] ?? ''}`;
}
