/**
 * Rewrites a module that esbuild has turned into CommonJS, so that what it imports is loaded when it is first used: by a function
 * that is called, not by the module being there. A command then pays for the modules that it runs, and no line of src is written
 * for that. Modules of src have no cycles and do nothing when they are loaded but define, so the order makes no difference.
 */
export function lazyModule(code: string): string {
  return withLazyImports(withPlainExports(withoutHelpers(code)));
}

/** The lines that esbuild puts at the top of every module that it converts; the code below has no use for them. */
const HELPERS = [
  /^var __\w+ = Object\..*;\n/gm,
  /^var __(?:export|copyProps|toESM) = [^]*?^(?:\};|\)\);)\n/gm,
  /^var __toCommonJS = .*\n/gm,
  /^module\.exports = __toCommonJS\(.*\n/gm,
  /^var \w+_exports = \{\};\n/gm,
];

function withoutHelpers(code: string): string {
  return HELPERS.reduce((left, helper) => left.replaceAll(helper, ''), code);
}

/** Exports are plain properties, set once the module has been run: esbuild's are functions that are called for each use. */
function withPlainExports(code: string): string {
  let exported = '';
  const body = code.replace(/^__export\(\w+, \{\n([^]*?)^\}\);\n/m, (_, list: string) => {
    const lines = [...list.matchAll(/^ {2}(\w+): \(\) => (.+?),?$/gm)];
    exported = `module.exports = {${lines.map(([, name = '', value = '']) => property(name, value)).join(', ')}};\n`;
    return '';
  });
  return body + exported;
}

/** Exports of a module for another one are also loaded by their first user. */
function property(name: string, value: string): string {
  return value.startsWith('import_') ? `get ${name}() { return ${value}; }` : `${name}: ${value}`;
}

const IMPORT = /^var (\w+) = (__toESM\()?(require\("[^"]+"\))\)?;\n/gm;

function withLazyImports(code: string): string {
  const loads = new Map<string, string>();
  const body = code.replaceAll(IMPORT, (_, name: string, isDefault: string | undefined, load: string) => {
    // `import * as name` is used as a whole.
    if (!name.startsWith('import_')) return `var ${name} = ${load};\n`;
    loads.set(name, isDefault ? `bottleDefault(${load})` : load);
    return '';
  });
  const used = body.replaceAll(/\bimport_\w+\b/g, name => lazily(name, loads.get(name)));
  return loads.size === 0 ? used : `var ${[...loads.keys()].join(', ')};\n${used}`;
}

function lazily(name: string, load: string | undefined): string {
  return load === undefined ? name : `(${name} ??= ${load})`;
}

/** In every script, for what CommonJS modules of `import name from` and of `import.meta.url` have. */
export const HELPERS_OF_SCRIPT = `
  var bottleDefault = m => m.__esModule ? m : {default: m};
  var bottleScript = {get url() { return require("node:url").pathToFileURL(__filename).href }};
`;

export const IMPORT_META = {'import.meta.url': 'bottleScript.url'};
