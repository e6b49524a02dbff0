import type {DownReport} from '../../schema/down-report.ts';
import type {RequestReport} from '../../schema/request-report.ts';

/** The result of a request as text. */
export interface ActionResult {
  readonly isGood: boolean;
  readonly lines: readonly string[];
}

export function requestResult({succeeded, tasks}: RequestReport): ActionResult {
  const failed = tasks.filter(({failure}) => failure !== null);
  return {
    isGood: succeeded,
    lines:
      failed.length > 0
        ? failed.map(({task, failure}) => `\`${task}\`: ${failure ?? ''}`)
        : [tasks.map(({task, state}) => `${task} ${state}`).join(', ')],
  };
}

export function downResult({runs, volumes = []}: DownReport): ActionResult {
  const lines = [
    ...runs.flatMap(({problem}) => (problem === null ? [] : [problem])),
    ...runs.flatMap(({leftovers}) =>
      leftovers.map(
        ({what, why, command}) => `could not remove ${what}: ${why}; remove it with \`${command}\``,
      ),
    ),
    ...volumes.flatMap(({name, problem, command}) =>
      problem === null ? [`deleted volume ${name}`] : [keptVolumeText(name, problem, command)],
    ),
  ];
  const isGood =
    runs.every(
      ({outcome, leftovers}) => ['stopped', 'recovered'].includes(outcome) && leftovers.length === 0,
    ) && volumes.every(({problem}) => problem === null);
  return {isGood, lines: lines.length > 0 ? lines : ['everything was stopped and removed']};
}

/** The `name` is `volumes of` a file if its volumes could not be listed. */
function keptVolumeText(name: string, problem: string, command: string): string {
  const isOne = !name.includes(' ');
  const what = isOne ? `volume ${name}` : name;
  return `could not delete ${what}: ${problem}; ${isOne ? 'delete it' : 'list them'} with \`${command}\``;
}
