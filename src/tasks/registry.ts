import {alias} from './alias.ts';
import {certificate} from './certificate/kind.ts';
import {container} from './container/kind.ts';
import {copy} from './copy/kind.ts';
import {exec} from './exec/kind.ts';
import {image} from './image/kind.ts';
import type {Kind, KindName} from './kind.ts';
import {machine} from './machine/kind.ts';
import {network} from './network/kind.ts';
import {run} from './host/run.ts';
import {serve} from './host/serve.ts';
import {volume} from './volume/kind.ts';
import {wait} from './host/wait.ts';

/** All kinds of tasks, by their keys in a launch file. */
export const kinds: {readonly [Name in KindName]: Kind<Name>} = {
  run,
  serve,
  container,
  network,
  volume,
  image,
  machine,
  exec,
  copy,
  wait,
  alias,
  certificate,
};
