import { createHash, createHmac } from 'node:crypto';
import { startSecretScan } from '../../../../src/connect/files/secrets/index.ts';
import type { Batch, Credential } from '../../../../src/model/index.ts';

/** Scans texts as files of one checkout. */
export async function scan(files: Readonly<Record<string, string>>): Promise<Batch> {
  const scanner = startSecretScan({
    scope: 'github.com/acme/claims',
    at: '2026-11-24T08:00:00Z',
    fingerprint: (value) => createHmac('sha256', 'test').update(value).digest('hex'),
  });
  for (const [path, text] of Object.entries(files)) await scanner.scan({ path, text, localOnly: false });
  return scanner.finish();
}

/** The credentials that a scan of one file finds. */
export async function credentialsIn(path: string, text: string): Promise<readonly Credential[]> {
  return (await scan({ [path]: text })).entities.filter((entity) => entity.kind === 'credential');
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A value that looks random and was never issued by anybody; the same for the same seed. */
export function random(seed: string, length: number, alphabet = letters): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1)
    for (const byte of createHash('sha256').update(`${seed} ${block}`).digest()) text += alphabet[byte % alphabet.length] ?? '';
  return text.slice(0, length);
}
