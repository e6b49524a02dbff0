/** The current time of this machine in the format of Leases, with microseconds. */
export function microTime(): string {
  return new Date().toISOString().replace('Z', '000Z');
}
