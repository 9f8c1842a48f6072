import { configDefaults, defineConfig } from 'vitest/config';

/** `npm test` needs nothing but Node and git; `npm run test:browser` needs a Chromium. */
const browser = process.env['NHI_READY_TESTS'] === 'browser';

export default defineConfig({
  test: {
    include: [browser ? 'test/browser/**/*.test.ts' : 'test/**/*.test.ts'],
    exclude: browser ? configDefaults.exclude : [...configDefaults.exclude, 'test/browser/**'],
    // Captured stdout of commands is empty while vitest intercepts the console.
    disableConsoleIntercept: true,
    testTimeout: 60_000,
  },
});
