import type {Rgb} from './sgr.ts';

/** The contrast that WCAG requires for text (success criterion 1.4.3). */
const ENOUGH = 4.5;

/** The closest readable colour to `color` on `background`, mixed with white or black if necessary. */
export function readableOn(background: Rgb, color: Rgb): Rgb {
  const pole = luminance(background) > 0.18 ? BLACK : WHITE;
  for (let share = 0; share < 1; share += 0.1) {
    const mixed = mix(color, pole, share);
    if (contrast(mixed, background) >= ENOUGH) return mixed;
  }
  return pole;
}

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

function mix(color: Rgb, pole: Rgb, share: number): Rgb {
  const at = (index: 0 | 1 | 2): number => Math.round(color[index] * (1 - share) + pole[index] * share);
  return [at(0), at(1), at(2)];
}

/** The contrast of two colours, from 1 to 21, as defined by WCAG. */
export function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(value: number): number {
  const part = value / 255;
  return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
