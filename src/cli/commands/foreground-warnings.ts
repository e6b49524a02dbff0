import {isSilent} from '../../lint/silent-services.ts';
import type {Selection} from '../../plan/selection.ts';
import {warningDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {listed} from '../../vocabulary/listed.ts';

/** Warns of services whose readiness the command after `--` cannot wait for: only the call knows that there is such a command. */
export function foregroundWarnings({tasks}: Pick<Selection, 'tasks'>): readonly Diagnostic[] {
  const silent = [...tasks.values()].filter(isSilent).map(({name}) => name);
  if (silent.length === 0) return [];
  const [is, them] = silent.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const message = `nothing says when ${listed(silent, 'and')} ${is} ready, so the command may start too early; give ${them} \`ready\`, such as \`port\` or \`log\``;
  return [warningDiagnostic({message})];
}
