import type {Marks} from './find-marks.ts';
import type {LogStore} from './log-store.ts';
import {firstAtLeast, plainLine, type LogView} from './log-view.ts';
import type {Matcher} from './matcher.ts';

/** The search for a pattern in the shown lines. */
export interface LineSearch {
  /** The numbers of the matching lines, in ascending order. */
  readonly matches: readonly number[];
  /** Whether there are lines left to search. */
  readonly isSearching: boolean;
  /** Whether the search was aborted because it takes too long. */
  readonly isTooSlow: boolean;
  /** The matches in a line, by its number; `undefined` if the line does not match or was not searched yet. */
  marksOf(number: number): Marks | undefined;
  /** Searches new lines. Calls `onChange` after each batch. */
  advance(): void;
  end(): void;
}

export interface LineSearchInputs {
  readonly store: LogStore;
  readonly view: LogView;
  readonly matcher: Matcher;
  readonly onChange: () => void;
}

/** Maximum number of lines and characters to search in one call, which has a time limit. */
const BATCH = {lines: 2_000, characters: 1_000_000};

export function createLineSearch({store, view, matcher, onChange}: LineSearchInputs): LineSearch {
  let matches: number[] = [];
  let marks: Marks[] = [];
  let next = store.first;
  let state: 'idle' | 'searching' | 'slow' = 'idle';
  let isEnded = false;

  const dropOld = (): void => {
    const dropped = firstAtLeast(matches, store.first);
    if (dropped === 0) return;
    matches = matches.slice(dropped);
    marks = marks.slice(dropped);
  };
  const search = async ({numbers, texts}: Batch): Promise<void> => {
    state = 'searching';
    const found = await matcher.find(texts);
    if (isEnded) return;
    state = found ? 'idle' : 'slow';
    for (const each of found ?? []) {
      matches.push(numbers[each.at] ?? 0);
      marks.push(each.marks);
    }
    next = (numbers.at(-1) ?? 0) + 1;
    advance();
    onChange();
  };
  const advance = (): void => {
    dropOld();
    if (state !== 'idle' || isEnded) return;
    const batch = batchFrom(next, store, view);
    if (batch.texts.length > 0) void search(batch);
  };
  return {
    get matches() {
      return matches;
    },
    get isSearching() {
      return state === 'searching' || (state === 'idle' && next <= (view.rows.at(-1) ?? -1));
    },
    get isTooSlow() {
      return state === 'slow';
    },
    marksOf(number) {
      const at = firstAtLeast(matches, number);
      return matches[at] === number ? marks[at] : undefined;
    },
    advance,
    end() {
      isEnded = true;
      matcher.end();
    },
  };
}

interface Batch {
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
}

/** The next lines to search. */
function batchFrom(next: number, store: LogStore, {rows}: LogView): Batch {
  const numbers: number[] = [];
  const texts: string[] = [];
  let characters = 0;
  for (let row = firstAtLeast(rows, next); row < rows.length; row++) {
    if (texts.length === BATCH.lines || characters > BATCH.characters) break;
    const number = rows[row] ?? 0;
    const text = plainLine(store.at(number)?.text ?? '');
    numbers.push(number);
    texts.push(text);
    characters += text.length;
  }
  return {numbers, texts};
}
