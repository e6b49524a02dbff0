/** Resolves in the next turn of the event loop. `timers/promises` would be one more module of Node to load. */
export function nextTurn(): Promise<void> {
  return new Promise(resolve => void setImmediate(resolve));
}
