/** The schemas that `bottle schema` prints: of launch files, and of the JSON that commands print. */
export const schemaNames = ['launch', 'plan', 'ps', 'down', 'wait', 'outputs', 'open', 'request'] as const;

export type SchemaName = (typeof schemaNames)[number];
