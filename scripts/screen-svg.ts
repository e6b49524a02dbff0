import type {Color, Line, Style} from './terminal-screen.ts';

export type ThemeName = 'light' | 'dark';

/** Draws the lines of a terminal as SVG, for a light or a dark page. */
export function screenSvg(lines: readonly Line[], title: string, theme: ThemeName): string {
  const {background, border, foreground, colors} = THEMES[theme];
  const columns = Math.max(60, ...lines.map(line => line.length));
  const width = columns * CELL.width + 2 * PADDING;
  const height = lines.length * CELL.height + 2 * PADDING;
  const rows = lines.map((line, at) => {
    const y = PADDING + (at + 0.75) * CELL.height;
    return runsOf(line)
      .map(run => textElement(run, y, colors))
      .join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}" role="img" aria-label="${escaped(title)}">`,
    `<rect x="0.5" y="0.5" width="${round(width - 1)}" height="${round(height - 1)}" rx="8" fill="${background}" stroke="${border}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" fill="${foreground}">`,
    ...rows.filter(row => row !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

const CELL = {width: 7.8, height: 19};
const PADDING = 16;

interface Theme {
  readonly background: string;
  readonly border: string;
  readonly foreground: string;
  readonly colors: Readonly<Record<Color, string>>;
}

const THEMES: Readonly<Record<ThemeName, Theme>> = {
  light: {
    background: '#f6f8fa',
    border: '#d1d9e0',
    foreground: '#1f2328',
    colors: {
      red: '#cf222e',
      green: '#1a7f37',
      yellow: '#9a6700',
      blue: '#0969da',
      magenta: '#8250df',
      cyan: '#1b7c83',
      gray: '#59636e',
    },
  },
  dark: {
    background: '#0d1117',
    border: '#3d444d',
    foreground: '#f0f6fc',
    colors: {
      red: '#ff7b72',
      green: '#3fb950',
      yellow: '#d29922',
      blue: '#58a6ff',
      magenta: '#bc8cff',
      cyan: '#39c5cf',
      gray: '#9198a1',
    },
  },
};

/** Adjacent cells with the same style, split at wide gaps: browsers collapse spaces, and would stretch the rest to fill the width. */
interface TextRun {
  readonly key: string;
  readonly style: Style;
  readonly column: number;
  text: string;
}

function runsOf(line: Line): readonly TextRun[] {
  const runs: TextRun[] = [];
  line.forEach(({character, style}, column) => {
    const last = runs.at(-1);
    const key = JSON.stringify([style.bold, style.dim, style.color]);
    if (last?.key === key) last.text += character;
    else runs.push({key, style, column, text: character});
  });
  return runs.flatMap(run =>
    [...run.text.matchAll(/\S+(?: \S+)*/g)].map(({0: text, index}) => ({
      ...run,
      text,
      column: run.column + index,
    })),
  );
}

function textElement({style, column, text}: TextRun, y: number, colors: Theme['colors']): string {
  const x = PADDING + column * CELL.width;
  const attributes = [
    `x="${round(x)}" y="${round(y)}" textLength="${round(text.length * CELL.width)}" lengthAdjust="spacingAndGlyphs"`,
    style.color && `fill="${colors[style.color]}"`,
    style.bold && 'font-weight="bold"',
    style.dim && 'opacity="0.65"',
  ];
  return `<text ${attributes.filter(Boolean).join(' ')}>${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
