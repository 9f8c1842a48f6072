import { Command } from '@oclif/core/command';
import { CliError, nearest, visible } from './errors.ts';
import { exit } from './exit.ts';

interface Explained {
  readonly message: string;
  readonly hint: string;
  readonly code: number;
}

function textOf(error: unknown, key: string): string | undefined {
  const value = typeof error === 'object' && error !== null && key in error ? Reflect.get(error, key) : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** What every command shares: errors that name the next step, and exit codes that mean what design says. */
export abstract class BaseCommand extends Command {
  async #explain(error: unknown): Promise<Explained> {
    if (error instanceof CliError) return error;
    const name = error instanceof Error ? error.constructor.name : '';
    const message = error instanceof Error ? error.message : String(error);
    // Errors of the layers below carry a hint; those of oclif's parser are told by their names.
    const hint = textOf(error, 'hint');
    if (hint !== undefined) return { message, hint, code: exit.usage };
    if (name === 'NonExistentFlagsError') {
      const flags = Object.keys(this.ctor.flags);
      const [, wrong] = /--([\w-]+)/.exec(message) ?? [];
      const meant = wrong === undefined ? undefined : await nearest(wrong, flags);
      return {
        message: `there is no flag ${wrong === undefined ? 'like that' : `--${wrong}`}`,
        hint: meant === undefined ? `see nhi-ready ${this.id ?? ''} --help` : `did you mean --${meant}?`,
        code: exit.usage,
      };
    }
    if (name.endsWith('Error') && textOf(error, 'code') === undefined && error instanceof Error && 'parse' in error) {
      const [first = message] = message.split('\n');
      return { message: first, hint: `see nhi-ready ${this.id ?? ''} --help`, code: exit.usage };
    }
    return {
      message: `internal error: ${message}`,
      hint: 'run again with DEBUG=nhi-ready for the stack, and report it',
      code: exit.internal,
    };
  }

  protected override async catch(error: Error): Promise<void> {
    // `--help` ends a command by an exit error of code 0.
    if (error.constructor.name === 'ExitError') throw error;
    const { message, hint, code } = await this.#explain(error);
    process.stderr.write(`nhi-ready: ${visible(message)}\n  ${visible(hint)}\n`);
    if (code === exit.internal && process.env['DEBUG'] === 'nhi-ready') process.stderr.write(`${visible(error.stack ?? '')}\n`);
    process.exitCode = code;
  }
}
