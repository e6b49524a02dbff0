/** Whether version `have` of the engine's API comes before `need`: `1.9` before `1.43`. */
export function isOlderApi(have: string, need: string): boolean {
  const [[major = 0, minor = 0], [needMajor = 0, needMinor = 0]] = [numbersOf(have), numbersOf(need)];
  return major === needMajor ? minor < needMinor : major < needMajor;
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map(Number);
}
