/** All commands, in the order of the help. */
export const COMMAND_NAMES = [
  'run',
  'up',
  'ps',
  'stop',
  'start',
  'restart',
  'down',
  'logs',
  'timeline',
  'wait',
  'outputs',
  'open',
  'attach',
  'ui',
  'exec',
  'shell',
  'plan',
  'check',
  'init',
  'export',
  'lsp',
  'schema',
  'doctor',
  'completion',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];
