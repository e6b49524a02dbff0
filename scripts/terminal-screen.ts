export interface Style {
  readonly bold?: boolean;
  readonly dim?: boolean;
  /** Default: the terminal's own color. */
  readonly color?: Color | undefined;
}

export type Color = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'gray';

export interface Cell {
  readonly character: string;
  readonly style: Style;
}

export type Line = readonly Cell[];

export interface Terminal {
  write(text: string): void;
  /** The visible rows, from the top. */
  lines(): readonly Line[];
}

/** A small terminal emulator: it understands the escape sequences that bottle prints, and keeps the visible rows. */
export function createTerminal(rows: number, columns: number): Terminal {
  const lines: Cell[][] = [[]];
  let row = 0;
  let column = 0;
  let style: Style = {};

  const write = (text: string): void => {
    for (const [token, parameters = '', command] of text.matchAll(TOKEN))
      if (command !== undefined) control(parameters, command);
      else if (token === '\n') newLine();
      else if (token === '\r') column = 0;
      else if (token >= ' ') put(token);
  };

  const current = (): Cell[] => (lines[row] ??= []);

  const newLine = (): void => {
    row++;
    if (row === lines.length) lines.push([]);
    if (lines.length > rows) {
      lines.shift();
      row--;
    }
  };

  const put = (character: string): void => {
    if (column === columns) return;
    const line = current();
    while (line.length < column) line.push({character: ' ', style: {}});
    line[column++] = {character, style};
  };

  const control = (parameters: string, command: string): void => {
    const number = Number(parameters || (command === 'J' || command === 'K' || command === 'm' ? 0 : 1));
    if (command === 'A') row = Math.max(0, row - number);
    if (command === 'B') row = Math.min(lines.length - 1, row + number);
    if (command === 'J') lines.splice(row + 1, Infinity);
    if (command === 'J' || command === 'K') current().splice(column);
    if (command === 'm')
      for (const code of (parameters || '0').split(';')) style = styled(style, Number(code));
  };

  return {write, lines: () => lines.map(line => [...line])};
}

/** A control sequence with its parameters and its command, or one character. */
const TOKEN = new RegExp(`\u001b\\[([?\\d;]*)([A-Za-z])|[^]`, 'gu');

/** https://en.wikipedia.org/wiki/ANSI_escape_code#Select_Graphic_Rendition_parameters */
function styled(style: Style, code: number): Style {
  if (code === 0) return {};
  if (code === 1) return {...style, bold: true};
  if (code === 2) return {...style, dim: true};
  if (code === 22) return {...style, bold: false, dim: false};
  if (code === 39) return {...style, color: undefined};
  const color = COLORS[code];
  return color ? {...style, color} : style;
}

const COLORS: Readonly<Record<number, Color>> = {
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
  90: 'gray',
};
