import { createHmac, randomBytes } from 'node:crypto';

/** Fingerprints under one key: equal values have equal fingerprints, and nobody without the key can test a guess. */
export interface Fingerprinter {
  /** Names the key without telling it. */
  readonly keyId: string;
  fingerprint(value: string): string;
}

export function randomKey(): Uint8Array {
  return randomBytes(32);
}

/** The key that `NHI_READY_FINGERPRINT_KEY` gives, so that two runs can be compared. */
export function keyFrom(text: string): Uint8Array {
  return createHmac('sha256', 'nhi-ready fingerprint key').update(text).digest();
}

export function fingerprinter(key: Uint8Array): Fingerprinter {
  const hmac = (text: string) => createHmac('sha256', key).update(text).digest('hex');
  return { keyId: hmac('nhi-ready key id').slice(0, 16), fingerprint: (value) => hmac(`value ${value}`) };
}
