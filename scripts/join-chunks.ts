import {readFile} from 'node:fs/promises';
import {relative, resolve} from 'node:path';
import {build, type BuildOptions, type Metafile, type Plugin} from 'esbuild';

/** A file of the bundle. */
type Chunk = Metafile['outputs'][string] & {readonly path: string};

/** The chunks that an entry loads, by entry. */
type Closures = ReadonlyMap<string, ReadonlySet<Chunk>>;

/** Chunks up to this many bytes are joined. */
const SMALL = 12_000;

/**
 * A plugin that joins small chunks. esbuild makes one for each set of entries that share a module, and Node takes longer to
 * find and open thirty small files than to read them as one. So each entry that shares a module of a group imports the whole
 * group: one is what `start` imports, the other one what is left.
 *
 * @param options of a build; it runs once without writing, to see which chunks there would be
 * @param start the module that every command starts with
 */
export async function joinSmallChunks(options: BuildOptions, start: string): Promise<Plugin> {
  const {metafile} = await build({...options, write: false, metafile: true});
  const chunks = Object.entries(metafile.outputs).map(([path, output]) => ({path, ...output}));
  const closures = new Map(
    chunks.flatMap(chunk =>
      chunk.entryPoint ? [[chunk.entryPoint, closureOf(chunk, chunks)] as const] : [],
    ),
  );
  const small = chunks.filter(chunk => isSmall(chunk, closures));
  const first = small.filter(chunk => closures.get(start)?.has(chunk));
  const groups = [
    first,
    ...byLargeImports(
      small.filter(chunk => !first.includes(chunk)),
      chunks,
    ),
  ];
  const importsOf = (entry: string): readonly number[] =>
    groups.flatMap((group, nth) => (group.some(chunk => closures.get(entry)?.has(chunk)) ? [nth] : []));
  return plugin(groups, importsOf);
}

/** Shared modules of bottle's own that are not loaded by themselves. A chunk without modules is what esbuild needs. */
function isSmall({entryPoint, bytes, inputs}: Chunk, entries: Closures): boolean {
  const modules = Object.keys(inputs);
  if (entryPoint || bytes > SMALL || modules.length === 0) return false;
  return !modules.some(path => path.includes('node_modules') || entries.has(path));
}

/** Groups small chunks that load the same large ones, so that no entry loads a large one for the others of a group. */
function byLargeImports(small: readonly Chunk[], chunks: readonly Chunk[]): readonly (readonly Chunk[])[] {
  const isLarge = (chunk: Chunk): boolean => !small.includes(chunk) && Object.keys(chunk.inputs).length > 0;
  const groups = new Map<string, Chunk[]>();
  for (const chunk of small) {
    const large = [...closureOf(chunk, chunks)].filter(isLarge);
    const key = large
      .map(({path}) => path)
      .sort()
      .join(' ');
    groups.set(key, [...(groups.get(key) ?? []), chunk]);
  }
  return [...groups.values()];
}

/** The chunks that are loaded with this one, itself included. */
function closureOf(chunk: Chunk, chunks: readonly Chunk[], found = new Set<Chunk>()): ReadonlySet<Chunk> {
  if (found.has(chunk)) return found;
  found.add(chunk);
  for (const {path, kind} of chunk.imports) {
    const other = kind === 'import-statement' ? chunks.find(each => each.path === path) : undefined;
    if (other) closureOf(other, chunks, found);
  }
  return found;
}

function plugin(
  groups: readonly (readonly Chunk[])[],
  importsOf: (entry: string) => readonly number[],
): Plugin {
  return {
    name: 'join-chunks',
    setup(builder) {
      builder.onLoad({filter: /\.ts$/, namespace: 'file'}, async ({path}) => {
        const imports = importsOf(relative(process.cwd(), path)).map(nth => `\nimport '${GROUP}${nth}';`);
        return imports.length === 0
          ? undefined
          : {contents: `${await readFile(path, 'utf8')}${imports.join('')}\n`, loader: 'ts'};
      });
      builder.onResolve({filter: new RegExp(`^${GROUP}`)}, ({path}) => ({path, namespace: GROUP}));
      builder.onLoad({filter: /./, namespace: GROUP}, ({path}) => ({
        contents: (groups[Number(path.slice(GROUP.length))] ?? []).flatMap(importsIn).join(''),
        resolveDir: process.cwd(),
      }));
    },
  };
}

const GROUP = 'group-of-chunks:';

function importsIn({inputs}: Chunk): readonly string[] {
  // esbuild knows that a bare import of JSON does nothing.
  const modules = Object.keys(inputs).filter(module => !module.endsWith('.json'));
  return modules.map(module => `import ${JSON.stringify(resolve(module))};\n`);
}
