import type {ContainerCreateOptions} from 'dockerode';
import type {Container} from '../../../schema/tasks/container.ts';
import type {HostKeys} from '../../../schema/tasks/container-host.ts';
import type {LimitKeys} from '../../../schema/tasks/container-limits.ts';
import {converted, texts, type Conversions, type HostOptions} from './convert.ts';
import {hostOptions} from './host.ts';
import {limitOptions} from './limits.ts';
import {configOptions, otherHostOptions, type ConfigKeys, type OtherHostKeys} from './process.ts';

/** The keys of a container whose values are options of the engine, and need nothing else. */
export type OptionKeys = LimitKeys & HostKeys & ConfigKeys & OtherHostKeys & PlainKeys;

type PlainKeys = Pick<Container, 'logging' | 'annotations' | 'read_only'>;

const plainOptions: Conversions<PlainKeys, HostOptions> = {
  logging: ({driver = '', options = {}}) => ({LogConfig: {Type: driver, Config: texts(options)}}),
  annotations: annotations => ({Annotations: texts(annotations)}),
  read_only: isReadOnly => ({ReadonlyRootfs: isReadOnly}),
};

const allHostOptions: Conversions<LimitKeys & HostKeys & OtherHostKeys & PlainKeys, HostOptions> = {
  ...limitOptions,
  ...hostOptions,
  ...otherHostOptions,
  ...plainOptions,
};

const optionKeys: readonly string[] = [...Object.keys(allHostOptions), ...Object.keys(configOptions)];

/** Those keys of a container. */
export function optionKeysOf(container: Container): OptionKeys {
  return Object.fromEntries(Object.entries(container).filter(([key]) => optionKeys.includes(key)));
}

/** Parts of the request that creates a container. */
export interface EngineOptions {
  readonly config: Partial<ContainerCreateOptions>;
  readonly host: Partial<HostOptions>;
}

/**
 * The options of the engine for keys whose references are resolved.
 * @throws BadValue
 */
export function engineOptions(keys: OptionKeys): EngineOptions {
  return {config: converted(keys, configOptions), host: converted(keys, allHostOptions)};
}
