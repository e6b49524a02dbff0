/** Services whose logs obey commands that a step prints, by the variable that each sets. */
const SERVICES = ['GITHUB_ACTIONS', 'TF_BUILD', 'TEAMCITY_VERSION'] as const;

/** Whether what is printed goes into a log that obeys commands. */
export function obeysCommands(env: Readonly<Record<string, string | undefined>>): boolean {
  return SERVICES.some(name => env[name]);
}

/**
 * A printed line that a CI service takes for text: GitHub and Azure obey `##[error]` and `##vso[…]` anywhere in a line, TeamCity
 * `##teamcity[…]`; GitHub also `::error::` at the start of a line.
 */
export function withoutCommands(line: string): string {
  return line.replace(/^(\s*)::/, '$1| ::').replaceAll(/##(\w*\[)/g, '## $1');
}
