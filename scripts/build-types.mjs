import {fileURLToPath} from 'node:url';
import {rollup} from 'rollup';
import {dts} from 'rollup-plugin-dts';

/**
 * The types of the library in one file that imports nothing but Node's own, so that it compiles in projects that check the
 * declarations of packages.
 */
async function buildTypes() {
  const bundle = await rollup({
    input: 'src/index.ts',
    plugins: [opaqueDockerode, dts({tsconfig: 'tsconfig.json'})],
    onwarn(warning) {
      throw new Error(warning.message);
    },
  });
  await bundle.write({file: 'types/index.d.ts'});
}

/** The rest of bottle's types does not depend on dockerode's. */
const opaqueDockerode = {
  name: 'opaque-dockerode',
  resolveId: id => (id === 'dockerode' ? fileURLToPath(new URL('dockerode.d.ts', import.meta.url)) : null),
};

await buildTypes();
