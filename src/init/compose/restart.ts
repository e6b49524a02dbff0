import type {Retry} from '../../schema/common-task.ts';
import type {Container} from '../../schema/tasks/container.ts';
import type {Restart} from '../../schema/restart.ts';
import type {Section} from './section.ts';
import {whole} from './values.ts';

/** The keys for the end of a container. */
export interface EndKeys {
  readonly container: Partial<Pick<Container, 'ends' | 'on_exit' | 'restart'>>;
  readonly task: {readonly retry?: Retry};
}

/** A restart policy of Docker. */
type Policy =
  | {readonly name: 'no'}
  | {readonly name: 'always'}
  | {readonly name: 'on-failure'; readonly attempts: number | 'unlimited'};

/** Docker waits 100 ms before the first restart, and doubles the delay each time. */
const PACE = {delay: '100ms', backoff: 2} as const;

/** The number of attempts for a container that must succeed, if the file sets no limit. */
const MANY = 100;

/**
 * In Compose, the end of a container does not end anything else.
 *
 * @param isAwaited whether another service waits for its successful completion
 */
export function endKeys(service: Section, deploy: Section, isAwaited: boolean): EndKeys {
  const ofDeploy = policyOf(deploy.within('restart_policy'));
  const policy = service.fixed('restart', ofText) ?? ofDeploy ?? {name: 'no'};
  if (isAwaited) return {container: {ends: true}, task: retryOf(policy, service)};
  if (policy.name === 'no') return {container: {on_exit: 'ignore'}, task: {}};
  if (policy.name === 'always') return {container: {restart: {attempts: 'unlimited', ...PACE}}, task: {}};
  const restart: Restart = {attempts: policy.attempts, ...PACE, condition: 'failure'};
  return {container: {on_exit: 'ignore', restart}, task: {}};
}

function retryOf(policy: Policy, service: Section): EndKeys['task'] {
  if (policy.name === 'no') return {};
  if (policy.name === 'always')
    service.leaveOut('restart', 'other services wait for its completion, so it is retried only if it fails');
  if (policy.name === 'on-failure' && policy.attempts !== 'unlimited')
    return {retry: {attempts: policy.attempts + 1, delay: PACE.delay}};
  service.report('the unlimited attempts of `restart`', `limited to ${MANY}`);
  return {retry: {attempts: MANY, delay: PACE.delay}};
}

function ofText(value: unknown): Policy | undefined {
  const [, name, limit] =
    /^(no|false|always|unless-stopped|on-failure)(?::(\d+))?$/.exec(String(value)) ?? [];
  if (name === undefined) return undefined;
  if (name === 'no' || name === 'false') return {name: 'no'};
  return name === 'on-failure'
    ? {name, attempts: Number(limit ?? 0) > 0 ? Number(limit) : 'unlimited'}
    : {name: 'always'};
}

function policyOf(section: Section): Policy | undefined {
  const attempts = section.fixed('max_attempts', whole);
  const condition = section.fixed('condition', value =>
    ['none', 'on-failure', 'any'].includes(String(value)) ? String(value) : undefined,
  );
  if (condition === undefined) return undefined;
  if (condition === 'none') return {name: 'no'};
  return condition === 'on-failure' ? {name: condition, attempts: attempts ?? 'unlimited'} : {name: 'always'};
}
