import {expect, test} from 'vitest';
import {testEngine, withEngine} from '../support/docker.ts';

withEngine('the engine', () => {
  test('responds', async () => {
    const {address, api} = await testEngine();
    expect(address).toMatch(/^\w+:\/\//);
    expect((await api.version()).ApiVersion).toMatch(/^1\./);
  });
});
