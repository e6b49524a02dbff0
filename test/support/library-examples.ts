import {readFile} from 'node:fs/promises';

/** The examples in docs/library.md. */
export interface LibraryExamples {
  /** The files used by all examples, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly programs: readonly LibraryExample[];
}

/** A complete TypeScript program. */
export interface LibraryExample {
  readonly heading: string;
  readonly program: string;
  /** The expected output shown on the page. Absent: none. */
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
