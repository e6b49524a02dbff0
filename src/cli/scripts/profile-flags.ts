import {flagSetter, type Flag, type SetFlags} from './v8-flags.ts';

/**
 * Changes whether V8 collects a profile of frequently called functions; `undefined` if the user has set such flags.
 *
 * V8 stores this profile together with compiled code, and compiles these functions to machine code as soon as it loads the code. So
 * the code of a run with hundreds of tasks would slow down the start of all later runs.
 */
export function profileFlags(): SetFlags | undefined {
  const given = [...process.execArgv, process.env.NODE_OPTIONS].join(' ');
  return OWN_CHOICE.test(given) ? undefined : flagSetter(FLAGS);
}

const FLAGS: readonly Flag[] = [
  // The baseline compiler.
  {changed: '--no-sparkplug', default: '--sparkplug'},
  // Whether functions that were optimized early in one process are optimized even earlier in the next one.
  {changed: '--no-profile-guided-optimization', default: '--profile-guided-optimization', oldest: 24},
];

/** Flags that set the same. Node 24 crashes if the baseline compiler is turned on under `--jitless`. */
const OWN_CHOICE = /jitless|lite.mode|sparkplug|profile.guided/;
