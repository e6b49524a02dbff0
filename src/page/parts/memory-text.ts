const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `34 MiB`, as Docker shows it; empty if it is not known. */
export function memoryText(bytes: number | null | undefined): string {
  if (typeof bytes !== 'number') return '';
  const at = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const amount = bytes / 1024 ** at;
  return `${amount >= 100 || at === 0 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[at] ?? ''}`;
}
