import {expect, test} from 'vitest';
import {drafted} from '../draft-rig.ts';

/** As printed by `docker compose config`. */
const NUMBERS = {
  '175928847299117063': '175928847299117063',
  '18446744073709551615': '18446744073709551615',
  '18446744073709551616': '1.8446744073709552e+19',
  '022': '18',
  '-022': '-18',
  '089': '89',
  '0o17': '15',
  '0x1F': '31',
  '-0b11': '-3',
  '1_000': '1000',
  '1_000.5': '1000.5',
  '1.10': '1.1',
  '1.0': '1',
  '1e3': '1000',
  '1e6': '1e+06',
  '1234567.5': '1.2345675e+06',
  '0.0001': '0.0001',
  '0.00001': '1e-05',
  '-0': '-0',
  '0.0': '0',
  '12:30:45': '12:30:45',
  '2001-12-14': '2001-12-14',
  '1.2.3': '1.2.3',
  '"022"': '022',
  '!!str 022': '022',
};

test('numbers become the same strings as in Compose', async () => {
  const entries = Object.entries(NUMBERS).map(([source, value], at) => ({name: `N${at}`, source, value}));
  const {tasks} = await drafted({
    'compose.yaml': `
services:
  app:
    image: app:1
    network_mode: bridge
    environment:
${entries.map(({name, source}) => `      ${name}: ${source}`).join('\n')}
`,
  });
  const env = Object.fromEntries(entries.map(({name, value}) => [name, value]));
  expect(tasks).toMatchObject({app: {container: {env}}});
});

test('a mode with a leading zero is octal', async () => {
  const {tasks} = await drafted({
    'compose.yaml': `
services:
  app:
    image: app:1
    network_mode: bridge
    configs: [{source: rules, target: /etc/rules, mode: 0440}]
    volumes: [{type: tmpfs, target: /tmp, tmpfs: {mode: 0755}}]
configs: {rules: {content: a}}
`,
  });
  expect(tasks).toMatchObject({
    app: {
      container: {configs: [{content: 'a', target: '/etc/rules', mode: '0440'}], tmpfs: ['/tmp:mode=755']},
    },
  });
});
