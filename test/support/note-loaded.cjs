// Preloaded into bottle: at its end, writes to the file named by BOTTLE_TEST_LOADED which scripts it has compiled, with how many bytes
// of source, which of them with kept code, and which of Node's own modules it has loaded beyond those of any program.
const vm = require('node:vm');
const process = require('node:process');
const {writeFileSync} = require('node:fs');

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

process.on('exit', () => {
  const builtins = process.moduleLoadList
    .filter(name => name.startsWith('NativeModule ') && !own.has(name))
    .map(name => name.slice('NativeModule '.length));
  writeFileSync(process.env.BOTTLE_TEST_LOADED, JSON.stringify({scripts, builtins}));
});
