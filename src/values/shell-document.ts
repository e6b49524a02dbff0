import {stepExpansion} from './shell-expansion.ts';
import {leave, solidText, stands, type Cursor, type DocumentFrame} from './shell-frames.ts';

/** Steps over `<`, `<<<` (followed by a normal word), or `<<` with its end word. The lines of `<<` start after the line break. */
export function stepHereOperator(cursor: Cursor): void {
  const operator = ['<<<', '<<-', '<<', '<'].find(token => stands(cursor, token)) ?? '<';
  cursor.at += operator.length;
  if (operator !== '<<' && operator !== '<<-') return;
  const rest = solidText(cursor);
  const [all, word = ''] = endWord.exec(rest) ?? [''];
  cursor.at += all.length;
  if (all.length === rest.length) cursor.refusal = 'end word';
  cursor.documents.push({
    endWord: word.replace(/\\([\s\S])|['"]/g, '$1'),
    isQuoted: /['"\\]/.test(word),
    stripsTabs: operator === '<<-',
  });
}

const endWord = /^[ \t]*((?:\\[\s\S]|'[^']*'|"[^"]*"|[^\s;&|<>()'"\\])*)/;

/** Steps over a line break. The bodies of the here-documents announced before it start here. */
export function beginDocuments(cursor: Cursor): void {
  cursor.at += 1;
  for (const document of cursor.documents.splice(0).reverse()) {
    const hole = document.isQuoted ? 'quoted here-document' : 'inside';
    cursor.frames.push({type: 'document', hole, isLineStart: true, ...document});
  }
}

export function stepDocument(cursor: Cursor, frame: DocumentFrame): void {
  if (frame.isLineStart && isEnd(cursor, frame)) leave(cursor, lineLength(cursor) + 1);
  else stepLine(cursor, frame);
}

function stepLine(cursor: Cursor, frame: DocumentFrame): void {
  frame.isLineStart = false;
  if (!frame.isQuoted && stepExpansion(cursor)) return;
  frame.isLineStart = stands(cursor, '\n');
  cursor.at += 1;
}

/** A line that contains a value is never the delimiter. */
function isEnd(cursor: Cursor, {endWord, stripsTabs}: DocumentFrame): boolean {
  const line = cursor.text.slice(cursor.at, cursor.at + lineLength(cursor));
  const hasHole =
    solidText(cursor).length <= line.length && cursor.holes[cursor.quotings.length] !== undefined;
  return !hasHole && (stripsTabs ? line.replace(/^\t+/, '') : line) === endWord;
}

function lineLength({text, at}: Cursor): number {
  const end = text.indexOf('\n', at);
  return (end === -1 ? text.length : end) - at;
}
