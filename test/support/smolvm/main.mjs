import {parse, syntaxOf} from './arguments.mjs';
import {noteCall} from './call-log.mjs';
import {placesOf} from './places.mjs';
import {Failure, UsageError} from './problems.mjs';
import {settingsOf} from './settings.mjs';
import {openStore} from './store.mjs';
import {traitsOf} from './version.mjs';

const groups = ['machine', 'vm'];
const otherNames = {rm: 'delete', list: 'ls'};

void main(process.argv.slice(2), process.env);

/** One call of the command line; sets the exit code of this process. */
async function main(argv, env) {
  if (argv[0] === '_boot-vm') return await (await import('./vm/boot.mjs')).bootVm(argv[1], settingsOf(env));
  const places = placesOf(env);
  const note = noteCall(places.calls, argv);
  const code = await codeOf(argv, {env, places, note, settings: settingsOf(env)});
  note({event: 'ended', code});
  process.exitCode = code;
}

async function codeOf(argv, world) {
  if (world.settings.warns)
    console.error('2026-01-01T00:00:00.000000Z  WARN smolvm::agent: virtio queue was slow to drain');
  try {
    return await perform(argv, world);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`error: ${error.message}\n\nFor more information, try '--help'.`);
      return 2;
    }
    if (!(error instanceof Failure)) throw error;
    const {code, message} = error;
    const isJson = argv.includes('--error-format=json');
    console.error(isJson ? JSON.stringify({error: {code, message}}) : `Error: ${message}`);
    return 1;
  }
}

async function perform([first, ...rest], world) {
  const {settings} = world;
  if (first === '--version') return print(`smolvm ${settings.version}`);
  // Another project's program of the same name knows other commands.
  if (settings.product !== 'smolvm') throw new UsageError(`unrecognized subcommand '${first}'`);
  if (first === '--help') return print('Usage: smolvm <COMMAND>\n\nCommands:\n  machine  Manage machines');
  if (!groups.includes(first)) throw new UsageError(`unrecognized subcommand '${first}'`);
  const traits = traitsOf(settings.version);
  const syntax = syntaxOf(traits);
  const [word, ...words] = rest;
  if (word === '--help')
    return print(`Usage: smolvm machine <COMMAND>\n\nCommands:\n  ${Object.keys(syntax).join('\n  ')}`);
  const command = otherNames[word] ?? word;
  if (!syntax[command]) throw new UsageError(`unrecognized subcommand '${word}'`);
  const call = {...parse(syntax[command], words), ...world, traits, store: openStore(world.places.rows)};
  return await (await import(`./commands/${command}.mjs`)).perform(call);
}

function print(text) {
  console.log(text);
  return 0;
}
