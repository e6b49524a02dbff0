import {spawn, type ChildProcessByStdio} from 'node:child_process';
import {once} from 'node:events';
import type {Readable, Writable} from 'node:stream';
import {fileURLToPath} from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type Diagnostic,
  type Position,
  type ProtocolConnection,
  type Range,
} from 'vscode-languageserver-protocol/node';
import {TextDocument} from 'vscode-languageserver-textdocument';
import {inject} from 'vitest';
import {within} from '../support/within.ts';

const bottle = fileURLToPath(new URL('../../dist/cli/bottle.js', import.meta.url));

/** An editor that runs the built `bottle lsp`. */
export interface Editor extends AsyncDisposable {
  readonly connection: ProtocolConnection;
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  /** The server's reply to initialization. */
  readonly initialized: unknown;
  /** Resolves when the server clears its diagnostics of a document. */
  cleared(uri: string): Promise<void>;
  /** Sends messages in one write. Returns the responses to those with an id. */
  raw(messages: readonly object[]): Promise<readonly Answer[]>;
  /** Resolves with the exit code of the server. */
  readonly ended: Promise<number | null>;
  /** Opens a text in its own folder. Nothing is written to disk. */
  open(text: string, name?: string): Promise<OpenFile>;
}

/** A response of the server. */
export interface Answer {
  readonly result?: unknown;
  readonly error?: {readonly code: number; readonly message: string};
}

/** A document that is open in the editor. */
export interface OpenFile {
  readonly uri: string;
  /** The server's diagnostics for the current text. */
  problems(): Promise<readonly Diagnostic[]>;
  /** Sends a request about a position or the document. */
  ask<Answer>(method: string, params?: object): Promise<Answer>;
  /** Replaces a range by a text, as typing does. */
  type(range: Range, text: string): Promise<void>;
  close(): Promise<void>;
}

export interface EditorOptions {
  /** The `bottle` command to use. Default: the built one. */
  readonly command?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly initializationOptions?: unknown;
}

export async function startEditor({
  command = bottle,
  args = [],
  env = {},
  initializationOptions,
}: EditorOptions = {}): Promise<Editor> {
  const child = spawn(process.execPath, [command, 'lsp', ...args], {
    // Without this cache, each start would compile the whole server.
    env: {XDG_CACHE_HOME: inject('cache'), ...env},
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const problems = listenForProblems(connection);
  connection.listen();
  const initialized = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    initializationOptions,
  });
  await connection.sendNotification('initialized', {});
  let opened = 0;
  return {
    connection,
    child,
    ended,
    initialized,
    async cleared(uri) {
      await problems(uri, undefined);
    },
    raw: async messages => await within(() => 'the answers', sendRaw(child, messages)),
    async open(text, name = 'bottle.yaml') {
      const uri = name.includes(':') ? name : `file:///work/${++opened}/${name}`;
      return await openFile(connection, problems, {uri, text});
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) {
        await connection.sendRequest('shutdown');
        await connection.sendNotification('exit');
      }
      await within(() => 'the server to end', ended);
      connection.dispose();
    },
  };
}

/** Splits a text with `‸` at the cursor into the plain text and the position. */
export function withCursor(marked: string): {readonly text: string; readonly position: Position} {
  const at = marked.indexOf('‸');
  if (at === -1) throw new Error(`no cursor in ${marked}`);
  const text = marked.slice(0, at) + marked.slice(at + 1);
  return {text, position: TextDocument.create('', '', 0, text).positionAt(at)};
}

type Problems = (uri: string, version: number | undefined) => Promise<readonly Diagnostic[]>;

async function openFile(
  connection: ProtocolConnection,
  problems: Problems,
  {uri, text}: {readonly uri: string; readonly text: string},
): Promise<OpenFile> {
  const textDocument = {uri, languageId: 'yaml', version: 1, text};
  await connection.sendNotification('textDocument/didOpen', {textDocument});
  let version = 1;
  return {
    uri,
    problems: async () => await problems(uri, version),
    ask: async (method, params) =>
      await within(
        () => `an answer to ${method}`,
        connection.sendRequest(method, {textDocument: {uri}, ...params}),
      ),
    async type(range, typed) {
      version += 1;
      await connection.sendNotification('textDocument/didChange', {
        textDocument: {uri, version},
        contentChanges: [{range, text: typed}],
      });
    },
    close: async () => await connection.sendNotification('textDocument/didClose', {textDocument: {uri}}),
  };
}

/** Stores the server's messages, for requests before or after their arrival. */
function listenForProblems(connection: ProtocolConnection): Problems {
  const said = new Map<string, readonly Diagnostic[]>();
  const waiting = new Map<string, (diagnostics: readonly Diagnostic[]) => void>();
  connection.onNotification(
    'textDocument/publishDiagnostics',
    ({uri, version, diagnostics}: {uri: string; version?: number; diagnostics: Diagnostic[]}) => {
      const key = `${uri} ${version}`;
      said.set(key, diagnostics);
      waiting.get(key)?.(diagnostics);
    },
  );
  return async (uri, version) => {
    const key = `${uri} ${version}`;
    const next = new Promise<readonly Diagnostic[]>(resolve => waiting.set(key, resolve));
    return said.get(key) ?? (await within(() => `what is said of ${key}`, next));
  };
}

/** Bypasses the client, which has its own order and ids. */
async function sendRaw(
  {stdin, stdout}: ChildProcessByStdio<Writable, Readable, null>,
  messages: readonly object[],
): Promise<readonly Answer[]> {
  const wanted = messages.flatMap(message => ('id' in message ? [message.id] : []));
  const answers = new Map<unknown, Answer>();
  const reader = new StreamMessageReader(stdout);
  const all = new Promise<void>(resolve => {
    reader.listen(message => {
      const {id} = message as {readonly id?: unknown};
      if (wanted.includes(id)) answers.set(id, message as Answer);
      if (answers.size === wanted.length) resolve();
    });
  });
  const texts = messages.map(message => JSON.stringify({jsonrpc: '2.0', ...message}));
  stdin.write(texts.map(text => `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`).join(''));
  await all;
  return [...answers.values()];
}
