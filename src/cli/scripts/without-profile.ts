import {flagSetter, type Flag} from './v8-flags.ts';

/**
 * Lets V8 run without a profile of frequent functions, until the returned function is called.
 *
 * V8 stores this profile together with compiled code, and compiles these functions to machine code as soon as it loads the code. So
 * the code of a first run with hundreds of tasks would slow down the start of all later runs.
 */
export function withoutProfile(): () => void {
  const set = flagSetter(FLAGS);
  set('changed');
  return () => set('default');
}

const FLAGS: readonly Flag[] = [
  // The compiler for functions that have run several times.
  {changed: '--no-sparkplug', default: '--sparkplug'},
  // Whether functions that were optimized early in one process are optimized even earlier in the next one.
  {changed: '--no-profile-guided-optimization', default: '--profile-guided-optimization', oldest: 24},
];
