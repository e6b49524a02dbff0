/**
 * Draws the pictures of README.md from real runs of bottle.yaml.example: `npm run pictures`, on Linux, after a build. The live
 * view needs a terminal, which `script` of util-linux provides.
 */
import {spawn} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {screenSvg} from './screen-svg.ts';
import {createTerminal, type Line} from './terminal-screen.ts';

const ROWS = 22;
const COLUMNS = 104;
const root = fileURLToPath(new URL('..', import.meta.url));
const state = await mkdtemp(join(tmpdir(), 'bottle-pictures-'));

try {
  await draw('run', 'The live view of a run', await busiestScreen('run bottle.yaml.example'));
  await draw('plan', 'A plan', lastScreen(await output('plan bottle.yaml.example store')));
} finally {
  await rm(state, {recursive: true, force: true});
}

async function draw(name: string, title: string, lines: readonly Line[]): Promise<void> {
  for (const theme of ['light', 'dark'] as const)
    await writeFile(join(root, `docs/images/${name}-${theme}.svg`), screenSvg(lines, title, theme));
}

/** The screen that shows most tasks in progress. */
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

/** Everything that `bottle` prints on a terminal of its own. */
async function output(args: string, onChunk: (chunk: string) => void = () => undefined): Promise<string> {
  const command = `stty rows ${ROWS} cols ${COLUMNS}; '${process.execPath}' dist/cli/bottle.js ${args}`;
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    cwd: root,
    env: {
      ...process.env,
      BOTTLE_STATE_DIR: state,
      TERM: 'xterm-256color',
      FORCE_COLOR: '1',
      CI: '',
      LC_ALL: 'C.UTF-8',
      SHELL: '/bin/sh',
    },
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
