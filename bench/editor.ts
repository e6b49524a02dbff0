import {spawn} from 'node:child_process';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CompletionList,
  type Position,
  type Range,
} from 'vscode-languageserver-protocol/node';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import {interleave, median, ratios, spread} from './measure.ts';
import {timeCommand, type Command} from './processes.ts';

/** How long an editor waits for `bottle lsp`: from its start to the first diagnostics, and for completions in a long file. */
export const editor: Benchmark = {defaultRounds: 15, measure};

async function measure({bottle, env, dir, rounds, onRound}: Settings): Promise<Result> {
  const start = async (text: string): Promise<number> => {
    const startedAt = performance.now();
    const server = await openIn(bottle, {env, dir, text});
    const took = performance.now() - startedAt;
    await server.close();
    return took;
  };
  const long = await openIn(bottle, {env, dir, text: manyTasks(300)});
  const contenders = [
    {name: 'node -e 0', run: async () => await timeCommand([process.execPath, '-e', '0'], {cwd: dir, env})},
    {name: 'bottle lsp to first diagnostics, 3 tasks', run: async () => await start(manyTasks(3))},
    {name: 'bottle lsp to first diagnostics, 300 tasks', run: async () => await start(manyTasks(300))},
    {name: 'a letter and completion of `needs`, 300 tasks', run: async () => await long.complete(NEEDS)},
    {name: 'a letter and completion in `${{ }}`, 300 tasks', run: async () => await long.complete(REFERENCE)},
  ];
  const samples = await interleave(contenders, {rounds, onRound});
  await long.close();
  const node = samples.of('node -e 0');
  return {
    title: 'editor: how long it waits for `bottle lsp`, against `node -e 0`',
    notes: [
      'a completion is timed from the typed letter to the response, including the check of the new text',
    ],
    columns: ['', 'median, ms', 'spread', 'x node -e 0'],
    rows: contenders.map(({name}) => row(name, samples.of(name), node)),
    samples: samples.byName,
  };
}

/** Positions in the last task of the long file, which needs another task and reads its output. */
const NEEDS: Position = {line: 301, character: 13};
const REFERENCE: Position = {line: 302, character: 24};

function manyTasks(count: number): string {
  const tasks = Array.from({length: count - 1}, (_, at) => {
    const needs =
      at === 0 ? '' : `, needs: [task-${at - 1}], env: {BEFORE: "\${{ tasks.task-${at - 1}.pid }}"}`;
    return `  task-${at}: {serve: "server ${at}", ready: {log: 'on (?<port>\\d+)'}${needs}}`;
  });
  return ['tasks:', ...tasks, '  last:', '    needs: [t]', '    run: x ${{ tasks.task-0 }}', ''].join('\n');
}

interface Opening {
  readonly env: NodeJS.ProcessEnv;
  readonly dir: string;
  readonly text: string;
}

interface Server {
  /** Types a letter, requests completion, and deletes the letter; returns the milliseconds from the letter to the response. */
  complete(position: Position): Promise<number>;
  close(): Promise<void>;
}

/** Starts a server and opens a document; resolves when the server has reported its diagnostics. */
async function openIn([program, ...args]: Command, {env, dir, text}: Opening): Promise<Server> {
  const child = spawn(program, [...args, 'lsp'], {cwd: dir, env, stdio: ['pipe', 'pipe', 'inherit']});
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const ended = new Promise(resolve => child.once('exit', resolve));
  const diagnosed = new Promise(resolve => {
    connection.onNotification('textDocument/publishDiagnostics', resolve);
  });
  connection.listen();
  await connection.sendRequest('initialize', {processId: process.pid, rootUri: null, capabilities: {}});
  await connection.sendNotification('initialized', {});
  const uri = 'file:///bench/bottle.yaml';
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: {uri, languageId: 'yaml', version: 1, text},
  });
  await diagnosed;
  let version = 1;
  return {
    async complete(position) {
      const typed = {line: position.line, character: position.character + 1};
      const change = async (range: Range, letter: string): Promise<void> => {
        version += 1;
        await connection.sendNotification('textDocument/didChange', {
          textDocument: {uri, version},
          contentChanges: [{range, text: letter}],
        });
      };
      const startedAt = performance.now();
      await change({start: position, end: position}, 'a');
      const {items} = await connection.sendRequest<CompletionList>('textDocument/completion', {
        textDocument: {uri},
        position: typed,
      });
      const took = performance.now() - startedAt;
      if (items.length < 299) throw new Error(`expected all tasks, found ${items.length}`);
      await change({start: position, end: typed}, '');
      return took;
    },
    async close() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await ended;
      connection.dispose();
    },
  };
}

function row(name: string, took: readonly number[], node: readonly number[]): Row {
  return [name, median(took).toFixed(1), spread(took), median(ratios(took, node)).toFixed(2)];
}
