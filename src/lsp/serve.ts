import type {Readable, Writable} from 'node:stream';
import {
  CodeActionKind,
  createConnection,
  LSPErrorCodes,
  TextDocumentSyncKind,
  type Connection,
  type InitializeResult,
  type TextDocumentPositionParams,
} from 'vscode-languageserver';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ConnectionStrategy,
} from 'vscode-languageserver/node';
import {asError} from '../vocabulary/caught-error.ts';
import * as answers from './answers.ts';
import type {Open} from './location.ts';
import type {ModelOptions} from './model.ts';
import {followDocuments, type OpenDocuments} from './open-documents.ts';
import {problemOf, problemsOf, type ProblemOptions} from './problems.ts';

export interface ServeOptions extends ModelOptions, ProblemOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly version: string;
}

/** Serves one editor until it sends `exit` or disconnects; returns the exit code that the protocol requires. */
export async function serve({input, output, version, ...options}: ServeOptions): Promise<number> {
  let settings: ProblemOptions = options;
  const {connection, ended} = connect(input, output);
  connection.onInitialize(({initializationOptions}) => {
    settings = {schemaErrors: options.schemaErrors || wantsSchemaErrors(initializationOptions)};
    return {capabilities, serverInfo: {name: 'bottle', version}};
  });
  const documents = followDocuments(connection, options, {
    onSettled: uri => {
      try {
        sendProblems(connection, documents.find(uri), settings);
      } catch (error) {
        // A bug outside of requests, which respond with their errors. The server keeps running.
        connection.console.error(`internal error: ${asError(error).stack}`);
      }
    },
    onClosed: uri => void connection.sendDiagnostics({uri, diagnostics: []}),
  });
  answer(connection, documents, () => settings);
  connection.listen();
  const code = await ended;
  connection.dispose();
  // Otherwise the process would wait for more input from the editor.
  input.destroy();
  return code;
}

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: {openClose: true, change: TextDocumentSyncKind.Incremental},
  completionProvider: {triggerCharacters: ['.', '{', '[', ' ']},
  definitionProvider: true,
  referencesProvider: true,
  hoverProvider: true,
  documentSymbolProvider: true,
  codeActionProvider: {codeActionKinds: [CodeActionKind.QuickFix]},
  renameProvider: {prepareProvider: true},
};

function wantsSchemaErrors(options: unknown): boolean {
  return (options as {readonly schemaErrors?: unknown} | null | undefined)?.schemaErrors === true;
}

/** The connection, and a promise of its exit code: 0 if the editor sent `shutdown` first, as it should, otherwise 1. */
function connect(input: Readable, output: Writable) {
  let end: (code: number) => void = () => undefined;
  const ended = new Promise<number>(resolve => (end = resolve));
  // Replaces the default, which polls whether the editor is alive. That is unnecessary, since the input ends when the editor dies.
  const watchDog = {shutdownReceived: false, initialize: () => undefined, exit: (code: number) => end(code)};
  const [reader, writer] = [new StreamMessageReader(input), new StreamMessageWriter(output)];
  const connection = createConnection(
    logger => createProtocolConnection(reader, writer, logger, {connectionStrategy}),
    watchDog,
  );
  for (const event of ['end', 'close', 'error'])
    input.once(event, () => end(watchDog.shutdownReceived ? 0 : 1));
  return {connection, ended};
}

/** A request that is cancelled before its turn is answered without being processed. */
const connectionStrategy: ConnectionStrategy = {
  cancelUndispatched: () => ({
    jsonrpc: '2.0',
    id: null,
    error: {code: LSPErrorCodes.RequestCancelled, message: 'cancelled'},
  }),
};

function answer(connection: Connection, documents: OpenDocuments, settings: () => ProblemOptions): void {
  const at = <Answer>(
    {textDocument, position}: TextDocumentPositionParams,
    give: (open: Open, offset: number) => Answer,
  ) => {
    const open = documents.find(textDocument.uri);
    return open && give(open, open.document.offsetAt(position));
  };
  connection.onCompletion(params => at(params, answers.completions));
  connection.onHover(params => at(params, answers.hover));
  connection.onDefinition(params => at(params, answers.definition));
  connection.onPrepareRename(params => at(params, answers.renameable));
  connection.onRenameRequest(params =>
    at(params, (open, offset) =>
      answers.rename(open, offset, params.newName, documents.includersOf(params.textDocument.uri)),
    ),
  );
  connection.onReferences(params =>
    at(params, (open, offset) => {
      const includers = documents.includersOf(params.textDocument.uri);
      return answers.references(open, offset, params.context.includeDeclaration, includers);
    }),
  );
  connection.onDocumentSymbol(({textDocument}) => {
    const open = documents.find(textDocument.uri);
    return open && answers.symbols(open);
  });
  connection.onCodeAction(({textDocument, range}) => {
    const open = documents.find(textDocument.uri);
    return open && answers.fixes(open, range, settings());
  });
}

function sendProblems(connection: Connection, open: Open | undefined, options: ProblemOptions): void {
  if (!open) return;
  const {document, model} = open;
  const diagnostics = problemsOf(model, options).map(problem => problemOf(open, problem));
  void connection.sendDiagnostics({uri: document.uri, version: document.version, diagnostics});
}
