import type {ThemeName} from './screen-svg.ts';

/** Converts a picture that follows the system's theme to one theme, since a page may use another theme than the system. */
export function themedSvg(svg: string, theme: ThemeName): string {
  return svg.replaceAll(
    /\(prefers-color-scheme: ?dark\)/g,
    theme === 'dark' ? '(min-width:0)' : '(max-width:0)',
  );
}
