import type {HostConfig} from 'dockerode';

/** Engine options, including those that dockerode's types omit. */
export interface HostOptions extends HostConfig {
  readonly CgroupnsMode?: string;
  readonly Annotations?: Readonly<Record<string, string>>;
}

/** For each key, a function that converts its resolved value to engine options. */
export type Conversions<Keys, Options> = {
  readonly [Key in keyof Keys]-?: (value: NonNullable<Keys[Key]>) => Options;
};

/** The options of all keys that are set; lists from several keys are concatenated. */
export function converted<Keys, Options extends object>(
  keys: Keys,
  conversions: Conversions<Keys, Options>,
): Partial<Options> {
  const optionsOf = (key: keyof Keys): Partial<Options> => {
    const value = keys[key];
    return value === undefined || value === null ? {} : conversions[key](value);
  };
  return (Object.keys(conversions) as (keyof Keys)[]).map(optionsOf).reduce(joined, {});
}

function joined<Options extends object>(one: Partial<Options>, other: Partial<Options>): Partial<Options> {
  const before = new Map<string, unknown>(Object.entries(one));
  const lists = Object.entries(other).flatMap(([name, value]: [string, unknown]) => {
    const first = before.get(name);
    return isList(first) && isList(value) ? [[name, [...first, ...value]] as const] : [];
  });
  return {...one, ...other, ...Object.fromEntries(lists)};
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
