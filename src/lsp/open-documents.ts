import {fileURLToPath, pathToFileURL} from 'node:url';
import {TextDocuments, type Connection} from 'vscode-languageserver';
import {TextDocument} from 'vscode-languageserver-textdocument';
import type {Open} from './location.ts';
import {model, type Model, type ModelOptions} from './model.ts';
import {dirname, join} from 'node:path';
import type {Disk} from '../lint/disk.ts';

/** The documents that are open in the editor, including unsaved changes. */
export interface OpenDocuments {
  /** The document; `undefined` if it is not an open launch file. */
  find(uri: string): Open | undefined;
  /** The other launch files that include a document: open ones, and files in its folder and the folders above. */
  includersOf(uri: string): readonly Open[];
}

interface Events {
  /** Called after a document was opened or changed, once for a burst of changes. */
  readonly onSettled: (uri: string) => void;
  readonly onClosed: (uri: string) => void;
}

/** Tracks the documents of the editor. Each text is analysed only once, however many requests use it. */
export function followDocuments(
  connection: Connection,
  options: ModelOptions,
  {onSettled, onClosed}: Events,
): OpenDocuments {
  const documents = new TextDocuments(TextDocument);
  const known = new WeakMap<TextDocument, Known>();
  // Counts the changes to all documents, since a document may depend on other files.
  let changes = 0;
  const readText = (path: string): string | undefined =>
    documents.get(pathToFileURL(path).href)?.getText() ?? options.disk.read(path);
  documents.onDidChangeContent(({document}) => {
    const {uri, version} = document;
    changes += 1;
    // One message arrives per turn of the event loop, so a burst of messages (typing) is over after two turns.
    setImmediate(() =>
      setImmediate(() => {
        if (documents.get(uri)?.version !== version) return;
        onSettled(uri);
        for (const other of documents.all())
          if (other.uri !== uri && usesFiles(other.getText())) onSettled(other.uri);
      }),
    );
  });
  documents.onDidClose(({document}) => onClosed(document.uri));
  documents.listen(connection);

  const openOf = (document: TextDocument): Open => {
    const last = known.get(document);
    const isCurrent =
      last?.version === document.version && (last.changes === changes || !usesFiles(document.getText()));
    const current = isCurrent
      ? last.model
      : model(pathOf(document.uri), document.getText(), {...options, readText});
    known.set(document, {version: document.version, changes, model: current});
    return {document, model: current};
  };

  return {
    find(uri) {
      const document = documents.get(uri);
      if (!document || !isLaunchDocument(uri, document.getText())) return undefined;
      return openOf(document);
    },
    includersOf(uri) {
      const path = pathOf(uri);
      const others = documents
        .all()
        .filter(other => other.uri !== uri && isLaunchDocument(other.uri, other.getText()));
      const around = launchFilesAround(path, options.disk).filter(({uri}) => !documents.get(uri));
      return [...others, ...around]
        .filter(other => usesFiles(other.getText()))
        .map(openOf)
        .filter(({model}) => model.partial?.parsed.files.some(file => file.path === path) === true);
    },
  };
}

interface Known {
  readonly version: number;
  readonly changes: number;
  readonly model: Model;
}

/** Whether a text may use other launch files. */
function usesFiles(text: string): boolean {
  return /\b(?:include|extends)["']?\s*:/.test(text);
}

/**
 * Whether a document is a launch file, judged by its name or by a line that names the schema. An editor sends all YAML files, and other
 * files must not get diagnostics.
 */
function isLaunchDocument(uri: string, text: string): boolean {
  return (
    /(?:^|[/.])bottle\.ya?ml$/.test(uri) || /^#\s*yaml-language-server:.*\bbottle\.schema\.json/m.test(text)
  );
}

/** The path of a document; a made-up one if the document was never saved. */
function pathOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    return '/unsaved/bottle.yaml';
  }
}

/** Other launch files on disk that may include a file: those in its folder and in all folders above. */
function launchFilesAround(path: string, disk: Pick<Disk, 'read'>): readonly TextDocument[] {
  return foldersAbove(path)
    .flatMap(folder => ['bottle.yaml', 'bottle.yml'].map(name => join(folder, name)))
    .filter(other => other !== path)
    .flatMap(other => {
      const text = disk.read(other);
      return text === undefined ? [] : [TextDocument.create(pathToFileURL(other).href, 'yaml', 0, text)];
    });
}

function foldersAbove(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}
