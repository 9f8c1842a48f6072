import type { FormId } from '../../../model/index.ts';

/** The shape of a provider's credential, from the provider's own documentation of its prefix. */
export interface ShapeRule {
  readonly form: FormId;
  /** Every match contains it, in this case: what the prefilter looks for. */
  readonly keyword: string;
  /** Linear: no nested quantifier. The first group is the value, else the whole match. */
  readonly shape: RegExp;
}

function rule(form: FormId, keyword: string, source: string): ShapeRule {
  return { form, keyword, shape: new RegExp(`(?<![A-Za-z0-9_-])${source}`, 'g') };
}

export const shapeRules: readonly ShapeRule[] = [
  // Model providers and agent platforms.
  rule('aws.bedrock-api-key', 'ABSK', '(ABSK[A-Za-z0-9+/]{60,200}={0,2})'),
  rule('aws.bedrock-api-key', 'bedrock-api-key-', '(bedrock-api-key-[A-Za-z0-9+/=]{40,2000})'),
  rule('anthropic.admin-key', 'sk-ant-admin', '(sk-ant-admin\\d\\d-[A-Za-z0-9_-]{40,200})'),
  rule('anthropic.oauth-token', 'sk-ant-o', '(sk-ant-o[ar]t\\d\\d-[A-Za-z0-9_-]{40,200})'),
  rule('anthropic.api-key', 'sk-ant-api', '(sk-ant-api\\d\\d-[A-Za-z0-9_-]{40,200})'),
  rule('openai.api-key', 'sk-', '(sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{40,250})'),
  rule('openai.api-key', 'T3BlbkFJ', '(sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})'),
  rule('openrouter.api-key', 'sk-or-', '(sk-or-v1-[0-9a-f]{64})'),
  rule('deepseek.api-key', 'sk-', '(sk-[0-9a-f]{32})(?![A-Za-z0-9_-])'),
  rule('xai.api-key', 'xai-', '(xai-[A-Za-z0-9]{60,120})'),
  rule('perplexity.api-key', 'pplx-', '(pplx-[A-Za-z0-9]{40,64})'),
  rule('replicate.api-token', 'r8_', '(r8_[A-Za-z0-9]{37})'),
  rule('google.api-key', 'AIza', '(AIza[A-Za-z0-9_-]{35})'),
  rule('google.oauth-client-secret', 'GOCSPX-', '(GOCSPX-[A-Za-z0-9_-]{28})'),
  rule('groq.api-key', 'gsk_', '(gsk_[A-Za-z0-9]{48,60})'),
  rule('huggingface.token', 'hf_', '(hf_[A-Za-z]{34})'),
  rule('nvidia.api-key', 'nvapi-', '(nvapi-[A-Za-z0-9_-]{60,80})'),
  rule('langsmith.api-key', 'lsv2_', '(lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10})'),
  rule('langfuse.secret-key', 'sk-lf-', '(sk-lf-[0-9a-f-]{36})'),
  rule('pinecone.api-key', 'pcsk_', '(pcsk_[A-Za-z0-9_]{50,90})'),
  rule('tavily.api-key', 'tvly-', '(tvly-[A-Za-z0-9-]{28,60})'),
  rule('e2b.api-key', 'e2b_', '(e2b_[0-9a-f]{40})'),
  rule('fireworks.api-key', 'fw_', '(fw_[A-Za-z0-9]{24})(?![A-Za-z0-9])'),
  rule('cerebras.api-key', 'csk-', '(csk-[a-z0-9]{48})'),
  rule('voyage.api-key', 'pa-', '(pa-[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])'),
  rule('elevenlabs.api-key', 'sk_', '(sk_[0-9a-f]{48})(?![0-9a-f])'),
  // Cloud, source hosting, registries.
  rule('aws.access-key', 'AKIA', '(AKIA[A-Z2-7]{16})(?![A-Z0-9])'),
  rule('google.service-account-key', 'private_key_id', '"private_key_id"\\s{0,5}:\\s{0,5}"([0-9a-f]{40})"'),
  rule('azure.client-secret', 'Q~', '([A-Za-z0-9_~.]{3}\\dQ~[A-Za-z0-9_~.-]{31,34})'),
  rule('digitalocean.token', 'dop_v1_', '(dop_v1_[0-9a-f]{64})'),
  rule('hashicorp.vault-token', 'hvs.', '(hvs\\.[A-Za-z0-9_-]{24,200})'),
  rule('terraform.token', '.atlasv1.', '([A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{60,70})'),
  rule('github.pat-classic', 'ghp_', '(ghp_[A-Za-z0-9]{36})'),
  rule('github.pat-fine-grained', 'github_pat_', '(github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})'),
  rule('github.oauth-token', 'gho_', '(gho_[A-Za-z0-9]{36})'),
  rule('github.installation-token', 'ghs_', '(ghs_[A-Za-z0-9]{36})'),
  rule('github.oauth-token', 'ghu_', '(ghu_[A-Za-z0-9]{36})'),
  rule('gitlab.token', 'glpat-', '(glpat-[A-Za-z0-9_-]{20,50})'),
  rule('npm.token', 'npm_', '(npm_[A-Za-z0-9]{36})'),
  rule('pypi.token', 'pypi-', '(pypi-AgE[A-Za-z0-9_-]{50,250})'),
  rule('rubygems.token', 'rubygems_', '(rubygems_[0-9a-f]{48})'),
  rule('docker.registry-auth', 'dckr_', '(dckr_[op]at_[A-Za-z0-9_-]{27,40})'),
  // Chat, mail, payment, observability.
  rule('slack.token', 'xox', '(xox[abeprs]-[A-Za-z0-9-]{20,250})'),
  rule('slack.token', 'xapp-', '(xapp-\\d-[A-Z0-9]{9,12}-\\d{10,14}-[0-9a-f]{60,70})'),
  rule('slack.webhook', 'hooks.slack.com', '(hooks\\.slack\\.com/(?:services|workflows)/[A-Za-z0-9/]{40,60})'),
  rule('telegram.bot-token', ':AA', '(\\d{8,10}:AA[A-Za-z0-9_-]{33})'),
  rule('sendgrid.api-key', 'SG.', '(SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43})'),
  rule('stripe.secret-key', '_live_', '([sr]k_live_[A-Za-z0-9]{24,120})'),
  rule('grafana.token', 'glsa_', '(glsa_[A-Za-z0-9]{32}_[0-9a-f]{8})'),
  rule('newrelic.key', 'NRAK-', '(NRAK-[A-Z0-9]{27})'),
  rule('sentry.token', 'sntrys_', '(sntrys_[A-Za-z0-9+/=_]{60,400})'),
  rule('linear.api-key', 'lin_api_', '(lin_api_[A-Za-z0-9]{40})'),
  rule('notion.token', 'ntn_', '(ntn_[A-Za-z0-9]{40,50})'),
  rule('atlassian.token', 'ATATT3', '(ATATT3[A-Za-z0-9_=-]{150,250})'),
  // Keys and addresses.
  rule('private-key', 'PRIVATE KEY', '(-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\\s\\\\:,.-]{64,8000})'),
  rule('jwt', 'eyJ', '(eyJ[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{20,1000})'),
  rule(
    'database.url',
    '://',
    '((?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\\+srv)?|redis|rediss|amqps?|mssql|sqlserver|clickhouse)(?:\\+[a-z0-9]{1,20})?://[^\\s:@/"\'`<>]{0,100}:[^\\s@/"\'`<>]{3,200}@[A-Za-z0-9._-]{1,200})',
  ),
  rule('basic-auth', '://', '(https?://[^\\s:@/"\'`<>]{1,100}:[^\\s@/"\'`<>]{6,200}@[A-Za-z0-9.-]{3,200})'),
  rule('bearer-token', 'earer ', '[Bb]earer ([A-Za-z0-9._~+/-]{20,2000}={0,2})'),
];
