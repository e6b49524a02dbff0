import {fileURLToPath, pathToFileURL} from 'node:url';
import type {
  CompletionItem,
  CompletionList,
  Diagnostic,
  Hover,
  MarkupContent,
} from 'vscode-languageserver-protocol/node';
import {startLanguageServer} from '../support/language-client.ts';

/** An editor with the YAML language server. Every `bottle.yaml` has the schema of bottle. */
export interface YamlEditor extends AsyncDisposable {
  /** Completions at `‸` in the text. */
  readonly complete: (marked: string) => Promise<readonly CompletionItem[]>;
  /** The hover text at `‸` in the text. */
  readonly hover: (marked: string) => Promise<string>;
  /** Reported errors as `line:column-line:column message`, with 1-based lines and columns. */
  readonly mistakes: (text: string, path?: string) => Promise<readonly string[]>;
}

/** The schema in this repository. */
export const schemaUrl = new URL('../../schema/bottle.schema.json', import.meta.url).href;
const server = fileURLToPath(import.meta.resolve('yaml-language-server/bin/yaml-language-server'));

/** @param settings settings of the server. Default: every `bottle.yaml` has the schema. */
export async function startYamlEditor(
  settings: Readonly<Record<string, unknown>> = {schemas: {[schemaUrl]: ['bottle.yaml']}},
  folder = pathToFileURL('/project').href,
): Promise<YamlEditor> {
  const yaml = {...settings, schemaStore: {enable: false}, validate: true, hover: true, completion: true};
  const client = await startLanguageServer({command: [server, '--stdio'], folder, settings: {yaml}});
  const ask = async <T>(method: string, marked: string): Promise<T> => {
    const {text, position} = unmarked(marked);
    const {uri} = await client.open(text);
    return await client.connection.sendRequest<T>(method, {textDocument: {uri}, position});
  };
  return {
    complete: async marked => (await ask<CompletionList>('textDocument/completion', marked)).items,
    hover: async marked => hoverText(await ask<Hover | null>('textDocument/hover', marked)),
    async mistakes(text, path) {
      const {diagnostics} = await client.open(text, path);
      return (await diagnostics()).map(mistakeText);
    },
    [Symbol.asyncDispose]: async () => await client[Symbol.asyncDispose](),
  };
}

function unmarked(marked: string) {
  const before = marked.slice(0, marked.indexOf('‸')).split('\n');
  return {
    text: marked.replace('‸', ''),
    position: {line: before.length - 1, character: before.at(-1)?.length ?? 0},
  };
}

function hoverText(hover: Hover | null): string {
  return (hover?.contents as MarkupContent | undefined)?.value ?? '';
}

function mistakeText({range: {start, end}, message}: Diagnostic): string {
  return `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1} ${message as string}`;
}
