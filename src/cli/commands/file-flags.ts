import type {LoadRequest} from './load-command-file.ts';

/** The flags that select and change the launch file. */
export interface FileFlags {
  readonly file?: readonly string[];
  readonly profile?: readonly string[];
  readonly var?: Readonly<Record<string, string>>;
  readonly place?: string;
}

/**
 * The files of a command that takes no tasks.
 * @param named the file given as an argument; files given by `--file` take precedence
 */
export function fileRequest(
  named: string | undefined,
  {file: files, profile: profiles = [], var: vars = {}, place}: FileFlags,
): LoadRequest {
  const [file, ...overrides] = files ?? (named === undefined ? [] : [named]);
  return {file, overrides, profiles, vars, place};
}
