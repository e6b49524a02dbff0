/** A colour: one of the 16 that a theme defines, or an exact one. */
export type TextColor = {readonly theme: number} | {readonly rgb: Rgb};

/** Red, green and blue, from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** The style of a piece of output. */
export interface TextStyle {
  readonly color?: TextColor;
  readonly background?: TextColor;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly strike?: boolean;
  readonly inverse?: boolean;
}

export const PLAIN: TextStyle = {};

/** The style after a Select Graphic Rendition sequence (ECMA-48, 8.3.117). Ignores unknown parameters. */
export function applySgr(before: TextStyle, parameters: string): TextStyle {
  // `38:2::R:G:B` uses colons, and may have a color space before the color.
  const codes = parameters
    .replaceAll(/([34]8:2):\d*:(?=\d+:\d+:\d+)/g, '$1:')
    .split(/[;:]/)
    .map(Number);
  let style = before;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const {color, used} = extendedColor(codes.slice(at + 1));
      if (color) style = {...style, [code === 38 ? 'color' : 'background']: color};
      at += used;
    } else style = applyCode(style, code);
  }
  return style;
}

function applyCode(style: TextStyle, code: number): TextStyle {
  if (code === 0) return PLAIN;
  const switched = SWITCHES[code];
  if (switched) return {...style, ...switched};
  if (code >= 30 && code <= 37) return {...style, color: {theme: code - 30}};
  if (code >= 40 && code <= 47) return {...style, background: {theme: code - 40}};
  if (code >= 90 && code <= 97) return {...style, color: {theme: code - 82}};
  if (code >= 100 && code <= 107) return {...style, background: {theme: code - 92}};
  if (code === 39) return without(style, 'color');
  if (code === 49) return without(style, 'background');
  return style;
}

const SWITCHES: Readonly<Record<number, TextStyle>> = {
  ...{1: {bold: true}, 2: {dim: true}, 3: {italic: true}, 4: {underline: true}, 7: {inverse: true}},
  ...{9: {strike: true}, 21: {underline: true}, 22: {bold: false, dim: false}, 23: {italic: false}},
  ...{24: {underline: false}, 27: {inverse: false}, 29: {strike: false}},
};

function without(style: TextStyle, key: 'color' | 'background'): TextStyle {
  return Object.fromEntries(Object.entries(style).filter(([name]) => name !== key));
}

/** The color after 38 or 48, and its number of parameters. */
function extendedColor([space, ...rest]: readonly number[]): {color?: TextColor; used: number} {
  if (space === 5) {
    const [index] = rest;
    return index === undefined || index > 255 ? {used: 2} : {color: paletteColor(index), used: 2};
  }
  if (space !== 2) return {used: 1};
  const [red = 0, green = 0, blue = 0] = rest.map(value => Math.min(255, value));
  return {color: {rgb: [red, green, blue]}, used: 4};
}

/** xterm's palette: the 16 colors, a cube of 216, and 24 greys. */
function paletteColor(index: number): TextColor {
  if (index < 16) return {theme: index};
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return {rgb: [grey, grey, grey]};
  }
  const level = (digit: number): number => (digit === 0 ? 0 : 55 + digit * 40);
  const cube = index - 16;
  return {rgb: [level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)]};
}
