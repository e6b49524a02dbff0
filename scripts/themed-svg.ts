import type {ThemeName} from './screen-svg.ts';

/** A picture that follows its reader's preference, in one theme: a page may have another one than the system. */
export function themedSvg(svg: string, theme: ThemeName): string {
  return svg.replaceAll(
    /\(prefers-color-scheme: ?dark\)/g,
    theme === 'dark' ? '(min-width:0)' : '(max-width:0)',
  );
}
