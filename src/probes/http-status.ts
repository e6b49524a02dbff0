import type {HttpStatus} from '../schema/probes.ts';

/** A range of statuses, inclusive. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** Parses a status of the launch file: `200`, `200-399` or `2xx`. */
export function parseStatus(status: HttpStatus): StatusRange {
  const text = String(status);
  if (/^\dxx$/i.test(text)) return {from: Number(text[0]) * 100, to: Number(text[0]) * 100 + 99};
  const [from = NaN, to = from] = text.split('-').map(Number);
  return {from, to};
}

/** Whether a response has an expected status: any 2xx by default. */
export function isExpectedStatus(status: number, expected: readonly HttpStatus[] = ['2xx']): boolean {
  return expected.map(parseStatus).some(({from, to}) => status >= from && status <= to);
}
