import { configDefaults, defineConfig } from 'vitest/config';

/** What `npm test` leaves out, since it needs more than Node and git: a Chromium, a package registry. */
const apart = ['browser', 'packed'];
const chosen = apart.find((name) => name === process.env['NHI_READY_TESTS']);

export default defineConfig({
  test: {
    include: [chosen === undefined ? 'test/**/*.test.ts' : `test/${chosen}/**/*.test.ts`],
    exclude: [...configDefaults.exclude, ...(chosen === undefined ? apart.map((name) => `test/${name}/**`) : [])],
    // Captured stdout of commands is empty while vitest intercepts the console.
    disableConsoleIntercept: true,
    testTimeout: 60_000,
  },
});
