/** A unit file: sections of `Name=value` lines. */
export interface Unit {
  readonly unit: readonly UnitLine[];
  readonly service: readonly UnitLine[];
}

export type UnitLine = readonly [name: string, value: string];

/** The text of a service. */
export function serviceText({unit, service}: Unit, target: string): string {
  return [
    ...section('Unit', unit),
    ...section('Service', service),
    ...section('Install', [['WantedBy', target]]),
  ].join('\n');
}

/** The text of the target that starts and stops all services of a launch. */
export function targetText(description: string, services: readonly string[]): string {
  const lines = section('Unit', [
    ['Description', description],
    ['Wants', services.join(' ')],
  ]);
  return [...lines, ...section('Install', [['WantedBy', 'multi-user.target']])].join('\n');
}

function section(name: string, lines: readonly UnitLine[]): readonly string[] {
  return [`[${name}]`, ...lines.map(([key, value]) => `${key}=${value}`), ''];
}
