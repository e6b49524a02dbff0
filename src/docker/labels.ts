/** The owner of a Docker object. */
export interface Ownership {
  readonly run: string;
  readonly task: string;
  /** The launch file, absolute. */
  readonly file: string;
  /** The id of the run's state directory. Another state directory may have a launch file with the same path (see state-id.ts). */
  readonly state: string;
}

/** The labels of everything that bottle creates on an engine. */
export const LABELS = {
  run: 'bottle.run',
  task: 'bottle.task',
  file: 'bottle.file',
  state: 'bottle.state',
  /** `true` for an object that outlives its run. */
  keep: 'bottle.keep',
} as const;

/** The labels of a task's object. `own` labels come first, so that they cannot override those of bottle. */
export function labelsOf(
  {run, task, file, state}: Ownership,
  own: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {...own, [LABELS.run]: run, [LABELS.task]: task, [LABELS.file]: file, [LABELS.state]: state};
}

/** The labels of an object that is kept after its run, without the label of a run. */
export function keptLabelsOf(
  {task, file, state}: Omit<Ownership, 'run'>,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    ...own,
    [LABELS.keep]: 'true',
    [LABELS.task]: task,
    [LABELS.file]: file,
    [LABELS.state]: state,
  };
}
