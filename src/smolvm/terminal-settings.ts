import {loadExeca} from '../processes/start-child.ts';

/**
 * Does `work` and leaves the terminal as it was: smolvm puts it into raw mode, and does not put it back when it is killed.
 */
export async function keepingTerminal<Result>(work: () => Promise<Result>): Promise<Result> {
  const settings = await stty('-g');
  try {
    return await work();
  } finally {
    if (settings !== '') await stty(settings);
  }
}

/** POSIX's own tool; where it is missing the terminal stays as it is. */
async function stty(argument: string): Promise<string> {
  const execa = await loadExeca();
  const {stdout} = await execa('stty', [argument], {stdin: 'inherit', stderr: 'ignore', reject: false});
  return stdout.trim();
}
