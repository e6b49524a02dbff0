/**
 * Rewrites a module that esbuild has converted to CommonJS, so that its imports are loaded when they are first used,
 * not when the module itself is loaded. A command then loads only the modules that it runs, and src needs no code for
 * that. The load order makes no difference, since modules of src have no cycles and only define things when they are
 * loaded.
 */
export function lazyModule(code: string): string {
  return withLazyImports(withPlainExports(withoutHelpers(code)));
}

/** The helpers that esbuild adds to every converted module; the code below does not need them. */
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

/**
 * Converts exports to plain properties that are set once the module has run. esbuild's exports are functions that are
 * called on every use.
 */
function withPlainExports(code: string): string {
  let exported = '';
  const body = code.replace(/^__export\(\w+, \{\n([^]*?)^\}\);\n/m, (_, list: string) => {
    const lines = [...list.matchAll(/^ {2}(\w+): \(\) => (.+?),?$/gm)];
    exported = `module.exports = {${lines.map(([, name = '', value = '']) => property(name, value)).join(', ')}};\n`;
    return '';
  });
  return body + exported;
}

/** Re-exports are also loaded on first use. */
function property(name: string, value: string): string {
  return value.startsWith('import_') ? `get ${name}() { return ${value}; }` : `${name}: ${value}`;
}

const IMPORT = /^var (\w+) = (__toESM\()?(require\("[^"]+"\))\)?;\n/gm;

function withLazyImports(code: string): string {
  const loads = new Map<string, string>();
  const body = code.replaceAll(IMPORT, (_, name: string, isDefault: string | undefined, load: string) => {
    // `import * as name` is used as a whole, so it is not lazy.
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

/** Helpers in every script, for the `import name from` and `import.meta.url` of CommonJS modules. */
export const HELPERS_OF_SCRIPT = `
  var bottleDefault = m => m.__esModule ? m : {default: m};
  var bottleScript = {get url() { return require("node:url").pathToFileURL(__filename).href }};
`;

export const IMPORT_META = {'import.meta.url': 'bottleScript.url'};
