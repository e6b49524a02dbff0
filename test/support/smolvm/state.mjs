import {answers} from './agent.mjs';
import {lives} from './processes.mjs';

/** Commands run in the guest itself, not in a container inside of it. */
export const isBare = ({image, from}) => image === null && from === null;

/** The report of `ls` and `status` on a machine: only one recorded as running is checked. */
export async function stateOf({places, settings}, row) {
  if (row.state !== 'running') return row.state;
  if (await answers(places.machine(row.name), settings.pingMs)) return 'running';
  return lives(row) ? 'unreachable' : 'stopped';
}
