/** The requirements of a launch file, by the stable name of the rule. */
export const errorRules = {
  'no-file': 'the launch file can be read',
  'too-large': 'the file has at most 1 MB, 100 levels, and 300,000 values once its aliases are followed',
  'invalid-yaml': 'the file is valid YAML: a map without duplicate keys',
  'wrong-shape': 'keys are known, and values match the schema',
  'wrong-need':
    '`needs`, `until` and other keys that name a task refer to an existing task of a suitable kind',
  'wrong-reference': 'every `${{ }}` is valid, allowed where it is used, and refers to something that exists',
  'wrong-probe': 'the task supports the probe, and the values of the probe are valid',
  'wrong-value': 'values are consistent with each other and with the kind of the task',
  'wrong-place':
    'the `place` of a task exists and supports the task, and `places` define engines and clusters correctly',
  'wrong-include':
    'included files can be read, do not include each other, and do not define the same names without a `prefix`',
  'wrong-extends': '`extends` names an existing task, and tasks do not extend each other',
  'wrong-profile': '`--profile` and `profiles` refer to existing profiles, variables, tags and tasks',
  'copy-clash': 'with `--copies`, the file uses nothing that several runs cannot share, such as a fixed port',
  cycle: 'there are no dependency cycles',
  'more-errors': 'at most 100 errors are shown; this one counts the rest',
  'unknown-variable': '`--var` sets variables that the file defines',
} as const;

export type ErrorRule = keyof typeof errorRules;
