import {existsSync} from 'node:fs';
import {join, relative, resolve} from 'node:path';
import {BadSource} from '../../../init/bad-source.ts';
import {draft, type DraftedFile} from '../../../init/draft.ts';
import {launchText} from '../../../init/launch-document.ts';
import {look} from '../../../init/look.ts';
import {silenceKnown, type Silenced} from '../../../init/silence-known.ts';
import {schemaFrom} from '../../../init/schema-from.ts';
import {writeNew} from '../../../init/write-new.ts';
import {localDisk} from '../../../lint/disk.ts';
import {kinds} from '../../../tasks/registry.ts';
import {codeOf, messageOf} from '../../../vocabulary/caught-error.ts';
import {errorDiagnostic, type Diagnostic} from '../../../vocabulary/diagnostic.ts';
import {enumerated} from '../../../vocabulary/listed.ts';
import {EXIT_INVALID} from '../../exit-code.ts';
import {count} from '../../views/run/event-text.ts';
import {imagesToPull} from './images-to-pull.ts';
import {LAUNCH_FILE_NAMES} from '../launch-path.ts';
import {printDiagnostics} from '../load-command-file.ts';
import {printable} from '../../../vocabulary/printable.ts';
import type {CliContext} from '../../context.ts';

/** The flags of `bottle init`, as parsed by commander. */
export interface InitFlags {
  readonly stdout?: boolean;
  /** Compose files to read. */
  readonly from?: readonly string[];
}

/** `bottle init`: 0 if a file was written, 2 if one already exists or a file in the folder cannot be read. */
export async function initCommand(
  folder: string | undefined,
  {stdout: prints = false, from = []}: InitFlags,
  cli: CliContext,
): Promise<number> {
  const dir = resolve(cli.cwd, folder ?? '.');
  try {
    const old = prints ? undefined : LAUNCH_FILE_NAMES.map(name => join(dir, name)).find(existsSync);
    if (old !== undefined) return await refuse(isThere(relative(cli.cwd, old)), '', cli);
    const found = await look(dir, from);
    const drafted = draft(found);
    const path = join(dir, 'bottle.yaml');
    const {text, ...silenced} = silenceKnown(path, launchText(drafted, schemaFrom(dir)), {
      ...{vars: {}, env: cli.env, kinds, disk: localDisk},
    });
    if (prints) cli.stdout.write(text);
    if (!prints && !(await writeNew(path, text)))
      return await refuse(isThere(relative(cli.cwd, path)), '', cli);
    report({...drafted, ...silenced}, prints ? undefined : relative(cli.cwd, path), cli);
    if (!prints) {
      const isOpen = drafted.leftOut.length > 0 || silenced.errors.length > 0 || silenced.mayFail;
      const next = isOpen
        ? nextStep({...drafted, ...silenced})
        : firstRun(await imagesToPull(drafted.tasks, {...found.dotenv, ...cli.env}));
      cli.stdout.write(`next: ${next}\n`);
    }
    return 0;
  } catch (error) {
    if (error instanceof BadSource) return await refuse(error.diagnostic, error.text, cli);
    if (codeOf(error) === undefined) throw error;
    const where = relative(cli.cwd, dir) || dir;
    return await refuse(
      errorDiagnostic({message: `cannot create a launch file in \`${where}\`: ${messageOf(error)}`}),
      '',
      cli,
    );
  }
}

function isThere(path: string): Diagnostic {
  const next = 'print the new file with `bottle init --stdout`';
  return errorDiagnostic({message: `\`${path}\` already exists and was not changed; ${next}`});
}

async function refuse(diagnostic: Diagnostic, text: string, cli: CliContext): Promise<number> {
  await printDiagnostics([diagnostic], () => text, cli);
  return EXIT_INVALID;
}

/** Prints a report of the new file, of omitted parts and of open decisions; to stderr if the file is printed to stdout. */
function report(
  {tasks, from, leftOut, doubts, errors}: DraftedFile & Omit<Silenced, 'text'>,
  path: string | undefined,
  {stdout, stderr}: CliContext,
): void {
  const output = path === undefined ? stderr : stdout;
  const made = from.length > 0 ? ` from ${enumerated(from, 'and')}` : ', an example to start from';
  if (path !== undefined) output.write(`${path}: ${count(tasks.length, 'task')}${made}\n`);
  for (const [heading, lines] of [
    ['not carried over:', leftOut],
    ['to be fixed before it can start:', errors],
    ['left for you to decide, with warnings silenced until then:', doubts],
  ] as const)
    if (lines.length > 0)
      output.write([heading, ...counted(lines).map(line => `  ${printable(line)}`), ''].join('\n'));
}

/** The next step if something remains to be done. */
function nextStep({leftOut, errors}: Pick<DraftedFile & Silenced, 'leftOut' | 'errors'>): string {
  if (errors.length > 0) return 'fix this, then start it with `bottle run`';
  return leftOut.length > 0
    ? 'check whether you need the parts that were not carried over, then start it with `bottle run`'
    : 'decide, then start it with `bottle run`';
}

/** The next step if nothing remains to be done. */
function firstRun(toPull: readonly string[] | undefined): string {
  if (toPull === undefined) return 'start Docker (it does not respond), then `bottle run`';
  if (toPull.length === 0) return '`bottle run` starts it';
  const images = toPull.map(image => `\`${image}\``);
  return `\`bottle run\` (pulls ${enumerated(images, 'and')} first)`;
}

/** Lists equal lines only once, with their number. */
function counted(lines: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, times]) => (times === 1 ? line : `${line} (${times} times)`));
}
