import {describe, expect, test} from 'vitest';
import {drafted} from './draft-rig.ts';

/** The tasks of a package with these scripts. */
async function tasksOf(scripts: Readonly<Record<string, string>>) {
  const {tasks} = await drafted({'package.json': JSON.stringify({scripts})});
  return tasks;
}

describe('a script that only starts others', () => {
  test('with concurrently', async () => {
    expect(
      await tasksOf({
        dev: 'concurrently -k -n api,ui,app "npm:api" "vite --port 4000" "wait-on http://localhost:4000 tcp:5000 && electron ."',
        api: 'node api.js -p 5000',
      }),
    ).toEqual({
      api: {serve: 'npm run api', ready: {port: 5000}},
      ui: {serve: "npx -c 'vite --port 4000'", ready: {port: 4000}},
      'app-waits': {wait: {}, ready: [{http: 'http://localhost:4000'}, {port: 5000}]},
      app: {needs: ['app-waits'], serve: "npx -c 'electron .'"},
    });
  });

  test('with npm-run-all', async () => {
    const scripts = {clean: 'rm -rf out', 'watch:ui': 'vite', 'watch:api': 'tsc -w'};
    const expected = {
      clean: {run: 'npm run clean'},
      'watch-ui': {needs: ['clean'], serve: 'npm run watch:ui', ready: {port: 5173}},
      'watch-api': {needs: ['clean'], serve: 'npm run watch:api'},
    };
    expect(await tasksOf({dev: 'npm-run-all clean --parallel watch:*', ...scripts})).toEqual(expected);
    expect(await tasksOf({dev: 'run-s clean watch:ui', ...scripts})).toEqual({
      clean: expected.clean,
      'watch-ui': expected['watch-ui'],
    });
    expect(await tasksOf({dev: 'run-p watch:*', ...scripts})).toMatchObject({
      'watch-ui': {serve: 'npm run watch:ui'},
      'watch-api': {serve: 'npm run watch:api'},
    });
  });

  test('with start-server-and-test', async () => {
    expect(
      await tasksOf({
        dev: "start-server-and-test serve 'http-get://localhost:3000|:4000' check",
        serve: 'node s.js',
        check: 'cypress run',
      }),
    ).toEqual({
      serve: {
        serve: 'npm run serve',
        ready: [{http: 'http://localhost:3000'}, {http: 'http://localhost:4000'}],
      },
      check: {needs: ['serve'], run: 'npm run check'},
    });
  });

  test('is left as it is if it does more', async () => {
    expect(await tasksOf({dev: 'run-p a b && echo done', a: 'a', b: 'b'})).toEqual({
      dev: {serve: 'npm run dev'},
    });
  });
});
