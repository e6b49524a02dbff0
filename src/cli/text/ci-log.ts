/** Environment variables of CI services that execute commands in the printed log. */
const SERVICES = ['GITHUB_ACTIONS', 'TF_BUILD', 'TEAMCITY_VERSION'] as const;

/** Whether the output is a CI log in which commands are executed. */
export function obeysCommands(env: Readonly<Record<string, string | undefined>>): boolean {
  return SERVICES.some(name => env[name]);
}

/**
 * Changes a line so that CI services do not execute it: GitHub and Azure execute `##[error]` and `##vso[…]` anywhere in a line, TeamCity
 * executes `##teamcity[…]`, and GitHub also executes `::error::` at the start of a line.
 */
export function withoutCommands(line: string): string {
  return line.replace(/^(\s*)::/, '$1| ::').replaceAll(/##(\w*\[)/g, '## $1');
}
