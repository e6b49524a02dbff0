import {flagSetter, type Flag, type SetFlags} from './v8-flags.ts';

/**
 * Changes the flags so that V8 keeps no profile of frequent functions.
 *
 * V8 stores this profile together with compiled code, and compiles these functions to machine code as soon as it loads the code. So
 * the code of a run with hundreds of tasks would slow down the start of all later runs.
 */
export function profileFlags(): SetFlags {
  return flagSetter(FLAGS);
}

const FLAGS: readonly Flag[] = [
  // The compiler for functions that have run several times.
  {changed: '--no-sparkplug', default: '--sparkplug'},
  // Whether functions that were optimized early in one process are optimized even earlier in the next one.
  {changed: '--no-profile-guided-optimization', default: '--profile-guided-optimization', oldest: 24},
];
