import {answers} from './agent.mjs';
import {lives} from './processes.mjs';

/** Whether commands run in the guest itself instead of a container in it. */
export const isBare = ({image, from}) => image === null && from === null;

/** The state shown by `ls` and `status`. Only a machine recorded as running is checked. */
export async function stateOf({places, settings}, row) {
  if (row.state !== 'running') return row.state;
  if (await answers(places.machine(row.name), settings.pingMs)) return 'running';
  return lives(row) ? 'unreachable' : 'stopped';
}
