import {isDeepStrictEqual} from 'node:util';
import type {ProcessKeys} from '../../schema/tasks/container-process.ts';
import type {EnvFile} from '../../schema/values.ts';
import {isScalar, isMap, textsOf} from '../plain-map.ts';
import {asMap} from './merge.ts';
import type {Section} from './section.ts';
import {splitWords} from './split-words.ts';
import {asConstant, asReferences, variablesIn} from './variables.ts';
import {duration, flag, text, withoutGaps} from './values.ts';

/** Facts about the project. */
export interface ProcessFacts {
  readonly env: Readonly<Record<string, string>>;
  readonly exists: (path: string) => boolean;
}

/** The command of a service and its environment, except the image. */
export function processKeys(service: Section, {env, exists}: ProcessFacts): Partial<ProcessKeys> {
  const files = envFiles(service, path => exists(asConstant(path, env)));
  return withoutGaps<ProcessKeys>({
    command: argumentsOf('command', service, env),
    entrypoint: argumentsOf('entrypoint', service, env),
    env: environment('environment', service),
    env_file: files.length > 0 ? [...files] : undefined,
    user: service.read('user', text),
    workdir: service.read('working_dir', text),
    init: service.fixed('init', flag),
    stdin_open: service.fixed('stdin_open', flag),
    tty: service.fixed('tty', flag),
    stop_signal: service.fixed('stop_signal', signal),
    grace: service.fixed('stop_grace_period', duration),
    platform: service.read('platform', text),
    pull: pull(service),
  });
}

/** The arguments of a command. A string is split into words, because Compose does not run it in a shell either. */
export function argumentsOf(key: string, service: Section, env: ProcessFacts['env']): string[] | undefined {
  return service.read(key, value => {
    const list = Array.isArray(value) ? textsOf(value) : wordsOf(key, String(value), service, env);
    // An empty command has no equivalent: Compose then ignores the image's command.
    return list.length > 0 ? list.map(asReferences) : undefined;
  });
}

function wordsOf(key: string, given: string, service: Section, env: ProcessFacts['env']): readonly string[] {
  const {words, dropped} = splitWords(given);
  if (dropped !== '')
    service.report(
      `\`${dropped}\` in \`${key}\``,
      'Compose runs no shell and drops it as well; to run it, write `sh -c` before the command',
    );
  const names = variablesIn(given).map(name => `\`${name}\``);
  if (names.length === 0) return words;
  // Compose expands variables before it splits a command, so a variable may become zero or several words.
  const known = splitWords(asConstant(given, env)).words;
  if (
    isDeepStrictEqual(
      known,
      words.map(word => asConstant(word, env)),
    )
  )
    return words;
  service.report(
    `the variables of \`${key}\``,
    `${names.join(', ')} may expand to zero or several arguments, so the value in \`.env\` or the default is used`,
  );
  return known.map(word => word.replaceAll('$', '$$$$'));
}

/** A map, or a list of `name=value`. A name without a value takes its value from bottle's own environment. */
export function environment(key: string, section: Section): Record<string, string> | undefined {
  return section.read(key, value => {
    if (!isMap(value) && !Array.isArray(value)) return undefined;
    const entries = Object.entries(asMap(value)).flatMap(([name, given]): (readonly [string, string])[] => {
      if (given !== null) return isScalar(given) ? [[name, asReferences(String(given))]] : [];
      section.leaveOut(`${key}.${name}`, 'empty instead of unset if the variable is not set');
      return [[name, `\${{ default(env.${name}, '') }}`]];
    });
    return Object.fromEntries(entries);
  });
}

function signal(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^(SIG)?[A-Z][A-Z0-9+-]*$/i.test(value)) return undefined;
  const name = value.toUpperCase();
  return name.startsWith('SIG') ? name : `SIG${name}`;
}

function pull(service: Section): ProcessKeys['pull'] | undefined {
  service.skip('pull_refresh_after');
  return service.fixed('pull_policy', value => {
    if (value === 'always' || value === 'never' || value === 'missing') return value;
    if (value === 'if_not_present') return 'missing';
    // With `build`, the image is always built.
    return value === 'build' && service.has('build') ? 'missing' : undefined;
  });
}

function envFiles(service: Section, exists: (path: string) => boolean): readonly (string | EnvFile)[] {
  const scalar = (value: unknown): string | undefined => (isScalar(value) ? String(value) : undefined);
  return service.each('env_file', (item, file): string | EnvFile | undefined => {
    const path = isScalar(item) ? String(item) : file.read('path', scalar);
    if (path === undefined) return undefined;
    const isOptional = file.fixed('required', flag) === false;
    const format = file.read('format', value => (value === 'raw' ? 'raw' : undefined));
    const isMissing = !isOptional && !exists(path);
    if (isMissing)
      service.report(
        `the env file \`${path}\``,
        'it does not exist, so Compose would refuse to start; bottle reads it if it exists when the task starts',
      );
    const isRequired = !isOptional && !isMissing;
    if (isRequired && format === undefined) return asReferences(path);
    return {path: asReferences(path), ...(!isRequired && {required: false}), ...(format && {format})};
  });
}
