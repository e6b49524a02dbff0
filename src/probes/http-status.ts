import type {HttpStatus} from '../schema/probes.ts';

/** Statuses, both ends included. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** Reads a status as written: `200`, `200-399` or `2xx`. */
export function parseStatus(status: HttpStatus): StatusRange {
  const text = String(status);
  if (/^\dxx$/i.test(text)) return {from: Number(text[0]) * 100, to: Number(text[0]) * 100 + 99};
  const [from = NaN, to = from] = text.split('-').map(Number);
  return {from, to};
}

/** Whether a response's status is one of those that are expected: any 2xx by default. */
export function isExpectedStatus(status: number, expected: readonly HttpStatus[] = ['2xx']): boolean {
  return expected.map(parseStatus).some(({from, to}) => status >= from && status <= to);
}
