import type { SecretLintRulePresetCreator } from '@secretlint/types';
import type { FormId } from '../../../model/index.ts';
import type { Classified } from './literal.ts';
import { classify } from './literal.ts';

/** secretlint's rules in the words of the credential forms. A rule that is not here gives the generic form. */
const forms: Readonly<Record<string, FormId>> = {
  '@secretlint/secretlint-rule-aws': 'aws.access-key',
  '@secretlint/secretlint-rule-gcp': 'google.service-account-key',
  '@secretlint/secretlint-rule-privatekey': 'private-key',
  '@secretlint/secretlint-rule-npm': 'npm.token',
  '@secretlint/secretlint-rule-basicauth': 'basic-auth',
  '@secretlint/secretlint-rule-slack': 'slack.token',
  '@secretlint/secretlint-rule-sendgrid': 'sendgrid.api-key',
  '@secretlint/secretlint-rule-github': 'github.pat-classic',
  '@secretlint/secretlint-rule-gitlab': 'gitlab.token',
  '@secretlint/secretlint-rule-openai': 'openai.api-key',
  '@secretlint/secretlint-rule-anthropic': 'anthropic.api-key',
  '@secretlint/secretlint-rule-huggingface': 'huggingface.token',
  '@secretlint/secretlint-rule-groq': 'groq.api-key',
  '@secretlint/secretlint-rule-linear': 'linear.api-key',
  '@secretlint/secretlint-rule-database-connection-string': 'database.url',
  '@secretlint/secretlint-rule-stripe': 'stripe.secret-key',
  '@secretlint/secretlint-rule-notion': 'notion.token',
};

interface Found {
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly found: Classified;
}

/** The preset without the rule that obeys comments: whoever leaks a key may write one. They are counted instead. */
function unsparing(creator: SecretLintRulePresetCreator): SecretLintRulePresetCreator {
  return {
    ...creator,
    create(context, options) {
      const registerRule: typeof context.registerRule = (rule, defaults) => {
        if (rule.meta.id !== '@secretlint/secretlint-rule-filter-comments') context.registerRule(rule, defaults);
      };
      creator.create({ ...context, registerRule }, options);
    },
  };
}

/**
 * Runs secretlint's recommended preset over a text. Its result carries the raw source and imperfect masks: only the
 * rule and the range are taken, and nothing of it leaves this function but our own classification.
 */
export async function lintText(path: string, text: string): Promise<readonly Found[]> {
  const [{ lintSource }, preset] = await Promise.all([import('@secretlint/core'), import('@secretlint/secretlint-rule-preset-recommend')]);
  const result = await lintSource({
    source: { filePath: path, content: text, ext: /\.[^./]*$/.exec(path)?.[0] ?? '', contentType: 'text' },
    options: {
      config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: unsparing(preset.creator) }] },
      noPhysicFilePath: true,
      maskSecrets: true,
    },
  });
  return result.messages.map(({ ruleId, range: [start, end] }) => {
    const value = text.slice(start, end);
    const form = forms[ruleId] ?? 'api-key';
    const told = classify('token', value, path);
    return { start, end, value, found: { form, confidence: told?.confidence ?? 'medium', doubts: told?.doubts ?? [] } };
  });
}
