import {afterAll, describe, expect, test} from 'vitest';
import type {DocumentSymbol} from 'vscode-languageserver-protocol';
import {startEditor} from './editor.ts';

const editor = await startEditor();
afterAll(async () => await editor[Symbol.asyncDispose]());

describe('symbols', () => {
  test('are the tasks of a file', async () => {
    const opened = await editor.open(
      'tasks:\n  db:\n    serve: x\n    # end\n  "web": {run: x}\n  odd:\n  bad: {rnu: x}\n',
    );
    const symbols = await opened.ask<DocumentSymbol[]>('textDocument/documentSymbol');
    expect(
      symbols.map(({name, detail, kind, range, selectionRange}) => [
        name,
        detail,
        kind,
        `${range.start.line}:${range.start.character}-${range.end.line}:${range.end.character}`,
        `${selectionRange.start.line}:${selectionRange.start.character}-${selectionRange.end.line}:${selectionRange.end.character}`,
      ]),
    ).toEqual([
      ['db', 'serve', 19, '1:2-2:12', '1:2-1:4'],
      ['web', 'run', 12, '4:2-4:17', '4:2-4:7'],
      ['odd', undefined, 12, '5:2-5:5', '5:2-5:5'],
      ['bad', undefined, 12, '6:2-6:15', '6:2-6:5'],
    ]);
  });

  test.each(['', 'name: x', 'tasks:', '- a', 'tasks: [a]', '&'])('are empty for %j', async text => {
    const opened = await editor.open(text);
    expect(await opened.ask('textDocument/documentSymbol')).toEqual([]);
  });
});
