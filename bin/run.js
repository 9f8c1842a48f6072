#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`nhi-ready needs Node.js 22.19 or newer; this is ${process.versions.node}\n`);
  process.exit(2);
}
// Node itself would end with 1, which means "not ready" here.
process.on('uncaughtException', (error) => {
  process.stderr.write(`nhi-ready: internal error: ${error instanceof Error ? error.message : 'unknown'}\n`);
  process.exit(70);
});
// A reader that has seen enough (`| head`) is no error, and changes nothing of what was decided.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.once('beforeExit', () => process.exit(process.exitCode ?? 0));
});
const { enableCompileCache } = await import('node:module');
enableCompileCache?.();
const { execute } = await import('@oclif/core/execute');
await execute({ dir: import.meta.url });
