import type {PhaseName} from '../../../timeline/timeline.ts';

/** Formats a number for an attribute. */
export function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** The heights of bars as shares of a row. Waiting is thin, and being up is half as high as starting. */
export const PHASE_HEIGHTS: Readonly<Record<PhaseName, number>> = {
  ...{needs: 0.1, slot: 0.3, orphans: 0.3, dependency: 0.3, restarting: 0.3},
  ...{starting: 0.8, running: 0.8, probing: 0.8, up: 0.5, stopping: 0.5},
};

type Theme = 'light' | 'dark';

const COLORS: Readonly<Record<Theme, Readonly<Record<string, string>>>> = {
  light: {
    ...{
      back: '#ffffff',
      fore: '#1f2328',
      muted: '#59636e',
      grid: '#d1d9e0',
      critical: '#bc4c00',
      bad: '#cf222e',
    },
    ...{needs: '#afb8c1', slot: '#bf8700', orphans: '#bf8700', dependency: '#bf8700', restarting: '#bf3989'},
    ...{starting: '#54aeff', running: '#0969da', probing: '#8250df', up: '#2da44e', stopping: '#6e7781'},
  },
  dark: {
    ...{
      back: '#0d1117',
      fore: '#f0f6fc',
      muted: '#9198a1',
      grid: '#3d444d',
      critical: '#f0883e',
      bad: '#ff7b72',
    },
    ...{needs: '#656c76', slot: '#d29922', orphans: '#d29922', dependency: '#d29922', restarting: '#f778ba'},
    ...{starting: '#79c0ff', running: '#388bfd', probing: '#a371f7', up: '#3fb950', stopping: '#8b949e'},
  },
};

/** The colours as CSS variables, light or dark depending on the reader's setting. */
export function themeCss(selector: string): string {
  const rule = (theme: Theme): string => {
    const variables = Object.entries(COLORS[theme]).map(([name, color]) => `--${name}:${color}`);
    return `${selector}{${variables.join(';')};color-scheme:${theme}}`;
  };
  return `${rule('light')}@media(prefers-color-scheme:dark){${rule('dark')}}`;
}

/** The CSS rules for bars, with a class for each phase. */
export function phaseCss(names: readonly PhaseName[]): string {
  return names.map(name => `.${name}{fill:var(--${name})}`).join('');
}
