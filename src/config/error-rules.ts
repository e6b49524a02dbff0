/** What errors of a launch file are about, by the stable name of their rule: what has to hold. */
export const errorRules = {
  'no-file': 'the launch file can be read',
  'too-large': 'the file has at most 1 MB, 100 levels, and 300,000 values once its aliases are followed',
  'invalid-yaml': 'the file is YAML, a map without repeated keys',
  'wrong-shape': 'keys are known, and values have the type and form of the schema',
  'wrong-need': '`needs`, `until` and keys that name tasks name those that there are, of a kind that fits',
  'wrong-reference': 'every `${{ }}` can be read, may stand where it does, and names what exists',
  'wrong-probe': 'a probe looks at what its task has, and its values can be used',
  'wrong-value': 'values fit together, and to the kind of the task',
  circle: 'no task needs itself, by whatever way',
  'more-errors': 'at most 100 errors are shown; this one says how many there are besides',
  'unknown-variable': '`--var` sets variables of the file',
} as const;

export type ErrorRule = keyof typeof errorRules;
