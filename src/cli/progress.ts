import { visible } from './errors.ts';

export interface Progress {
  say(text: string): void;
  stop(): void;
}

/** A spinner on stderr for a person; silence for a pipe. */
export async function startProgress(): Promise<Progress> {
  if (!process.stderr.isTTY || process.env['CI'] !== undefined) return { say: () => undefined, stop: () => undefined };
  const { default: spin } = await import('yocto-spinner');
  const before = new Set(process.listeners('SIGINT'));
  const spinner = spin({ stream: process.stderr }).start();
  // The signal itself must end the process, whatever is being read: no handler stays.
  for (const listener of process.listeners('SIGINT')) if (!before.has(listener)) process.removeListener('SIGINT', listener);
  return {
    say: (text) => {
      spinner.text = visible(text).slice(0, 60);
    },
    stop: () => {
      if (spinner.isSpinning) spinner.stop();
    },
  };
}
