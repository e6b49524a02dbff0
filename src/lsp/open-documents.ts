import {fileURLToPath} from 'node:url';
import {TextDocuments, type Connection} from 'vscode-languageserver';
import {TextDocument} from 'vscode-languageserver-textdocument';
import type {Open} from './answers.ts';
import {model, type Model, type ModelOptions} from './model.ts';

/** The documents that are open in the editor, as they are there, saved or not. */
export interface OpenDocuments {
  /** The document, where it is a launch file. */
  find(uri: string): Open | undefined;
}

interface Events {
  /** A document has been opened or changed, and no further change of it has come yet. */
  readonly onSettled: (uri: string) => void;
  readonly onClosed: (uri: string) => void;
}

/** Tracks the documents of the editor. A text is analysed once, however many requests use it. */
export function followDocuments(
  connection: Connection,
  options: ModelOptions,
  {onSettled, onClosed}: Events,
): OpenDocuments {
  const documents = new TextDocuments(TextDocument);
  const known = new WeakMap<TextDocument, {readonly version: number; readonly model: Model}>();
  documents.onDidChangeContent(({document}) => {
    const {uri, version} = document;
    // One message arrives per turn of the event loop: after two turns, a burst of them (typing) is over.
    setImmediate(() =>
      setImmediate(() => {
        if (documents.get(uri)?.version === version) onSettled(uri);
      }),
    );
  });
  documents.onDidClose(({document}) => onClosed(document.uri));
  documents.listen(connection);

  return {
    find(uri) {
      const document = documents.get(uri);
      if (!document || !isLaunchDocument(uri, document.getText())) return undefined;
      const last = known.get(document);
      const current =
        last?.version === document.version ? last.model : model(pathOf(uri), document.getText(), options);
      known.set(document, {version: document.version, model: current});
      return {document, model: current};
    },
  };
}

/**
 * Whether a document is a launch file: by its name, or by the line that names the schema. An editor sends all YAML that it
 * opens, and of other files nothing may be said.
 */
function isLaunchDocument(uri: string, text: string): boolean {
  return (
    /(?:^|[/.])bottle\.ya?ml$/.test(uri) || /^#\s*yaml-language-server:.*\bbottle\.schema\.json/m.test(text)
  );
}

/** The path of a document; one that has never been saved has one of its own. */
function pathOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    return '/unsaved/bottle.yaml';
  }
}
