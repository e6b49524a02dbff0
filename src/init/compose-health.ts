import type {Healthcheck} from '../schema/tasks/container-health.ts';
import {duration, interpolated, type LeaveOut} from './compose-values.ts';
import {mapOf, textsOf} from './plain-map.ts';

/** A service's health check; `undefined` where it has none of its own. */
export function composeHealthcheck(value: unknown, leaveOut: LeaveOut): Healthcheck | undefined {
  const {test, disable, interval, timeout, retries, start_period: startPeriod} = mapOf(value);
  const command = disable === true ? undefined : commandOf(test);
  if (command === undefined) return undefined;
  const [every, limit, grace] = [interval, timeout, startPeriod].map(duration);
  return {
    command:
      typeof command === 'string'
        ? interpolated(command, leaveOut)
        : command.map(word => interpolated(word, leaveOut)),
    ...(every !== undefined && {interval: every}),
    ...(limit !== undefined && {timeout: limit}),
    ...(Number.isInteger(retries) && {retries: Number(retries)}),
    ...(grace !== undefined && {start_period: grace}),
  };
}

/** A string runs in the shell, and so does a list that starts with `CMD-SHELL`. */
function commandOf(test: unknown): string | string[] | undefined {
  if (typeof test === 'string') return test;
  const [how, ...command] = textsOf(test ?? []);
  if (how === 'CMD-SHELL') return command.join(' ');
  return how === 'CMD' && command.length > 0 ? command : undefined;
}
