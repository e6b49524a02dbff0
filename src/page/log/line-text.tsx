import type {CSSProperties} from 'preact';
import {isDark} from '../shell/theme.ts';
import type {Marks} from './find-marks.ts';
import {readableOn} from './readable-color.ts';
import {PLAIN, type Rgb, type TextColor, type TextStyle} from './sgr.ts';
import {styledLine} from './styled-line.ts';

interface LineTextProps {
  readonly text: string;
  readonly marks?: Marks | undefined;
  /** Maximum number of characters to show. Default: all. */
  readonly most?: number;
}

/** A line of output with its colours and marked matches. */
export function LineText({text, marks, most}: LineTextProps) {
  return (
    <>
      {styledLine(text, marks, most).map(({text: piece, style, isMatch}, at) => {
        const shown = isMatch ? <mark>{piece}</mark> : piece;
        if (style === PLAIN) return shown;
        const themed = themedClass(style);
        return themed !== undefined ? (
          <span key={at} class={themed}>
            {shown}
          </span>
        ) : (
          <span key={at} style={cssOf(style)}>
            {shown}
          </span>
        );
      })}
    </>
  );
}

/** The class for a style that consists only of one of the 16 colours. Most do, and a class is cheaper than a style. */
function themedClass({color, ...rest}: TextStyle): string | undefined {
  const isPlain = Object.keys(rest).length === 0;
  return isPlain && color && 'theme' in color ? `ansi-${color.theme}` : undefined;
}

function cssOf(style: TextStyle): CSSProperties {
  const {bold, dim, italic, underline, strike} = style;
  const color: AnyColor | undefined = style.inverse ? (style.background ?? 'background') : style.color;
  const background: AnyColor | undefined = style.inverse ? (style.color ?? 'text') : style.background;
  const decoration = [...(underline ? ['underline'] : []), ...(strike ? ['line-through'] : [])].join(' ');
  return {
    ...(color && {color: cssColor(color, background)}),
    ...(background && {background: cssBackground(background)}),
    ...(bold && {fontWeight: 700}),
    ...(dim && {color: 'var(--muted)'}),
    ...(italic && {fontStyle: 'italic'}),
    ...(decoration && {textDecoration: decoration}),
  };
}

/** A colour set by a program, or a colour of the page for inverse text. */
type AnyColor = TextColor | 'text' | 'background';

/** A colour for CSS. Theme colours are readable on the theme's background; exact colours are adjusted to be readable. */
function cssColor(color: AnyColor, background: AnyColor | undefined): string {
  if (background !== undefined && background !== 'background')
    return rgb(readableOn(rgbOf(background), rgbOf(color)));
  if (typeof color === 'object' && 'theme' in color) return `var(--ansi-${color.theme})`;
  return rgb(readableOn(rgbOf('background'), rgbOf(color)));
}

function cssBackground(color: AnyColor): string {
  return rgb(rgbOf(color));
}

function rgbOf(color: AnyColor): Rgb {
  if (color === 'text') return isDark.value ? [230, 233, 239] : [26, 29, 36];
  if (color === 'background') return isDark.value ? [11, 14, 19] : [255, 255, 255];
  return 'rgb' in color ? color.rgb : (XTERM[color.theme] ?? [0, 0, 0]);
}

function rgb([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

/** Exact values of the 16 colours, for backgrounds and for text on them. */
const XTERM: readonly Rgb[] = [
  ...([
    [30, 33, 40],
    [205, 49, 49],
    [13, 138, 80],
    [180, 130, 0],
  ] as const),
  ...([
    [36, 98, 210],
    [168, 60, 180],
    [17, 138, 158],
    [215, 218, 224],
  ] as const),
  ...([
    [102, 109, 120],
    [241, 76, 76],
    [35, 209, 139],
    [240, 200, 60],
  ] as const),
  ...([
    [90, 150, 255],
    [214, 112, 214],
    [41, 184, 219],
    [255, 255, 255],
  ] as const),
];
