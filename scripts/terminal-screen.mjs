/**
 * A small terminal emulator: it understands the escape sequences that bottle prints, and keeps the rows that are visible.
 * Each cell has a character and its style: `{bold, dim, color}`.
 */
export function createTerminal(rows, columns) {
  const lines = [[]];
  let row = 0;
  let column = 0;
  let style = {};

  const write = text => {
    for (const [token, parameters, command] of text.matchAll(TOKEN))
      if (command !== undefined) control(parameters, command);
      else if (token === '\n') newLine();
      else if (token === '\r') column = 0;
      else if (token >= ' ') put(token);
  };

  const newLine = () => {
    row++;
    if (row === lines.length) lines.push([]);
    if (lines.length > rows) {
      lines.shift();
      row--;
    }
  };

  const put = character => {
    if (column === columns) return;
    while (lines[row].length < column) lines[row].push({character: ' ', style: {}});
    lines[row][column++] = {character, style};
  };

  const control = (parameters, command) => {
    const number = Number(parameters || (command === 'J' || command === 'K' || command === 'm' ? 0 : 1));
    if (command === 'A') row = Math.max(0, row - number);
    if (command === 'B') row = Math.min(lines.length - 1, row + number);
    if (command === 'J') lines.splice(row + 1, Infinity);
    if (command === 'J' || command === 'K') lines[row].length = Math.min(lines[row].length, column);
    if (command === 'm')
      for (const code of (parameters || '0').split(';')) style = styled(style, Number(code));
  };

  return {write, lines: () => lines.map(line => [...line])};
}

/** A control sequence with its parameters and its command, or one character. */
const TOKEN = new RegExp(`${'\u001b'}\\[([?\\d;]*)([A-Za-z])|[^]`, 'gu');

/** https://en.wikipedia.org/wiki/ANSI_escape_code#Select_Graphic_Rendition_parameters */
function styled(style, code) {
  if (code === 0) return {};
  if (code === 1) return {...style, bold: true};
  if (code === 2) return {...style, dim: true};
  if (code === 22) return {...style, bold: false, dim: false};
  if (code === 39) return {...style, color: undefined};
  return COLORS[code] ? {...style, color: COLORS[code]} : style;
}

const COLORS = {31: 'red', 32: 'green', 33: 'yellow', 34: 'blue', 35: 'magenta', 36: 'cyan', 90: 'gray'};
