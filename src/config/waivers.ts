import type { Attestation, Waiver } from '../model/index.ts';
import { parseStrict, readBounded } from './read.ts';
import { attestationList, waiverList } from './schema.ts';

/** Reads a file of waivers; one that is incomplete is an error, not a waiver less. */
export async function readWaivers(file: string, name: string): Promise<readonly Waiver[]> {
  const { text, digest } = await readBounded(file, name);
  const { value, fail, lineOf } = await parseStrict(text.trim() === '' ? '[]' : text, digest, name, waiverList);
  return value.map(({ about, compensatingControl, ...one }, index) => {
    const same = (other: string) => one.approver.toLowerCase() === other.toLowerCase();
    if (same(one.requestedBy) || same(one.owner))
      fail([index, 'approver'], 'approver is the requester or the owner', 'let another person approve it');
    if (Date.parse(one.expires) <= Date.parse(one.created)) fail([index, 'expires'], 'expires is not after created', 'name a later day');
    return {
      ...one,
      ...(about === undefined ? {} : { about }),
      ...(compensatingControl === undefined ? {} : { compensatingControl }),
      source: { path: name, line: lineOf([index]), digest },
    };
  });
}

/** Reads a file of attestations: each answers a check for entities, or a control. */
export async function readAttestations(file: string, name: string): Promise<readonly Attestation[]> {
  const { text, digest } = await readBounded(file, name);
  const { value, fail, lineOf } = await parseStrict(text.trim() === '' ? '[]' : text, digest, name, attestationList);
  return value.map(({ check, entities, control, compensatingControl, ...one }, index) => {
    const byCheck = check !== undefined && entities !== undefined;
    if (byCheck === (control !== undefined) || (check === undefined) !== (entities === undefined))
      fail([index], 'names neither or both of check with entities, and control', 'name check and entities, or control');
    if (Date.parse(one.expires) <= Date.parse(one.date)) fail([index, 'expires'], 'expires is not after date', 'name a later day');
    return {
      ...one,
      ...(check === undefined ? {} : { check }),
      ...(entities === undefined ? {} : { entities }),
      ...(control === undefined ? {} : { control }),
      ...(compensatingControl === undefined ? {} : { compensatingControl }),
      source: { path: name, line: lineOf([index]), digest },
    };
  });
}
