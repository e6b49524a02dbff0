import {describe, expect, test} from 'vitest';
import {drafted} from './draft-rig.ts';

/** Drafts the tasks of a package with these scripts. */
async function tasksOf(scripts: Readonly<Record<string, string>>) {
  const {tasks} = await drafted({'package.json': JSON.stringify({scripts})});
  return tasks;
}

describe('a script that only starts other scripts', () => {
  test('becomes tasks for concurrently', async () => {
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

  test('becomes tasks for npm-run-all', async () => {
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

  test('becomes tasks for start-server-and-test', async () => {
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

  test('becomes tasks for concurrently that continues after an exit, in folders and workspaces', async () => {
    const dev =
      'concurrently --names="a;b" --name-separator ";" "cd web && vite" "npm start -w packages/api" "wait-on -t 9 dist/x.js && electron ."';
    expect(await tasksOf({dev})).toEqual({
      a: {serve: "npx -c 'cd web && vite'", on_exit: 'ignore', ready: {port: 5173}},
      b: {serve: "npx -c 'npm start -w packages/api'", on_exit: 'ignore'},
      'wait-on': {serve: "npx -c 'wait-on -t 9 dist/x.js && electron .'", on_exit: 'ignore'},
    });
    expect(
      await tasksOf({dev: 'concurrently -k "npm --prefix client start" "yarn workspace api dev"'}),
    ).toEqual({
      client: {serve: "npx -c 'npm --prefix client start'"},
      api: {serve: "npx -c 'yarn workspace api dev'"},
    });
  });

  test('becomes tasks for start-server-and-test with commands and several servers', async () => {
    const dev = "start-server-and-test 'http-server -p 3000' 3000 api :4000 'cypress run'";
    expect(await tasksOf({dev, api: 'node api.js'})).toEqual({
      'http-server': {serve: "npx -c 'http-server -p 3000'", ready: {http: 'http://localhost:3000'}},
      api: {serve: 'npm run api', ready: {http: 'http://localhost:4000'}},
      cypress: {needs: ['http-server', 'api'], run: "npx -c 'cypress run'"},
    });
  });

  test.each([
    ['run-p "a -- --port 1" b'],
    ['npm-run-all a -p b -s a'],
    ['npm-run-all -p "!a" b'],
    ['start-server-and-test a http://x b http://y'],
  ])('is left to the program if it cannot be split completely: %s', async dev => {
    const serve = {serve: 'npm run dev'};
    const tasks = await tasksOf({dev, a: 'x', b: 'y'});
    expect(tasks).toMatchObject({dev: serve});
  });

  test('is left to npm if it has pre or post scripts', async () => {
    const scripts = {dev: 'run-p a b', predev: 'rm -rf out', a: 'x', b: 'y'};
    expect(await tasksOf(scripts)).toEqual({dev: {serve: 'npm run dev'}});
  });

  test('is left unchanged if it does more', async () => {
    expect(await tasksOf({dev: 'run-p a b && echo done', a: 'a', b: 'b'})).toEqual({
      dev: {serve: 'npm run dev'},
    });
  });
});
