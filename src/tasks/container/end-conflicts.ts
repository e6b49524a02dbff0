import type {KindProblem, SourceOf} from '../kind.ts';

/** Keys that do not fit whether a container ends by itself. */
export function endMistakes({container, liveness}: SourceOf<'container'>): readonly KindProblem[] {
  const {ends = false, outputs, restart, on_exit} = container;
  const found: KindProblem[] = [];
  const add = (message: string, ...key: readonly string[]): void => void found.push({key, message});
  if (outputs?.includes('stdout') === true)
    add('`stdout` is always an output of a container that `ends`; leave it out', 'container', 'outputs');
  if (!ends) {
    if (outputs) add('only a container that ends has `outputs`; add `ends: true`', 'container', 'outputs');
    return found;
  }
  if (restart)
    add('`restart` is for containers that keep running; write `retry` in the task', 'container', 'restart');
  if (on_exit)
    add('a container that `ends` fails unless it exits with 0; leave `on_exit` out', 'container', 'on_exit');
  if (liveness) add('`liveness` is for containers that keep running; leave it out', 'liveness');
  return found;
}
