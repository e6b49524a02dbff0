import {badSource, type SourceFile} from '../bad-source.ts';
import {composeOf, type Compose} from './compose.ts';
import {isProcessFile, PROCESS_FILES, processOverride} from '../process-files.ts';
import {readProject, type ProjectFacts} from './project.ts';

/** The Compose project of a folder. */
export interface FoundCompose {
  /** The file that comes first. */
  readonly file: string;
  /** All files that it was read from. */
  readonly files: readonly string[];
  readonly compose: Compose;
  /** Parts that could not be read as Compose would. */
  readonly notes: readonly string[];
}

/** In the order in which Compose looks for them. */
const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDE_FILES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/** Inputs for finding it. */
export interface FindFacts extends ProjectFacts {
  /** The names of the files in the folder. */
  readonly files: readonly string[];
}

/**
 * The Compose project of a folder; `undefined` if it has none.
 * @param wanted its files, instead of those that Compose would read
 * @throws BadSource for a file that Compose would refuse
 */
export function findCompose(wanted: readonly string[], facts: FindFacts): FoundCompose | undefined {
  const names = wanted.length > 0 ? wanted : usualFiles(facts);
  const [main] = names;
  if (main === undefined) return undefined;
  for (const name of names)
    if (!facts.read(name)) badSource({path: name, name, text: ''}, 'there is no such file');
  const {root, files, notes} = readProject(names, facts);
  return {
    ...{file: main, files},
    compose: composeOf(root, facts.read(main) as SourceFile),
    notes: [...notes, ...(wanted.length > 0 ? [] : otherFiles(facts, files))],
  };
}

/** `COMPOSE_FILE` of `.env`, or the file with the usual name and its override. */
function usualFiles({files, env, read}: FindFacts): readonly string[] {
  const listed = env.COMPOSE_FILE?.split(env.COMPOSE_PATH_SEPARATOR ?? ':').filter(name => name !== '') ?? [];
  if (listed.length > 0) return listed;
  const first = (names: readonly string[]) =>
    names.filter(name => files.includes(name) && !isProcessFile(read(name)?.text ?? '')).slice(0, 1);
  const main = first(COMPOSE_FILES);
  return main.length > 0 ? [...main, ...first(OVERRIDE_FILES)] : [];
}

/** Files with the name of a Compose file that neither Compose nor process-compose reads unless they are named. */
function otherFiles({files, read}: FindFacts, known: readonly string[]): readonly string[] {
  const textOf = (name: string): string => read(name)?.text ?? '';
  const ofProcesses = [...PROCESS_FILES, processOverride(files, textOf)];
  const others = files.filter(name => /^(docker-)?compose\b.*\.ya?ml$/.test(name) && !known.includes(name));
  return others.flatMap(name => {
    if (!isProcessFile(textOf(name)))
      return [`${name}: not read, as Compose does not read it by default; use \`bottle init --from\``];
    return ofProcesses.includes(name) ? [] : [`${name}: not read; process-compose reads it only with \`-f\``];
  });
}
