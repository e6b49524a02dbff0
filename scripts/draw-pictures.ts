/**
 * Draws the pictures of README.md and docs/ from real runs of bottle.yaml.example and of {@link SHOP}. Run `npm run
 * pictures` on Linux, after a build, and on an otherwise idle machine. The live view needs a terminal, which `script`
 * of util-linux provides. The page of `bottle ui` needs Chromium; without it, the existing pictures are kept.
 */
import {execFileSync, spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {screenSvg} from './screen-svg.ts';
import {themedSvg} from './themed-svg.ts';
import {uiPictures} from './ui-pictures.ts';
import {createTerminal, type Line} from './terminal-screen.ts';

const ROWS = 22;
const COLUMNS = 104;
const root = fileURLToPath(new URL('..', import.meta.url));
const SHOP = `
name: shop
jobs: 3
tasks:
  db:
    serve: sleep 0.5; echo ready for connections; exec tail -f /dev/null
    ready: {log: ready for connections}
  cache: {run: sleep 1.2}
  assets: {run: sleep 0.8}
  docs: {run: sleep 0.4}
  migrate: {run: sleep 0.6, needs: [db, cache]}
  web:
    serve: sleep 0.3; echo listening; exec tail -f /dev/null
    needs: [migrate, assets]
    ready: {log: listening}
`;

const state = await mkdtemp(join(tmpdir(), 'bottle-pictures-'));

const environment = {
  ...process.env,
  ...{BOTTLE_STATE_DIR: state, TERM: 'xterm-256color', CI: '', LC_ALL: 'C.UTF-8', SHELL: '/bin/sh'},
};

try {
  await draw('run', 'The live view of a run', await busiestScreen('run bottle.yaml.example'));
  await draw('plan', 'A plan', lastScreen(await output('plan bottle.yaml.example store')));
  await writeBoth('graph', bottle(['plan', 'bottle.yaml.example', '--format', 'svg']));
  await drawShop();
} finally {
  await rm(state, {recursive: true, force: true});
}

/** Draws the timeline of a run that is up, and the page with all runs. */
async function drawShop(): Promise<void> {
  const file = join(state, 'bottle.yaml');
  await writeFile(file, SHOP);
  bottle(['up', '--detach', file]);
  try {
    await writeBoth('timeline', bottle(['timeline', 'shop', '--format', 'svg']));
    const {run} = JSON.parse(bottle(['timeline', 'shop', '--format', 'json'])) as {readonly run: string};
    if (!existsSync('/usr/bin/chromium')) return;
    for (const {theme, png} of await uiPictures([process.execPath, 'dist/cli/bottle.js'], {
      run,
      env: environment,
    }))
      await writeFile(join(root, `docs/images/ui-${theme}.png`), png);
  } finally {
    bottle(['down', 'shop']);
  }
}

/** Runs `bottle` in a pipe, and returns its output. */
function bottle(args: readonly string[]): string {
  return execFileSync(process.execPath, ['dist/cli/bottle.js', ...args], {
    ...{cwd: root, env: environment, encoding: 'utf8'},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function writeBoth(name: string, svg: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const)
    await writeFile(join(root, `docs/images/${name}-${theme}.svg`), themedSvg(svg, theme));
}

async function draw(name: string, title: string, lines: readonly Line[]): Promise<void> {
  for (const theme of ['light', 'dark'] as const)
    await writeFile(join(root, `docs/images/${name}-${theme}.svg`), screenSvg(lines, title, theme));
}

/** The screen that shows the most tasks in progress. */
async function busiestScreen(args: string): Promise<readonly Line[]> {
  const terminal = createTerminal(ROWS, COLUMNS);
  let best: {score: number; lines: readonly Line[]} = {score: -1, lines: []};
  await output(args, chunk => {
    terminal.write(chunk);
    const lines = terminal.lines();
    const score = scoreOf(lines);
    if (score >= best.score) best = {score, lines};
  });
  return trimmed(best.lines);
}

function scoreOf(lines: readonly Line[]): number {
  const rows = lines.map(line => line.map(({character}) => character).join(''));
  const header = rows.findIndex(row => /^first-launch {2}\d+\/\d+ ready/.test(row));
  if (header === -1) return -1;
  const drawn = rows.slice(header + 1).filter(row => row.trim() !== '');
  return drawn.length + 3 * drawn.filter(row => /waiting for (?:port|http|a l)/.test(row)).length;
}

function lastScreen(text: string): readonly Line[] {
  const terminal = createTerminal(1000, COLUMNS);
  terminal.write(text);
  return trimmed(terminal.lines());
}

function trimmed(lines: readonly Line[]): readonly Line[] {
  const last = lines.findLastIndex(line => line.some(({character}) => character !== ' '));
  return lines.slice(0, last + 1);
}

/** Runs `bottle` in its own terminal, and returns its output. */
async function output(args: string, onChunk: (chunk: string) => void = () => undefined): Promise<string> {
  const command = `stty rows ${ROWS} cols ${COLUMNS}; '${process.execPath}' dist/cli/bottle.js ${args}`;
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    cwd: root,
    env: {...environment, FORCE_COLOR: '1'},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    chunks.push(chunk);
    onChunk(chunk);
  });
  const code = await new Promise<number | null>(resolve => void child.on('close', resolve));
  if (code !== 0) throw new Error(`bottle ${args} exited with ${String(code)}:\n${chunks.join('')}`);
  return chunks.join('');
}
