import type {DeferredCommand} from '../../vocabulary/deferred-command.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {values} from '../../values/resolve.ts';
import type {ResolvedCommand, ValueSource} from '../../values/value-source.ts';
import {commandText} from './command-line.ts';
import type {DownContext} from '../task-context.ts';
import {readSecret} from './read-secret.ts';

/** A deferred command that can run now, or the reason why it cannot. */
export type ResolvedDeferred =
  | {
      readonly command: ResolvedCommand;
      readonly env: Readonly<Record<string, string>>;
      /** Masks the command's secrets, because in a recovery no masker knows the secrets of the dead run. */
      readonly mask: (text: string) => string;
    }
  /** "`tasks.tmp.dir`, which is not known". */
  | {readonly missing: string};

/**
 * Resolves a recorded command from its record and its secrets. The process that recorded the command still knows values that could
 * not be recorded.
 *
 * @param own the task's own outputs, by name
 */
export async function resolveDeferred(
  deferred: DeferredCommand,
  own: Readonly<Record<string, string>>,
  context: DownContext,
): Promise<ResolvedDeferred> {
  const missing: string[] = [];
  const miss = (path: readonly string[]): string => {
    missing.push(`\`${path.join('.')}\`, which is not known`);
    return '';
  };
  try {
    const secrets = await secretsOf(deferred, context);
    const lookup: ValueSource['lookup'] = ([root, ...names]) =>
      root === 'secrets' ? secrets.get(names.join('.')) : undefined;
    const noted = values({lookup}, miss);
    const resolved = values(
      {
        lookup(path) {
          const text = notedText(path, deferred, own, context);
          return text === undefined ? (lookup(path) ?? context.scope?.lookup(path)) : noted.text(text);
        },
        isSet: isSetIn(deferred),
      },
      miss,
    );
    const env = Object.entries(deferred.env).map(([name, text]) => [name, resolved.text(text)]);
    const command = resolved.command(deferred.command);
    const [first] = missing;
    if (first !== undefined) return {missing: first};
    const mask = (text: string): string =>
      [...secrets.values()].reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
    return {command, env: Object.fromEntries(env) as Record<string, string>, mask};
  } catch (error) {
    if (!(error instanceof TaskError) || error.failure.reason !== 'no-secret') throw error;
    const {secret, source, why} = error.failure;
    return {missing: `the secret \`${secret}\`, which cannot be read again (${source}: ${why})`};
  }
}

/** A deferred command in one line, for running it by hand. Unknown references and secrets are shown as references. */
export function deferredText(
  deferred: DeferredCommand,
  own: Readonly<Record<string, string>>,
  context: Pick<DownContext, 'task'>,
): string {
  const lookup: ValueSource['lookup'] = path => notedText(path, deferred, own, context);
  const {text} = values({lookup, isSet: isSetIn(deferred)}, path => `\${{ ${path.join('.')} }}`);
  return commandText(deferred.command, text);
}

function notedText(
  path: readonly string[],
  {values: noted}: DeferredCommand,
  own: Readonly<Record<string, string>>,
  {task}: Pick<DownContext, 'task'>,
): string | undefined {
  const [root, name, ...output] = path;
  const [from, key] = root === 'tasks' && name === task ? [own, output.join('.')] : [noted, path.join('.')];
  return Object.hasOwn(from, key) ? from[key] : undefined;
}

function isSetIn({unset = []}: DeferredCommand): (path: readonly string[]) => boolean {
  return path => !unset.includes(path.join('.'));
}

/** The secrets of a deferred command. The process that ran the task uses the values from that time. */
async function secretsOf(
  {secrets}: DeferredCommand,
  {scope, env}: DownContext,
): Promise<ReadonlyMap<string, string>> {
  const entries = Object.entries(secrets).map(async ([name, source]) => {
    const known = scope?.lookup(['secrets', name]);
    return [name, known ?? (await readSecret(name, source, {dir: '/', env}))] as const;
  });
  return new Map(await Promise.all(entries));
}
