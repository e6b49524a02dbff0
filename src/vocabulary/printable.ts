import {ESCAPE_SEQUENCES} from './escape-sequences.ts';

/**
 * Text without control characters, for names, values and messages: a tab becomes four spaces, other control characters become
 * `�`.
 */
export function printable(text: string): string {
  return CONTROL.test(text) ? text.replaceAll('\t', '    ').replaceAll(CONTROLS, '�') : text;
}

/**
 * A line that a task printed, made safe for a view. All escape sequences are removed except colours (if `color` is set), which
 * are reset at the end of the line: sequences that move the cursor or clear the screen would affect other output. If the line
 * overwrites itself with carriage returns, the last version with text is kept. Tabs are kept.
 */
export function printableLine(line: string, {color}: {readonly color: boolean}): string {
  if (!CONTROL.test(line)) return line;
  const marked = line.replaceAll(COLOR_MARK, '�').replaceAll(ESCAPE_SEQUENCES, sequence => {
    const parameters = color ? COLOR_SEQUENCE.exec(sequence)?.[1] : undefined;
    return parameters === undefined ? '' : `${COLOR_MARK}${parameters}${COLOR_MARK}`;
  });
  const clean = lastVersion(marked).replaceAll('\u0007', '').replaceAll(CONTROLS_BUT_TABS, '�');
  return clean.includes(COLOR_MARK) ? `${clean.replaceAll(MARKED_COLORS, '\u001b[$1m')}${RESET}` : clean;
}

/** C0, DEL and C1: terminals treat U+009B like ESC [. */
const CONTROL = /\p{Cc}/u;
const CONTROLS = /\p{Cc}/gu;
const CONTROLS_BUT_TABS = /[^\P{Cc}\t]/gu;

/** Select Graphic Rendition, with either introducer. */
const COLOR_SEQUENCE = /^(?:.\[|\u009b)([\d;:]*)m$/;

/** Marks colours while control characters are replaced. Unicode reserves noncharacters for internal use. */
const COLOR_MARK = '\ufdd0';
const MARKED_COLORS = /\ufdd0([\d;:]*)\ufdd0/g;
const RESET = '\u001b[0m';

/** The visible part of a line with carriage returns, ignoring remains of earlier, longer versions. */
function lastVersion(line: string): string {
  if (!line.includes('\r')) return line;
  const versions = line.split('\r');
  return versions.findLast(version => version.replaceAll(MARKED_COLORS, '').trim() !== '') ?? '';
}
