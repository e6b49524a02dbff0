import {errorDiagnostic, type Diagnostic, type SourceRange} from '../../vocabulary/diagnostic.ts';
import type {Parse} from '../yaml/parse.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';

/** The files that a launch file is composed of, each read once. */
export interface Sources {
  /**
   * Reads a file that is valid YAML; otherwise reports errors and returns `undefined`.
   *
   * @param path the absolute path
   * @param rule the rule for a missing file
   */
  read(path: string, mentioned: Mention, rule: string): ParsedFile | undefined;
  /** The errors so far. */
  readonly diagnostics: Diagnostic[];
  /** Every file that was read, in order. */
  readonly files: ReadonlyMap<string, ParsedFile | undefined>;
}

/** The text and location of a file name in a launch file. */
interface Mention {
  readonly text: string;
  readonly place: SourceRange;
}

/** The ways to read and parse the files that a launch file names. */
export interface Reading {
  /** Reads a file; `undefined` if it cannot be read. */
  readonly readText: (path: string) => string | undefined;
  readonly parse: Parse;
}

export function createSources(known: readonly ParsedFile[], {readText, parse}: Reading): Sources {
  const files = new Map<string, ParsedFile | undefined>(known.map(file => [file.path, file]));
  const diagnostics: Diagnostic[] = [];
  return {
    diagnostics,
    files,
    read(path, mentioned, rule) {
      if (files.has(path)) return files.get(path);
      const text = readText(path);
      if (text === undefined) {
        const {text: named, place} = mentioned;
        const message = `cannot read \`${named}\`; paths are relative to the file that contains them`;
        diagnostics.push(errorDiagnostic({rule, message, place}));
        return undefined;
      }
      const read = parse(path, text);
      const parsed = 'parsed' in read ? read.parsed : undefined;
      if ('diagnostics' in read)
        diagnostics.push(...read.diagnostics.map(each => ({rule: 'invalid-yaml', ...each})));
      files.set(path, parsed);
      return parsed;
    },
  };
}
