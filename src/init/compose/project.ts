import {dirname, join, resolve} from 'node:path';
import {badSource, type SourceFile} from '../bad-source.ts';
import {isMap, isScalar, mapOf, textsOf, type PlainMap} from '../plain-map.ts';
import {extendedServices} from './extends.ts';
import {mergeFiles} from './merge.ts';
import {parseComposeFile} from './parse-file.ts';
import {relocated, relocatedFile} from './relocate.ts';
import {asConstant} from './variables.ts';

/** A Compose project: its files, merged as in Compose. Variables are not expanded yet. */
export interface Project {
  /** The folder that paths are relative to. */
  readonly dir: string;
  /** The root of the merged files, without `include`. */
  readonly root: PlainMap;
  /** The names of all files that were read. */
  readonly files: readonly string[];
  /** Notes for the report. */
  readonly notes: readonly string[];
}

/** Inputs for reading the project. */
export interface ProjectFacts {
  readonly dir: string;
  /** Reads the file at a path relative to `dir`; `undefined` if it does not exist. */
  readonly read: (path: string) => SourceFile | undefined;
  /** The variables of `.env`, for paths that contain variables. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Reads the files of a project; later files override earlier ones.
 * @throws BadSource for a file that Compose would refuse
 */
export function readProject(names: readonly string[], facts: ProjectFacts): Project {
  return read(names, facts, []);
}

function read(names: readonly string[], facts: ProjectFacts, trail: readonly string[]): Project {
  let root: PlainMap = {};
  const files: string[] = [];
  for (const name of names) {
    const source = facts.read(name);
    if (!source) throw new Error(`unexpected missing file: ${name}`);
    const file = parseComposeFile(source);
    files.push(source.name);
    const extended = extendedServices(file, {
      ...facts,
      earlier: mapOf(root.services),
      note: path => files.push(path),
    });
    root = mergeFiles(root, {root: extended, tags: file.tags});
  }
  const first = facts.read(names[0] ?? '') as SourceFile;
  const {include, ...own} = root;
  const included = listOf(include).map(item =>
    readIncluded(item, first, facts, [...trail, ...names.map(name => resolve(facts.dir, name))]),
  );
  return {
    dir: facts.dir,
    root: included.reduce((all, project) => together(all, project, first, facts.dir), own),
    files: [...new Set([...files, ...included.flatMap(({files}) => files)])],
    notes: included.flatMap(({notes}) => notes),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function readIncluded(
  item: unknown,
  from: SourceFile,
  facts: ProjectFacts,
  trail: readonly string[],
): Project {
  const {
    path,
    project_directory: folder,
    env_file: envFile,
  } = isScalar(item) ? ({path: item} as PlainMap) : mapOf(item);
  const paths = textsOf(path ?? []).map(text => asConstant(text, facts.env));
  const [main] = paths;
  if (main === undefined) return badSource(from, `\`include\` has no path: ${JSON.stringify(item)}`);
  if (/^\w+:|\.git(#|$)/.test(main))
    return badSource(from, `\`include\` of \`${main}\`, which is not a file`);
  const dir = resolve(facts.dir, isScalar(folder) ? String(folder) : dirname(main));
  const names = paths.map(each => resolve(facts.dir, each));
  for (const name of names) {
    if (trail.includes(name)) return badSource(from, `\`include\` of \`${main}\` forms a cycle`);
    if (!facts.read(name)) return badSource(from, `\`include\` of \`${main}\`, which does not exist`);
  }
  const project = read(names, {...facts, dir}, trail);
  const hasOwnEnv =
    envFile !== undefined || (dir !== facts.dir && facts.read(join(dir, '.env')) !== undefined);
  const note = `\`include\` of \`${main}\`: its own ${envFile === undefined ? '`.env`' : '`env_file`'} is not read; variables come from the environment of bottle`;
  return {...project, notes: [...project.notes, ...(hasOwnEnv ? [note] : [])]};
}

/** Adds the declarations of an included project. The same name may be declared twice only with equal values. */
function together(root: PlainMap, {root: other, dir}: Project, from: SourceFile, to: string): PlainMap {
  const sections = ['services', 'networks', 'volumes', 'secrets', 'configs', 'models'].map(section => {
    const own = mapOf(root[section]);
    const added = Object.entries(mapOf(other[section])).map(
      ([name, value]) =>
        [
          name,
          section === 'services' && isMap(value) ? relocated(value, dir, to) : relocatedFile(value, dir, to),
        ] as const,
    );
    const clash = added.find(
      ([name, value]) => own[name] !== undefined && JSON.stringify(own[name]) !== JSON.stringify(value),
    );
    if (clash) badSource(from, `\`include\`: \`${section}.${clash[0]}\` is defined twice`);
    return [section, {...Object.fromEntries(added), ...own}] as const;
  });
  return {...root, ...Object.fromEntries(sections.filter(([, map]) => Object.keys(map).length > 0))};
}
