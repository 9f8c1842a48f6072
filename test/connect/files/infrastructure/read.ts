import { createHmac } from 'node:crypto';
import type { Batch, Credential, Entity, EntityKind, EntityOf, Fact } from '../../../../src/model/index.ts';
import { infrastructureCollector } from '../../../../src/connect/files/infrastructure/index.ts';

const context = {
  scope: 'github.com/acme/claims',
  at: '2026-11-24T08:00:00Z',
  fingerprint: (text: string) => createHmac('sha256', 'test').update(text).digest('hex'),
};

/** What the collector makes of these files, by their paths. */
export async function collect(files: Readonly<Record<string, string>>): Promise<Batch> {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text, localOnly: false }));
  await infrastructureCollector.prepare?.(sources);
  return infrastructureCollector.normalise(sources, context);
}

/** One Terraform file. */
export async function terraform(text: string): Promise<Batch> {
  return collect({ 'main.tf': text });
}

/** A role with this trust policy, written in HCL. */
export async function trustOf(statement: string): Promise<EntityOf<'trust'>> {
  const batch = await terraform(`resource "aws_iam_role" "ci" {
    assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", ${statement} }] })
  }`);
  return only(batch, 'trust');
}

/** A role that GitHub's tokens with these conditions may assume. */
export async function githubTrust(conditions: string): Promise<EntityOf<'trust'>> {
  return trustOf(`Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
    Action = "sts:AssumeRoleWithWebIdentity", Condition = { ${conditions} }`);
}

export function all<K extends EntityKind>(batch: Batch, kind: K): EntityOf<K>[] {
  return batch.entities.filter((entity): entity is EntityOf<K> => entity.kind === kind);
}

export function only<K extends EntityKind>(batch: Batch, kind: K): EntityOf<K> {
  const [one, ...others] = all(batch, kind);
  if (one === undefined || others.length > 0) throw new Error(`expected one ${kind}, got ${others.length + (one ? 1 : 0)}`);
  return one;
}

/** The value of a fact, or the reason of its first gap. */
export function value<T>(fact: Fact<T>): T | string {
  return fact.known ? fact.value : `unknown: ${fact.gaps[0]?.split('|').at(-1) ?? ''}`;
}

/** Names that an entity points at by one kind of edge. */
export function linked(batch: Batch, from: Entity, type: string): string[] {
  const ids = batch.edges.filter((edge) => edge.type === type && edge.from === from.id).map((edge) => edge.to);
  return batch.entities
    .filter((entity) => ids.includes(entity.id))
    .map((entity) => entity.name)
    .toSorted();
}

/** `path:line` of a credential, its form, and where it is stored. */
export function told(credential: Credential): string {
  const file = credential.places[0]?.file;
  return `${file?.path}:${file?.line} ${credential.name} ${credential.form} ${credential.stored}`;
}
