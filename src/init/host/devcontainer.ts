import {parse as parseYaml} from 'yaml';
import type {Drafted, DraftedTask} from '../drafted.ts';
import {badSource, type SourceFile} from '../bad-source.ts';
import {escapeReferences} from '../escape-references.ts';
import {needing} from '../drafted.ts';
import {isMap, mapOf, textsOf} from '../plain-map.ts';
import type {HostFacts, HostSource} from './host-source.ts';
import {readKeys, type ReadKey} from './read-keys.ts';

/**
 * A devcontainer.json: its commands run on this machine, in its order; the container that it describes is reported, since the programs
 * of a launch run beside it.
 */
export function devcontainer(file: SourceFile): HostSource {
  const map = mapOf(parseCommented(file));
  return {
    file: file.name,
    hasServices: false,
    draft(facts): Drafted {
      const leftOut: string[] = [];
      const commands = readKeys(map, keys, (key, meaning) =>
        leftOut.push(`${file.name}: \`${key}\`: ${meaning}`),
      );
      const tasks: DraftedTask[] = [];
      for (const key of ORDER)
        for (const [name, run] of Object.entries(commands[key] ?? {})) {
          const needs = [...facts.needs, ...tasks.map(task => task.name)];
          tasks.push(taskOf(name, run, {...facts, needs}));
        }
      return {tasks, leftOut};
    },
  };
}

const ORDER = ['onCreateCommand', 'updateContentCommand', 'postCreateCommand', 'postStartCommand'] as const;

type Commands = Partial<Record<(typeof ORDER)[number], Readonly<Record<string, string | readonly string[]>>>>;

const nothing = (): Commands => ({});
const missing =
  (meaning: string): ReadKey<Commands> =>
  (_, report) => {
    report(meaning);
    return {};
  };
const CONTAINER = 'tasks run on this machine; add a `container` task if they need it';

const keys: Readonly<Record<string, ReadKey<Commands>>> = {
  ...Object.fromEntries(
    ORDER.map(key => [key, (value: unknown): Commands => ({[key]: commandsOf(key, value)})]),
  ),
  $schema: nothing,
  name: nothing,
  // Of the editor only.
  customizations: nothing,
  portsAttributes: nothing,
  otherPortsAttributes: nothing,
  shutdownAction: nothing,
  waitFor: nothing,
  userEnvProbe: nothing,
  initializeCommand: missing('run it yourself before'),
  postAttachCommand: missing('run it yourself once everything is ready'),
  forwardPorts: missing('ports of host programs need no forwarding; probe them with `ready: {port: 3000}`'),
  image: missing(CONTAINER),
  build: missing(CONTAINER),
  dockerFile: missing(CONTAINER),
  dockerComposeFile: missing('name the Compose file with `bottle init --file`'),
  service: nothing,
  features: missing('install these tools on this machine'),
  hostRequirements: missing('bottle does not check the size of a machine'),
  secrets: missing('declare them under `secrets`'),
};

/** A command, a list of words, or several commands by their names, which run in parallel there. */
function commandsOf(key: string, value: unknown): Readonly<Record<string, string | readonly string[]>> {
  const name = key.replace(/Command$/, '').replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
  const command = (each: unknown): string | readonly string[] =>
    Array.isArray(each) ? textsOf(each).map(escapeReferences) : escapeReferences(String(each));
  if (!isMap(value)) return {[name]: command(value)};
  return Object.fromEntries(Object.entries(value).map(([each, words]) => [each, command(words)]));
}

function taskOf(name: string, run: string | readonly string[], {names, needs}: HostFacts): DraftedTask {
  const source = {...needing(needs), run: typeof run === 'string' ? run : [...run]};
  return {name: names.give(name), source, comments: []};
}

/** JSON with comments and trailing commas, which a reader of YAML takes too once the comments are gone. */
function parseCommented(file: SourceFile): unknown {
  const text = file.text.replaceAll(
    /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, string?: string) => string ?? '',
  );
  try {
    return parseYaml(text.replaceAll('\t', ' ')) as unknown;
  } catch (error) {
    return badSource(file, (error as Error).message.split('\n')[0] ?? '');
  }
}
