import {expect, test} from 'vitest';
import {drafted} from './draft-rig.ts';

const ip = '${{ tasks.address.ip }}';

test.each([
  ['nothing exposed', 'FROM x', {}],
  [
    'ports, the first of them is waited for',
    'FROM x\nEXPOSE 3000 \\\n  53/udp\nexpose 9229/tcp',
    {ports: [`${ip}:3000:3000`, `${ip}:53:53/udp`, `${ip}:9229:9229`], ready: {port: 3000}},
  ],
  ['only UDP', 'FROM x\nEXPOSE 53/udp', {ports: [`${ip}:53:53/udp`]}],
  ['only the last stage', 'FROM x AS build\nEXPOSE 1\nHEALTHCHECK CMD true\nFROM y', {}],
  ['a port that is a build argument', 'FROM x\nARG P\nEXPOSE $P', {}],
  ['a health check', 'FROM x\nHEALTHCHECK --interval=5s CMD true', {ready: {health: {}}}],
  ['none', 'FROM x\nHEALTHCHECK CMD true\nHEALTHCHECK NONE', {}],
  ['what stands in a comment', 'FROM x\n# EXPOSE 80', {}],
])('%s', async (_, Dockerfile, {ports, ready}: {ports?: readonly string[]; ready?: object}) => {
  const {tasks} = await drafted({Dockerfile});
  expect(tasks).toEqual({
    ...(ports && {address: {alias: {wait: '30s'}}}),
    image: {image: {build: '.'}},
    app: {container: {image: '${{ tasks.image.ref }}', ...(ports && {ports})}, ...(ready && {ready})},
  });
});
