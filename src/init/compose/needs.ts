import type {ConditionalNeed} from '../../schema/common-task.ts';
import {isMap, mapOf, textsOf, type PlainMap} from '../plain-map.ts';
import {profilesOf} from './profiles.ts';
import {flag} from './values.ts';
import type {Section} from './section.ts';
import {asConstant} from './variables.ts';

/** The state that another service must reach. */
export type Condition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

/** Facts about the services that a service depends on. */
export interface NeedFacts {
  /** The names of tasks by service name. */
  readonly tasks: ReadonlyMap<string, string>;
  /** The reasons why other services have no task. */
  readonly dropped: ReadonlyMap<string, string>;
  /** The profiles of services with profiles. */
  readonly profiles: ReadonlyMap<string, readonly string[]>;
}

/** The needs of a service: `depends_on`, and the containers whose namespaces or volumes it uses. */
export function needsOf(
  service: Section,
  source: PlainMap,
  {tasks, dropped, profiles}: NeedFacts,
): (string | ConditionalNeed)[] {
  const needs = new Map<string, string | ConditionalNeed>();
  const add = (name: string, condition: Condition, isRequired = true): boolean => {
    const task = tasks.get(name);
    if (task === undefined) {
      service.report(`the need for \`${name}\``, dropped.get(name) ?? 'the service does not exist');
      return true;
    }
    const only = (profiles.get(name) ?? []).filter(
      profile => profile !== '' && !profilesOf(source).includes(profile),
    );
    if (only.length > 0 && isRequired)
      service.report(
        `the need for \`${name}\``,
        `without the profile \`${only.join('`, `')}\`, this task starts without it, but Compose would reject the file`,
      );
    if (condition !== 'service_started') needs.set(task, task);
    else if (!needs.has(task)) needs.set(task, {task, condition: 'started'});
    return true;
  };
  if (isMap(source.depends_on))
    service.entries('depends_on', (name, _, section) => {
      const condition = section.fixed('condition', conditionOf) ?? 'service_started';
      const isRequired = section.fixed('required', flag) ?? true;
      section.skip('restart');
      if (!isRequired && !tasks.has(name)) return true;
      if (!isRequired) section.leaveOut('required', `this task does not start if \`${name}\` fails`);
      return add(name, condition, isRequired);
    });
  else service.read('depends_on', value => textsOf(value).every(name => add(name, 'service_started')));
  return [...needs.values()];
}

/** The awaited conditions of services, such as `db service_healthy`. */
export function awaitedConditions(
  services: readonly PlainMap[],
  env: Readonly<Record<string, string>>,
): ReadonlySet<string> {
  return new Set(
    services.flatMap(({depends_on: on}) =>
      Object.entries(mapOf(on)).map(
        ([name, how]) => `${name} ${asConstant(String(mapOf(how).condition), env)}`,
      ),
    ),
  );
}

const CONDITIONS: readonly Condition[] = [
  'service_started',
  'service_healthy',
  'service_completed_successfully',
];

function conditionOf(value: unknown): Condition | undefined {
  return CONDITIONS.find(condition => condition === value);
}
