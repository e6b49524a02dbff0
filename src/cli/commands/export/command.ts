import {join, relative, resolve} from 'node:path';
import type {Exported, Loss} from '../../../export/exported.ts';
import type {exportFormats} from '../../../export/formats.ts';
import {writeNew} from '../../../init/write-new.ts';
import type {LaunchFile} from '../../../model/launch-file.ts';
import {makeDirectory} from '../../../processes/make-directory.ts';
import {codeOf, messageOf} from '../../../vocabulary/caught-error.ts';
import {errorDiagnostic} from '../../../vocabulary/diagnostic.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {EXIT_INVALID} from '../../exit-code.ts';
import {count} from '../../views/run/event-text.ts';
import type {CliContext} from '../../context.ts';
import {fileRequest, type FileFlags} from '../file-flags.ts';
import {loadCommandFile, noText, printDiagnostics} from '../load-command-file.ts';

/** The flags of `bottle export`, as parsed by commander. */
export interface ExportFlags extends FileFlags {
  readonly output?: string;
}

export type ExportFormat = (typeof exportFormats)[number];

/** `bottle export`: 0 if the files were printed or written, 2 if the launch file has errors or a file already exists. */
export async function exportCommand(
  format: ExportFormat,
  named: string | undefined,
  {output, ...flags}: ExportFlags,
  cli: CliContext,
): Promise<number> {
  const launch = await loadCommandFile(fileRequest(named, flags), cli);
  if (!launch) return EXIT_INVALID;
  const exported = await exporters[format](
    launch,
    output === undefined ? launch.dir : resolve(cli.cwd, output),
  );
  if (output === undefined) {
    cli.stdout.write(printed(exported));
  } else {
    const problem = await write(exported, resolve(cli.cwd, output), cli);
    if (problem !== undefined) {
      await printDiagnostics([errorDiagnostic({message: problem})], noText, cli);
      return EXIT_INVALID;
    }
  }
  report(exported, launch, cli);
  return 0;
}

/** Each format loads only its own modules. */
const exporters: Readonly<Record<ExportFormat, (launch: LaunchFile, to: string) => Promise<Exported>>> = {
  compose: async (launch, to) =>
    (await import('../../../export/compose/compose-file.ts')).composeFile(launch, to),
  kubernetes: async launch =>
    (await import('../../../export/kubernetes/manifests.ts')).kubernetesManifests(launch),
  systemd: async launch => (await import('../../../export/systemd/units.ts')).systemdUnits(launch),
};

/** The text of all files. If there are several, each begins with a line with its name. */
function printed({files}: Exported): string {
  const [only] = files;
  if (files.length === 1 && only) return only.text;
  return files.map(({name, text}) => `# ${name}\n${text}`).join('\n');
}

/** Writes all files. Returns the problem if a file already exists or cannot be written. */
async function write(
  {files}: Exported,
  folder: string,
  {cwd, stdout}: CliContext,
): Promise<string | undefined> {
  try {
    await makeDirectory(folder);
    for (const {name, text} of files) {
      const path = relative(cwd, join(folder, name));
      if (!(await writeNew(join(folder, name), text)))
        return `\`${path}\` already exists and was not changed; name another folder with \`--output\``;
      stdout.write(`${path}\n`);
    }
    return undefined;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return `cannot write to \`${relative(cwd, folder) || '.'}\`: ${messageOf(error)}`;
  }
}

/** Prints a report to stderr, since the files may be on stdout. */
function report({carried, losses}: Exported, {tasks}: LaunchFile, {stderr}: CliContext): void {
  const lines = losses.map(loss => `  ${printable(lossText(loss))}`);
  const heading = `carried over: ${carried.length} of ${count(tasks.size, 'task')}`;
  const lost = lines.length > 0 ? ['not carried over:', ...new Set(lines)] : [];
  stderr.write([heading, ...lost, ''].join('\n'));
}

function lossText({task, key, meaning}: Loss): string {
  const place = [task, key && `\`${key}\``].filter(part => part !== undefined && part !== '');
  return [...place, meaning].join(': ');
}
