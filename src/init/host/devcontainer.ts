import {dirname, join} from 'node:path';
import {parse as parseYaml} from 'yaml';
import {messageOf} from '../../vocabulary/caught-error.ts';
import type {Drafted, DraftedTask} from '../drafted.ts';
import {asReferences} from '../compose/variables.ts';
import {badSource, type SourceFile} from '../bad-source.ts';
import {escapeReferences} from '../escape-references.ts';
import {needing} from '../drafted.ts';
import {isMap, isScalar, mapOf, textsOf} from '../plain-map.ts';
import type {HostFacts, HostSource} from './host-source.ts';
import {readKeys, type ReadKey} from './read-keys.ts';

/**
 * A devcontainer.json. Its commands run on this machine, in the specified order. Keys of the container are reported, since tasks
 * run outside of it.
 */
export function devcontainer(file: SourceFile): HostSource {
  const map = mapOf(parseCommented(file));
  return {
    file: file.name,
    hasServices: false,
    draft(facts): Drafted {
      const leftOut: string[] = [];
      const commands = readKeys(map, keysOf(file), (key, meaning) =>
        leftOut.push(`${file.name}: \`${key}\`: ${meaning}`),
      );
      const env = {...commands.containerEnv, ...commands.remoteEnv};
      const tasks: DraftedTask[] = [];
      for (const key of ORDER) {
        // Commands of the same key run in parallel.
        const needs = [...facts.needs, ...tasks.map(task => task.name)];
        for (const [name, run] of Object.entries(commands[key] ?? {}))
          tasks.push(taskOf(name, run, env, {...facts, needs}));
      }
      return {tasks, leftOut};
    },
  };
}

const ORDER = [
  'initializeCommand',
  'onCreateCommand',
  'updateContentCommand',
  'postCreateCommand',
  'postStartCommand',
] as const;

type Commands = Partial<
  Record<(typeof ORDER)[number], Readonly<Record<string, string | readonly string[]>>>
> &
  Partial<Record<'containerEnv' | 'remoteEnv', Readonly<Record<string, string>>>>;

const nothing = (): Commands => ({});
const missing =
  (meaning: string): ReadKey<Commands> =>
  (_, report) => {
    report(meaning);
    return {};
  };
const CONTAINER = 'tasks run on this machine; add a `container` task if they need it';

const keysOf = (file: SourceFile): Readonly<Record<string, ReadKey<Commands>>> => ({
  ...Object.fromEntries(
    ORDER.map(key => [key, (value: unknown): Commands => ({[key]: commandsOf(key, value)})]),
  ),
  $schema: nothing,
  name: nothing,
  // Only for the editor.
  customizations: nothing,
  portsAttributes: nothing,
  otherPortsAttributes: nothing,
  shutdownAction: nothing,
  waitFor: nothing,
  userEnvProbe: nothing,
  containerEnv: (value, report) => ({containerEnv: variablesOf(value, report)}),
  remoteEnv: (value, report) => ({remoteEnv: variablesOf(value, report)}),
  workspaceFolder: nothing,
  overrideCommand: nothing,
  postAttachCommand: missing('run it yourself once everything is ready'),
  forwardPorts: missing('ports of host programs need no forwarding; probe them with `ready: {port: 3000}`'),
  image: missing(CONTAINER),
  build: missing(CONTAINER),
  dockerFile: missing(CONTAINER),
  dockerComposeFile: (value, report) => {
    report(
      `draft it with \`bottle init ${textsOf(value)
        .map(path => `--from ${join(dirname(file.name), path)}`)
        .join(' ')}\``,
    );
    return {};
  },
  service: nothing,
  features: missing('install these tools on this machine'),
  hostRequirements: missing('bottle does not check the size of a machine'),
  secrets: missing('declare them under `secrets`'),
});

/** A command, a list of words, or several commands by name, which run in parallel. */
function commandsOf(key: string, value: unknown): Readonly<Record<string, string | readonly string[]>> {
  const name = key.replace(/Command$/, '').replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
  const command = (each: unknown): string | readonly string[] =>
    Array.isArray(each) ? textsOf(each).map(escapeReferences) : escapeReferences(String(each));
  if (!isMap(value)) return {[name]: command(value)};
  return Object.fromEntries(Object.entries(value).map(([each, words]) => [each, command(words)]));
}

/** Converts variables, which may contain references such as `${localEnv:NAME:default}`. */
function variablesOf(value: unknown, report: (meaning: string) => void): Readonly<Record<string, string>> {
  const set = Object.entries(mapOf(value)).flatMap(([name, each]) => {
    if (isScalar(each)) return [[name, each] as const];
    report(`\`${name}\` is unset in the devcontainer, but keeps its value here`);
    return [];
  });
  return Object.fromEntries(
    set.map(([name, each]) => {
      const text = escapeReferences(String(each))
        .replaceAll(/\$\{(?:localEnv|env):(\w+)(?::([^}]*))?\}/g, (_, variable: string, otherwise = '') =>
          asReferences(`\${${variable}:-${otherwise}}`),
        )
        .replaceAll(/\$\{(?:local|container)WorkspaceFolder\}/g, () => '${{ file.dir }}');
      if (/\$\{\w+:?\w*\}/.test(text)) report(`\`${name}\` contains a variable of the container`);
      return [name, text];
    }),
  );
}

function taskOf(
  name: string,
  run: string | readonly string[],
  env: Readonly<Record<string, string>>,
  {names, needs}: HostFacts,
): DraftedTask {
  const source = {
    ...needing(needs),
    run: typeof run === 'string' ? run : [...run],
    ...(Object.keys(env).length > 0 && {env}),
  };
  return {name: names.give(name), source, comments: []};
}

/** Parses JSON with comments and trailing commas, which is valid YAML once the comments are removed. */
function parseCommented(file: SourceFile): unknown {
  const text = file.text.replaceAll(
    /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, string?: string) => string ?? '',
  );
  try {
    return parseYaml(text.replaceAll('\t', ' ')) as unknown;
  } catch (error) {
    return badSource(file, messageOf(error).split('\n')[0] ?? '');
  }
}
