import {values} from '../../values/resolve.ts';
import type {Command} from '../../schema/values.ts';
import type {Dialect} from '../static-text.ts';
import {quoteVariable, quoteWord} from './quote.ts';

/** A command of a unit, with the environment variables that replace its references. */
export interface UnitCommand {
  readonly line: string;
  readonly environment: readonly string[];
}

/** A command in the format of `ExecStart=`, or its first reference that is known only during a run. */
export function unitCommand(
  command: Command,
  shell: string,
  {constants}: Dialect,
): UnitCommand | {readonly without: string} {
  let without: string | undefined;
  const resolved = values(constants, path => {
    without ??= `\${{ ${path.join('.')} }}`;
    return '';
  }).command(command);
  if (without !== undefined) return {without};
  if (resolved.form === 'argv') return {line: resolved.argv.map(quoteWord).join(' '), environment: []};
  const words = ['/usr/bin/env', shell, '-e', '-c', resolved.script];
  const environment = Object.entries(resolved.values).map(([name, value]) => quoteVariable(name, value));
  return {line: words.map(quoteWord).join(' '), environment};
}
