import type {ReportedOutputs} from '../../../schema/outputs-report.ts';

/** Two outputs with the same variable name. */
export interface Clash {
  readonly name: string;
  /** As `task.output`. */
  readonly outputs: readonly string[];
}

/** Shell assignments, `WEB_URL='http://127.0.0.1:3000'`. Names are upper-cased; all other characters are replaced by `_`. */
export function envLines(
  tasks: ReadonlyMap<string, ReportedOutputs>,
): {readonly text: string} | {readonly clash: Clash} {
  const sources = new Map<string, string>();
  const lines: string[] = [];
  for (const [task, {values}] of tasks) {
    for (const [output, value] of Object.entries(values)) {
      const source = `${task}.${output}`;
      const name = source.toUpperCase().replaceAll(/[^A-Z0-9_]/g, '_');
      const other = sources.get(name);
      if (other !== undefined) return {clash: {name, outputs: [other, source]}};
      sources.set(name, source);
      lines.push(`${name}=${quoted(value)}\n`);
    }
  }
  return {text: lines.join('')};
}

/** Quotes a value for a shell. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
