import {Command, CommanderError} from 'commander';
import {internalFailure} from '../vocabulary/make-failure.ts';
import {exhaustedBy} from '../vocabulary/exhausted.ts';
import {TaskError} from '../vocabulary/failure.ts';
import manifest from '../../package.json' with {type: 'json'};
import type {Call, Declare} from './call.ts';
import {declareAttach} from './commands/attach/declare.ts';
import {declareCheck} from './commands/check/declare.ts';
import {declareCompletion} from './commands/completion/declare.ts';
import {declareDoctor} from './commands/doctor/declare.ts';
import {declareDown} from './commands/down/declare.ts';
import {declareExec} from './commands/exec/declare.ts';
import {declareInit} from './commands/init/declare.ts';
import {declareExport} from './commands/export/declare.ts';
import {declareLogs} from './commands/logs/declare.ts';
import {declareLsp} from './commands/lsp/declare.ts';
import {declarePs} from './commands/ps/declare.ts';
import {declareOpen} from './commands/open/declare.ts';
import {declareOutputs} from './commands/outputs/declare.ts';
import {declarePlan} from './commands/plan/declare.ts';
import {declareRun} from './commands/run/declare.ts';
import {declareSchema} from './commands/schema/declare.ts';
import {declareShell} from './commands/shell/declare.ts';
import {declareUi} from './commands/ui/declare.ts';
import {declareTimeline} from './commands/timeline/declare.ts';
import {declareUp} from './commands/up/declare.ts';
import {declareRestart} from './commands/restart/declare.ts';
import {declareStart} from './commands/start/declare.ts';
import {declareStop} from './commands/stop/declare.ts';
import {declareWait} from './commands/wait/declare.ts';
import {COMMAND_NAMES, type CommandName} from './commands/names.ts';
import {EXIT_INVALID, failureCode} from './exit-code.ts';
import {failureText} from './text/failure-text.ts';
import {withSuggestion} from './usage-error.ts';
import type {CliContext} from './context.ts';

export {openOutput} from './output.ts';
export {terminalOpener} from './terminal-writer.ts';
export {catchUncaught} from './uncaught.ts';

/**
 * Runs one call of the command line and returns its exit code.
 *
 * @param argv without the program's name
 */
export async function main(argv: readonly string[], cli: CliContext): Promise<number> {
  // The arguments after `--` belong to another program; commander must not parse them.
  const at = argv.indexOf('--');
  const [own, command] = at === -1 ? [argv, undefined] : [argv.slice(0, at), argv.slice(at + 1)];
  let code = 0;
  const program = createProgram({cli, argv, command, exit: given => (code = given)});
  try {
    await program.parseAsync([...own], {from: 'user'});
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_INVALID;
    // Otherwise Node would print a line of the bundle, which is thousands of characters long.
    const failure =
      error instanceof TaskError
        ? error.failure
        : (exhaustedBy(error, cli.descriptorLimit) ?? internalFailure(error));
    cli.stderr.write(`${failureText(failure)}\n`);
    return failureCode(failure);
  }
}

/** Loads the declaration of each command on demand. */
const declarations: Readonly<Record<CommandName, () => Declare>> = {
  run: () => declareRun,
  up: () => declareUp,
  ps: () => declarePs,
  stop: () => declareStop,
  start: () => declareStart,
  restart: () => declareRestart,
  down: () => declareDown,
  logs: () => declareLogs,
  timeline: () => declareTimeline,
  wait: () => declareWait,
  outputs: () => declareOutputs,
  open: () => declareOpen,
  attach: () => declareAttach,
  ui: () => declareUi,
  exec: () => declareExec,
  shell: () => declareShell,
  plan: () => declarePlan,
  check: () => declareCheck,
  init: () => declareInit,
  export: () => declareExport,
  lsp: () => declareLsp,
  schema: () => declareSchema,
  doctor: () => declareDoctor,
  completion: () => declareCompletion,
};

function createProgram(call: Call): Command {
  const {stdout, stderr} = call.cli;
  const program: Command = new Command('bottle');
  program
    .description('Runs the tasks of a launch file in dependency order, and stops everything on exit')
    .version(manifest.version)
    .exitOverride()
    .configureOutput({
      writeOut: text => stdout.write(text),
      writeErr: text => stderr.write(text),
      outputError: (text, write) => write(withSuggestion(text, program, call.argv[0])),
    })
    .showSuggestionAfterError(false)
    .showHelpAfterError('(see `bottle --help`)')
    .enablePositionalOptions();
  for (const name of declaredNames(call.argv)) declarations[name]()(program, call);
  for (const command of program.commands)
    command.showHelpAfterError(`(see \`bottle ${command.name()} --help\`)`);
  return program;
}

/** The called command, or all commands for help, completion and unknown commands. */
function declaredNames([first]: readonly string[]): readonly CommandName[] {
  const called = COMMAND_NAMES.find(name => name === first);
  return called === undefined ? COMMAND_NAMES : [called];
}
