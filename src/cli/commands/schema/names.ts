/** The schemas of `bottle schema`: launch files, and the JSON output of commands. */
export const schemaNames = [
  'launch',
  'plan',
  'ps',
  'down',
  'wait',
  'outputs',
  'open',
  'request',
  'copy',
  'timeline',
] as const;

export type SchemaName = (typeof schemaNames)[number];
