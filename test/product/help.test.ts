import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandInHome, root } from '../support/command.ts';

const { run } = await commandInHome();
const commands = (await readdir(join(root, 'src/commands'))).map((file) => file.replace(/\.ts$/, '')).toSorted();

describe.each([[''], ...commands.map((command) => [command])])('nhi-ready %s --help', (command) => {
  test('fits 80 columns, gives examples, and exits 0', async () => {
    const { code, out, err } = await run([...(command === '' ? [] : [command]), '--help']);
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    if (command !== '') expect(out).toMatch(new RegExp(`EXAMPLES\\n( {2}\\$ nhi-ready ${command}.*\\n?)`));
  });
});

test.each([
  [['scna', '.'], 'there is no command scna\n  did you mean scan?'],
  [['frobnicate'], 'there is no command frobnicate\n  see nhi-ready --help'],
])('%j: an unknown command is told with the next step', async (argv, told) => {
  const { code, out, err } = await run([...argv]);
  expect([code, out, err]).toEqual([2, '', `nhi-ready: ${told}\n`]);
});

test('the lists fit too, where a title is ours', async () => {
  for (const list of ['formats', 'gates', 'connectors']) {
    const { code, out } = await run(['list', list]);
    expect([code, out.split('\n').filter((line) => line.length > 80)]).toEqual([0, []]);
  }
});
