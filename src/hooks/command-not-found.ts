import type { Hook } from '@oclif/core/hooks';
import { nearest, visible } from '../cli/errors.ts';
import { exit } from '../cli/exit.ts';

/** Says which command may have been meant; oclif joins what was typed after it by colons. */
const commandNotFound: Hook.CommandNotFound = async ({ id, config }) => {
  const [typed = id] = id.split(':');
  const meant = await nearest(typed, config.commandIDs);
  const hint = meant === undefined ? 'see nhi-ready --help' : `did you mean ${meant}?`;
  process.stderr.write(`nhi-ready: there is no command ${visible(typed)}\n  ${hint}\n`);
  process.exit(exit.usage);
};

export default commandNotFound;
