import {badSource, type SourceFile} from '../bad-source.ts';
import {composeOf, type Compose} from './compose.ts';
import {isProcessFile, PROCESS_FILES, processOverride} from '../process-files.ts';
import {readProject, type ProjectFacts} from './project.ts';

/** The Compose project of a folder. */
export interface FoundCompose {
  /** The first file. */
  readonly file: string;
  /** All files that were read. */
  readonly files: readonly string[];
  readonly compose: Compose;
  /** Reports of parts that bottle reads differently from Compose. */
  readonly notes: readonly string[];
}

/** In Compose's search order. */
const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDE_FILES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/** Inputs for finding the project. */
export interface FindFacts extends ProjectFacts {
  /** The names of the files in the folder. */
  readonly files: readonly string[];
}

/**
 * Finds the Compose project of a folder; `undefined` if there is none.
 * @param wanted the files to read instead of the files that Compose would read
 * @throws BadSource for a file that Compose would refuse
 */
export function findCompose(wanted: readonly string[], facts: FindFacts): FoundCompose | undefined {
  const names = wanted.length > 0 ? wanted : usualFiles(facts);
  const [main] = names;
  if (main === undefined) return undefined;
  for (const name of names)
    if (!facts.read(name)) badSource({path: name, name, text: ''}, 'the file does not exist');
  const {root, files, notes} = readProject(names, facts);
  return {
    ...{file: main, files},
    compose: composeOf(root, facts.read(main) as SourceFile),
    notes: [...notes, ...(wanted.length > 0 ? [] : otherFiles(facts, files))],
  };
}

/** The files in `COMPOSE_FILE` of `.env`, or the default file and its override. */
function usualFiles({files, env, read}: FindFacts): readonly string[] {
  const listed = env.COMPOSE_FILE?.split(env.COMPOSE_PATH_SEPARATOR ?? ':').filter(name => name !== '') ?? [];
  if (listed.length > 0) return listed;
  const first = (names: readonly string[]) =>
    names.filter(name => files.includes(name) && !isProcessFile(read(name)?.text ?? '')).slice(0, 1);
  const main = first(COMPOSE_FILES);
  return main.length > 0 ? [...main, ...first(OVERRIDE_FILES)] : [];
}

/** Reports files named like Compose files that neither Compose nor process-compose reads by default. */
function otherFiles({files, read}: FindFacts, known: readonly string[]): readonly string[] {
  const textOf = (name: string): string => read(name)?.text ?? '';
  const ofProcesses = [...PROCESS_FILES, processOverride(files, textOf)];
  const others = files.filter(name => /^(docker-)?compose\b.*\.ya?ml$/.test(name) && !known.includes(name));
  return others.flatMap(name => {
    if (!isProcessFile(textOf(name)))
      return [`${name}: not read, because Compose does not read it by default; use \`bottle init --from\``];
    return ofProcesses.includes(name) ? [] : [`${name}: not read; process-compose reads it only with \`-f\``];
  });
}
