import {textsOf, type PlainMap} from '../plain-map.ts';

/** The condition of a service's task: a service with profiles starts only with one of them. */
export function profileCondition(service: PlainMap): {readonly if?: string} {
  const profiles = profilesOf(service).map(profile => `vars.${variableOf(profile)}`);
  return profiles.length > 0 ? {if: `\${{ ${profiles.join(' || ')} }}`} : {};
}

/** The variables of the file that turn profiles on; all are off. */
export function profileVariables(services: readonly PlainMap[]): Readonly<Record<string, boolean>> {
  return Object.fromEntries(services.flatMap(profilesOf).map(profile => [variableOf(profile), false]));
}

export function profilesOf({profiles}: PlainMap): readonly string[] {
  return textsOf(profiles ?? []);
}

/** The name of the variable of a profile. */
export function variableOf(profile: string): string {
  return `profile_${profile.replaceAll(/[^A-Za-z0-9_-]/g, '_')}`;
}
