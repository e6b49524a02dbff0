import type {LaunchFileSource} from '../../schema/launch-file.ts';
import {textsOf, type PlainMap} from '../plain-map.ts';
import {asConstant, variablesIn} from './variables.ts';

/**
 * A service with constant profiles, and a report of profiles that contained variables, since names of profiles in a launch file
 * cannot contain references.
 */
export function withFixedProfiles(
  service: PlainMap,
  env: Readonly<Record<string, string>>,
): {readonly service: PlainMap; readonly leftOut: readonly string[]} {
  const all = profilesOf(service);
  const changed = all.filter(each => asConstant(each, env) !== each);
  if (changed.length === 0) return {service, leftOut: []};
  const leftOut = changed.flatMap(each =>
    variablesIn(each).length > 0 ? [fixedReport(each, asConstant(each, env))] : [],
  );
  return {service: {...service, profiles: all.map(each => asConstant(each, env))}, leftOut};
}

function fixedReport(written: string, value: string): string {
  const constant = value === '' ? 'empty' : `\`${value}\``;
  const effect = value === '' ? '; the service starts only if no profile is named' : '';
  return `\`profiles\`: \`${written}\` becomes ${constant} (from \`.env\` or its default), and later changes to the variable have no effect${effect}`;
}

/** The condition of a service's task: a service with profiles starts only if one of them is active. */
export function profileCondition(service: PlainMap): {readonly if?: string} {
  const profiles = profilesOf(service).map(profile => `vars.${variableOf(profile)}`);
  return profiles.length > 0 ? {if: `\${{ ${profiles.join(' || ')} }}`} : {};
}

/**
 * Profiles with the same names as in Compose, and the variables that they set. `active` profiles are on by default. In Compose,
 * the empty profile is active only if no profile is named, so every other profile turns it off.
 */
export function profileKeys(
  services: readonly PlainMap[],
  active: readonly string[],
): Required<Pick<LaunchFileSource, 'vars' | 'profiles'>> {
  const all = services.flatMap(profilesOf);
  const named = all.filter(profile => profile !== '');
  const off = named.length < all.length ? {[variableOf('')]: false} : {};
  return {
    vars: Object.fromEntries(
      all.map(profile => [variableOf(profile), active.includes(profile) || active.includes('*')]),
    ),
    profiles: Object.fromEntries(
      named.map(profile => [profile, {vars: {[variableOf(profile)]: true, ...off}}]),
    ),
  };
}

/** The profiles that `.env` activates. */
export function activeProfiles({
  COMPOSE_PROFILES: listed = '',
}: Readonly<Record<string, string>>): readonly string[] {
  return listed.split(',').map(profile => profile.trim());
}

export function profilesOf({profiles}: PlainMap): readonly string[] {
  return textsOf(profiles ?? []);
}

/** The name of the variable for a profile. */
function variableOf(profile: string): string {
  return profile === '' ? 'no_profile' : `profile_${profile.replaceAll(/[^A-Za-z0-9_-]/g, '_')}`;
}
