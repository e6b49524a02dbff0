import type {LaunchFileSource} from '../../schema/launch-file.ts';
import {textsOf, type PlainMap} from '../plain-map.ts';

/** The condition of a service's task: a service with profiles starts only with one of them. */
export function profileCondition(service: PlainMap): {readonly if?: string} {
  const profiles = profilesOf(service).map(profile => `vars.${variableOf(profile)}`);
  return profiles.length > 0 ? {if: `\${{ ${profiles.join(' || ')} }}`} : {};
}

/** Profiles of the file with the names that Compose has, and the variables that they set; all are off by default. */
export function profileKeys(
  services: readonly PlainMap[],
): Required<Pick<LaunchFileSource, 'vars' | 'profiles'>> {
  const all = services.flatMap(profilesOf);
  return {
    vars: Object.fromEntries(all.map(profile => [variableOf(profile), false])),
    profiles: Object.fromEntries(all.map(profile => [profile, {vars: {[variableOf(profile)]: true}}])),
  };
}

export function profilesOf({profiles}: PlainMap): readonly string[] {
  return textsOf(profiles ?? []);
}

/** The name of the variable of a profile. */
function variableOf(profile: string): string {
  return `profile_${profile.replaceAll(/[^A-Za-z0-9_-]/g, '_')}`;
}
