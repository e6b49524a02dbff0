import {readFile} from 'node:fs/promises';
import {isBuiltin} from 'node:module';
import {dirname, relative, resolve} from 'node:path';
import {transform, type OnLoadResult, type OnResolveResult, type Plugin} from 'esbuild';
import {IMPORT_META, lazyModule} from './lazy-module.ts';

/**
 * The assignment of parts to scripts. A part is a module of src, named by its path (`src/cli/main.ts`), or an imported
 * package, named by its import specifier (`yaml`).
 */
export interface Placement {
  /** The script that a part belongs to. */
  scriptOf(part: string): string;
  /** The key of a part in the exports of its script. Numbers, since V8 makes a new shape for each name. Default: its name. */
  keyOf?(part: string): number | string;
  /** Called with each part that is found. */
  onPart?(part: string): void;
  /** Whether parts report their first use to `globalThis.noteFirstUse`. */
  readonly reportsUse?: boolean;
}

const PARTS = 'parts';
const LAZY = 'lazy';
const ELSEWHERE = 'elsewhere';
const RESOLVED = 'resolved';

/** The entry point of a script: a module with a function for each part, which the program and other scripts call to load it. */
export const ENTRY = 'bottle:parts';

/** Bundles the parts of one script. Each module loads its imports on first use, from the script that contains them. */
export function lazyModules(script: string, parts: readonly string[], placement: Placement): Plugin {
  const find = (part: string, here: () => OnResolveResult | Promise<OnResolveResult>) => {
    placement.onPart?.(part);
    return placement.scriptOf(part) === script ? here() : {path: part, namespace: ELSEWHERE};
  };
  return {
    name: 'lazy-modules',
    setup(builder) {
      builder.onResolve({filter: new RegExp(`^${ENTRY}$`)}, ({path}) => ({path, namespace: PARTS}));
      builder.onLoad({filter: /./, namespace: PARTS}, () => ({
        contents: partsOf(parts, placement),
        resolveDir: process.cwd(),
      }));
      builder.onResolve({filter: /^\..*\.ts$/}, ({path, resolveDir}) => {
        const file = resolve(resolveDir, path);
        return find(relative(process.cwd(), file), () => ({path: file, namespace: LAZY}));
      });
      builder.onResolve({filter: /^[^./]/}, ({path, namespace, pluginData, resolveDir}) => {
        if (![LAZY, PARTS].includes(namespace) || pluginData === RESOLVED || isBuiltin(path))
          return undefined;
        return find(
          path,
          async () =>
            await builder.resolve(path, {kind: 'import-statement', resolveDir, pluginData: RESOLVED}),
        );
      });
      builder.onLoad({filter: /./, namespace: LAZY}, async ({path}) => await load(path, placement));
      builder.onLoad({filter: /./, namespace: ELSEWHERE}, ({path}) => ({
        contents: `module.exports = require("./${placement.scriptOf(path)}.js")[${keyOf(path, placement)}]();`,
      }));
      builder.onResolve({filter: /./, namespace: ELSEWHERE}, ({path}) => ({path, external: true}));
    },
  };
}

async function load(path: string, {reportsUse = false}: Placement): Promise<OnLoadResult> {
  const source = await readFile(path, 'utf8');
  const {code} = await transform(source, {
    ...{loader: 'ts', format: 'cjs', target: 'node20.19', legalComments: 'none'},
    sourcefile: path,
    define: IMPORT_META,
  });
  const note = reportsUse ? `noteFirstUse(${JSON.stringify(relative(process.cwd(), path))});` : '';
  return {contents: note + lazyModule(code), loader: 'js', resolveDir: dirname(path)};
}

function keyOf(part: string, placement: Placement): string {
  return JSON.stringify(placement.keyOf?.(part) ?? part);
}

function partsOf(parts: readonly string[], placement: Placement): string {
  const {reportsUse = false} = placement;
  return parts
    .map(part => {
      const name = JSON.stringify(part);
      const note = reportsUse ? `noteFirstUse(${name}),` : '';
      return `exports[${keyOf(part, placement)}] = () => (${note}require(${part.startsWith('src/') ? JSON.stringify(`./${part}`) : name}));`;
    })
    .join('\n');
}
