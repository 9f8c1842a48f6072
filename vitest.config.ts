import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Captured stdout of commands is empty while vitest intercepts the console.
    disableConsoleIntercept: true,
    testTimeout: 60_000,
  },
});
