import {readFile} from 'node:fs/promises';

/** The examples of docs/library.md. */
export interface LibraryExamples {
  /** The files that all of them use, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly programs: readonly LibraryExample[];
}

/** A whole program in TypeScript. */
export interface LibraryExample {
  readonly heading: string;
  readonly program: string;
  /** The output shown on the page. Absent: none. */
  readonly prints?: string;
}

export async function libraryExamples(): Promise<LibraryExamples> {
  const page = await readFile(new URL('../../docs/library.md', import.meta.url), 'utf8');
  const block = (language: string): string =>
    new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(page)?.[1] ?? '';
  const programs = [...page.matchAll(/^```ts\n(.*?)^```(?:\n\nprints\n\n```text\n(.*?)^```)?/gms)];
  return {
    files: {'bottle.yaml': block('yaml'), 'web.mjs': block('js')},
    programs: programs.map(({index, 1: program = '', 2: prints}) => ({
      heading:
        page
          .slice(0, index)
          .match(/^## .*/gm)
          ?.at(-1) ?? '',
      program,
      ...(prints !== undefined && {prints}),
    })),
  };
}
