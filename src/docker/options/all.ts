import type {ContainerCreateOptions} from 'dockerode';
import type {OptionKeys} from '../../places/container-request.ts';
import type {Container} from '../../schema/tasks/container.ts';
import type {HostKeys} from '../../schema/tasks/container-host.ts';
import type {LimitKeys} from '../../schema/tasks/container-limits.ts';
import {converted, type Conversions, type HostOptions} from './convert.ts';
import {texts} from '../../values/scalar-texts.ts';
import {hostOptions} from './host.ts';
import {limitOptions} from './limits.ts';
import {configOptions, otherHostOptions, type OtherHostKeys} from './process.ts';

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

/** Parts of the request that creates a container. */
export interface EngineOptions {
  readonly config: Partial<ContainerCreateOptions>;
  readonly host: Partial<HostOptions>;
}

/**
 * The engine options for the keys of a container, with references resolved.
 * @throws BadValue
 */
export function engineOptions(keys: OptionKeys): EngineOptions {
  return {config: converted(keys, configOptions), host: converted(keys, allHostOptions)};
}
