import {spawn} from 'node:child_process';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type Diagnostic,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import {within} from './within.ts';

/** A language server in a separate process, used over stdio like by an editor. */
export interface LanguageClient extends AsyncDisposable {
  readonly connection: ProtocolConnection;
  /** Opens a document, in its own folder unless it has a path. */
  readonly open: (text: string, path?: string) => Promise<OpenDocument>;
}

/** A document that is open in the server. */
export interface OpenDocument {
  readonly uri: string;
  /** The server's diagnostics for the initial text. */
  readonly diagnostics: () => Promise<readonly Diagnostic[]>;
}

/** The command of the server, and the editor's settings for it. */
interface Server {
  /** The script for Node, with its arguments. */
  readonly command: readonly string[];
  /** The folder for documents, each in its own subfolder. Nothing is written to it. */
  readonly folder: string;
  /** The user's settings by section. If given, the server is ready once it has requested them. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Starts a server. Dispose of it after the last request. */
export async function startLanguageServer({command, folder, settings}: Server): Promise<LanguageClient> {
  const child = spawn(process.execPath, command, {stdio: ['pipe', 'pipe', 'inherit']});
  const exited = new Promise(resolve => child.once('exit', resolve));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const asked = answerSettings(connection, settings ?? {});
  const reported = reportsOf(connection);
  connection.listen();
  await within(() => 'the server to start', initialize(connection, folder));
  if (settings) await within(() => 'the server to ask for settings', asked);
  let opened = 0;
  return {
    connection,
    async open(text, path) {
      opened += 1;
      const uri = `${folder}/${path ?? `${opened}/bottle.yaml`}`;
      const diagnostics = reported(uri);
      const textDocument = {uri, languageId: 'yaml', version: 1, text};
      await connection.sendNotification('textDocument/didOpen', {textDocument});
      return {uri, diagnostics: async () => await within(() => `diagnostics of ${uri}`, diagnostics)};
    },
    async [Symbol.asyncDispose]() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await within(() => 'the server to end', exited);
      connection.dispose();
    },
  };
}

async function initialize(connection: ProtocolConnection, folder: string): Promise<void> {
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: folder,
    capabilities: {
      workspace: {configuration: true},
      textDocument: {
        completion: {completionItem: {snippetSupport: true, documentationFormat: ['markdown']}},
        hover: {contentFormat: ['markdown']},
        publishDiagnostics: {relatedInformation: true},
      },
    },
  });
  await connection.sendNotification('initialized', {});
}

/** Answers requests for the user's settings. The promise resolves after the first request. */
async function answerSettings(
  connection: ProtocolConnection,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  await new Promise<void>(resolve => {
    connection.onRequest('workspace/configuration', ({items}: {items: readonly {section: string}[]}) => {
      resolve();
      return items.map(({section}) => settings[section] ?? {});
    });
  });
}

/** Keeps the first diagnostics of each document for callers. */
function reportsOf(connection: ProtocolConnection): (uri: string) => Promise<readonly Diagnostic[]> {
  const waiting = new Map<string, (diagnostics: readonly Diagnostic[]) => void>();
  connection.onNotification(
    'textDocument/publishDiagnostics',
    (params: {uri: string; diagnostics: readonly Diagnostic[]}) =>
      waiting.get(params.uri)?.(params.diagnostics),
  );
  return async uri => await new Promise(resolve => waiting.set(uri, resolve));
}
