import {parse, syntaxOf} from './arguments.mjs';
import {noteCall} from './call-log.mjs';
import {ownProcess} from './own-process.mjs';
import {placesOf} from './places.mjs';
import {Failure, UsageError} from './problems.mjs';
import {settingsOf} from './settings.mjs';
import {serveCalls} from './serve-calls.mjs';
import {openStore} from './store.mjs';
import {traitsOf} from './version.mjs';

const groups = ['machine', 'vm'];
const otherNames = {rm: 'delete', list: 'ls'};

void main(process.argv.slice(2), process.env);

async function main([first, path], env) {
  if (first === '_boot-vm') return await (await import('./vm/boot.mjs')).bootVm(path, settingsOf(env));
  if (first === '_serve-calls') return serveCalls(path, serve);
  return await serve(ownProcess());
}

/** One call of the command line. */
async function serve(caller) {
  const {env, argv} = caller;
  const places = placesOf(env);
  const note = noteCall(places.calls, caller);
  const code = await codeOf(argv, {
    ...{env, places, note, caller, settings: settingsOf(env), program: process.argv[1]},
    print: line => caller.out(`${line}\n`),
    complain: line => caller.err(`${line}\n`),
  });
  note({event: 'ended', code});
  caller.end(code);
}

async function codeOf(argv, context) {
  if (context.settings.warns)
    context.complain('2026-01-01T00:00:00.000000Z  WARN smolvm::agent: virtio queue was slow to drain');
  try {
    return await perform(argv, context);
  } catch (error) {
    if (error instanceof UsageError) {
      context.complain(`error: ${error.message}\n\nFor more information, try '--help'.`);
      return 2;
    }
    if (!(error instanceof Failure)) {
      context.complain(error.stack);
      return 1;
    }
    const {code, message} = error;
    const isJson = argv.includes('--error-format=json');
    context.complain(isJson ? JSON.stringify({error: {code, message}}) : `Error: ${message}`);
    return 1;
  }
}

async function perform([first, ...rest], context) {
  const {settings} = context;
  if (first === '--version') return print(context, `smolvm ${settings.version}`);
  // Imitates another project's program with the same name.
  if (settings.product !== 'smolvm') throw new UsageError(`unrecognized subcommand '${first}'`);
  if (first === '--help')
    return print(context, 'Usage: smolvm <COMMAND>\n\nCommands:\n  machine  Manage machines');
  if (!groups.includes(first)) throw new UsageError(`unrecognized subcommand '${first}'`);
  const traits = traitsOf(settings.version);
  const syntax = syntaxOf(traits);
  const [word, ...words] = rest;
  if (word === '--help')
    return print(
      context,
      `Usage: smolvm machine <COMMAND>\n\nCommands:\n  ${Object.keys(syntax).join('\n  ')}`,
    );
  const command = otherNames[word] ?? word;
  if (!syntax[command]) throw new UsageError(`unrecognized subcommand '${word}'`);
  const call = {...parse(syntax[command], words), ...context, traits, store: openStore(context.places.rows)};
  return await (await import(`./commands/${command}.mjs`)).perform(call);
}

function print(context, text) {
  context.print(text);
  return 0;
}
