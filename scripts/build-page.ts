import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {promisify} from 'node:util';
import {gzip} from 'node:zlib';
import {build, type BuildOptions, type Metafile} from 'esbuild';

/** The page of `bottle ui`. */
export interface BuiltPage {
  /** The files of dist/ui, by name. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly metafile: Metafile;
}

/**
 * Bundles the page into one HTML file with its script and style inline, so that it loads nothing else. page.json
 * contains their hashes for the Content-Security-Policy, `{script: ['sha256-…'], style: ['sha256-…']}`, so that only
 * code of the page can run.
 */
export async function buildPage(): Promise<BuiltPage> {
  const worker = await build({...options, entryPoints: ['src/page/log/search-worker.ts'], format: 'iife'});
  const {outputFiles, metafile} = await build({
    ...options,
    entryPoints: ['src/page/main.tsx'],
    format: 'esm',
    define: {SEARCH_WORKER: JSON.stringify(worker.outputFiles[0]?.text.trim() ?? '')},
  });
  const textOf = (extension: string): string => {
    const text = outputFiles.find(({path}) => path.endsWith(extension))?.text.trim() ?? '';
    if (/<\/(?:script|style)/i.test(text))
      throw new Error(`the ${extension} of the page would end its element`);
    return text;
  };
  const [script, style] = [textOf('.js'), textOf('.css')];
  const html = (await readFile('src/page/page.html', 'utf8'))
    .replaceAll(/\n\s*/g, '\n')
    .replace('\n/* style */\n', () => style)
    .replace('\n/* script */\n', () => script);
  const hashes = {script: [hashOf(script)], style: [hashOf(style)]};
  return {
    files: {
      'page.html': html,
      'page.html.gz': await promisify(gzip)(html, {level: 9}),
      'page.json': `${JSON.stringify(hashes)}\n`,
    },
    metafile,
  };
}

const options = {
  outdir: 'ui',
  tsconfig: 'src/page/tsconfig.json',
  bundle: true,
  write: false,
  metafile: true,
  minify: true,
  target: ['chrome123', 'firefox124', 'safari17.5'],
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
