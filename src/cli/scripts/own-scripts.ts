/**
 * The scripts of the bundle apart from packages and `start`, which every call loads. A call may need each of them at any time, for
 * example because a module that only plans use when a build measures it is also used to stop a service by a command.
 */
export const OWN_SCRIPTS = [
  ...['shared', 'run', 'plan', 'check', 'parse', 'composed', 'places'],
  ...['usual', 'live', 'requests', 'engines', 'other'],
];
