// Preloaded into bottle. On exit, writes to the file named by BOTTLE_TEST_LOADED the compiled scripts, with their source size and whether
// cached code was used, and the loaded Node modules, except those loaded by any program. With BOTTLE_TEST_CGROUPS=none, bottle cannot
// use cgroups, as for most users.
const vm = require('node:vm');
const process = require('node:process');
const fs = require('node:fs');

const own = new Set(process.moduleLoadList);
const scripts = [];

vm.Script = class extends vm.Script {
  constructor(code, options) {
    super(code, options);
    const {filename, cachedData} = options;
    const isKept = cachedData !== undefined && this.cachedDataRejected === false;
    scripts.push({name: filename.replace(/^.*[/]|[.]js$/g, ''), bytes: code.length, isKept});
  }
};

if (process.env.BOTTLE_TEST_CGROUPS === 'none') {
  const {readFileSync} = fs;
  fs.readFileSync = (path, ...others) => readFileSync(path === '/proc/self/cgroup' ? '' : path, ...others);
}

process.on('exit', () => {
  const builtins = process.moduleLoadList
    .filter(name => name.startsWith('NativeModule ') && !own.has(name))
    .map(name => name.slice('NativeModule '.length));
  fs.writeFileSync(process.env.BOTTLE_TEST_LOADED, JSON.stringify({scripts, builtins}));
});
