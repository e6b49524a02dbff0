import {locateSlice} from '../../config/analysis/locate-slice.ts';
import type {Task} from '../../model/launch-file.ts';
import type {SourceRange} from '../../vocabulary/diagnostic.ts';
import {betterProbe} from '../better-probe.ts';
import {commandsOf, type SourceCommand} from '../commands-of.ts';
import {neededBy} from '../needed-by.ts';
import type {Finding, LintContext, LintRule} from '../rule.ts';
import {scriptOf, type SourceScript} from '../script-of.ts';
import {allSleepsIn, sleepsIn, type Sleep} from '../sleeps.ts';

/** A fixed delay is usually too long, and sometimes too short. */
export const sleepAsWait: LintRule = {
  name: 'sleep-as-wait',
  about: 'a `sleep` used to wait until something is ready',
  bad: `
tasks:
  test:
    run: |
      until nc -z localhost 5432; do sleep 1; done
      npm test
`,
  good: `
tasks:
  db:
    container: {image: "postgres:17", ports: ["5432:5432"]}
    ready: {port: 5432}
  test:
    needs: [db]
    run: npm test
`,
  find(context) {
    return commandsOf(context.launch).flatMap(command => [
      ...waitsOf(command, context),
      ...(isOnlySleep(command) && isBetween(command.task, context) ? [pause(command, context)] : []),
    ]);
  },
};

function waitsOf(command: SourceCommand, {parsed}: LintContext): readonly Finding[] {
  const script = scriptOf(command);
  if (script === undefined) return [];
  const sleeps = command.role === 'probe' ? allSleepsIn(script.script) : sleepsIn(script.script);
  return sleeps.map(sleep => ({
    message: messageOf(command, script, sleep),
    place: locateSlice(parsed, script, sleep),
  }));
}

function messageOf(
  {role, task}: SourceCommand,
  {text}: SourceScript,
  {start, end, awaited, base, loop}: Sleep,
): string {
  if (role === 'probe')
    return `a probe is polled; leave \`${text.slice(start, end)}\` out, or set the \`interval\` of the probe`;
  const probe = betterProbe(awaited, text, base);
  if (loop) {
    const better = probe === undefined ? 'a `ready` probe' : `\`ready: {${probe}}\``;
    const otherwise = probe === undefined ? '; to repeat work, use `retry`' : '';
    return `task \`${task.name}\` waits in a loop; use ${better} on the task that it waits for, or on a \`wait: {}\` task, which passes sooner and has a deadline${otherwise}`;
  }
  const better =
    probe === undefined
      ? 'add a `ready` probe to the task that it waits for: `port`, `http`, `log` or `file`'
      : `use \`ready: {${probe}}\` on the task that it waits for`;
  return `task \`${task.name}\` waits for a fixed time with \`${text.slice(start, end)}\`; ${better}`;
}

/** Whether a task only sleeps. Between a service and a dependent task, it can only be a wait. */
function isOnlySleep({command, role}: SourceCommand): boolean {
  if (role !== 'oneshot') return false;
  const words = typeof command === 'string' ? command.trim().split(/\s+/) : command;
  return words.length === 2 && words[0] === 'sleep';
}

function isBetween({name, needs}: Task, {launch}: LintContext): boolean {
  const waitsForOne = needs.some(({to}) => launch.tasks.get(to)?.keepsRunAlive() === true);
  return waitsForOne && neededBy(launch).has(name);
}

function pause({task, path}: SourceCommand, {parsed}: LintContext): Finding {
  const place: SourceRange = parsed.place(path, 'value');
  const waited = task.needs.map(({to}) => `\`${to}\``)[0] ?? '';
  return {
    message: `task \`${task.name}\` waits for a fixed time; give ${waited} a \`ready\` probe, and remove this task`,
    place,
  };
}
