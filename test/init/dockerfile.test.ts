import {expect, test} from 'vitest';
import {drafted} from './draft-rig.ts';

const ip = '${{ tasks.address.ip }}';

test.each([
  ['no exposed ports', 'FROM x', {}],
  [
    'several ports, with a wait for the first one',
    'FROM x\nEXPOSE 3000 \\\n  53/udp\nexpose 9229/tcp',
    {ports: [`${ip}:3000:3000`, `${ip}:53:53/udp`, `${ip}:9229:9229`], ready: {port: 3000}},
  ],
  ['only UDP ports', 'FROM x\nEXPOSE 53/udp', {ports: [`${ip}:53:53/udp`]}],
  ['only the last stage', 'FROM x AS build\nEXPOSE 1\nHEALTHCHECK CMD true\nFROM y', {}],
  ['a port from a build argument', 'FROM x\nARG P\nEXPOSE $P', {}],
  ['a health check', 'FROM x\nHEALTHCHECK --interval=5s CMD true', {ready: {health: {}}}],
  ['none', 'FROM x\nHEALTHCHECK CMD true\nHEALTHCHECK NONE', {}],
  ['an instruction in a comment', 'FROM x\n# EXPOSE 80', {}],
])('reads %s', async (_, Dockerfile, {ports, ready}: {ports?: readonly string[]; ready?: object}) => {
  const {tasks} = await drafted({Dockerfile});
  expect(tasks).toEqual({
    ...(ports && {address: {alias: {wait: '30s'}}}),
    image: {image: {build: '.'}},
    app: {container: {image: '${{ tasks.image.ref }}', ...(ports && {ports})}, ...(ready && {ready})},
  });
});
