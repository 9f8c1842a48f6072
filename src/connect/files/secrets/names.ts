import type { FormId } from '../../../model/index.ts';

/** What the documented environment variables of providers hold. First match wins; names are compared in capitals. */
const names: readonly (readonly [RegExp, FormId])[] = [
  [/^AWS_BEARER_TOKEN_BEDROCK$/, 'aws.bedrock-api-key'],
  [/(^|_)(AWS|ECR|S3)_?(SECRET_)?ACCESS_KEY(_ID)?$|^AWS_SECRET(_KEY)?$|^AWS_(ACCESS_)?KEY_ID$/, 'aws.access-key'],
  [/^AWS_SESSION_TOKEN$/, 'aws.temporary-key'],
  [/AZURE_?OPENAI.*KEY$/, 'azure-openai.api-key'],
  [/^(AZURE_CREDENTIALS|(AZURE|ARM)_CLIENT_SECRET)$/, 'azure.client-secret'],
  [/AZURE_STORAGE.*KEY$/, 'azure.storage-key'],
  [/^(GCP|GOOGLE|GCLOUD|GKE).*(SA_KEY|SERVICE_ACCOUNT_KEY|SERVICE_ACCOUNT|CREDENTIALS(_JSON)?)$/, 'google.service-account-key'],
  [/(GEMINI|GOOGLE)(_GENERATIVE_AI|_AI)?_API_KEY$/, 'google.api-key'],
  [/CLAUDE_CODE_OAUTH_TOKEN$/, 'anthropic.oauth-token'],
  [/(ANTHROPIC|CLAUDE).*(API_?KEY|TOKEN)$/, 'anthropic.api-key'],
  [/OPENAI.*(API_?KEY|TOKEN)$/, 'openai.api-key'],
  [/MISTRAL.*KEY$/, 'mistral.api-key'],
  [/(^|_)(COHERE|CO)_API_KEY$/, 'cohere.api-key'],
  [/GROQ.*KEY$/, 'groq.api-key'],
  [/(^|_)XAI_API_KEY$/, 'xai.api-key'],
  [/DEEPSEEK.*KEY$/, 'deepseek.api-key'],
  [/OPENROUTER.*KEY$/, 'openrouter.api-key'],
  [/(PERPLEXITY|PPLX).*KEY$/, 'perplexity.api-key'],
  [/TOGETHER.*KEY$/, 'together.api-key'],
  [/FIREWORKS.*KEY$/, 'fireworks.api-key'],
  [/CEREBRAS.*KEY$/, 'cerebras.api-key'],
  [/(NVIDIA|NGC).*KEY$/, 'nvidia.api-key'],
  [/VOYAGE.*KEY$/, 'voyage.api-key'],
  [/REPLICATE.*TOKEN$/, 'replicate.api-token'],
  [/^(HF|HUGGING_?FACE)(_HUB)?_(API_)?(TOKEN|KEY)$/, 'huggingface.token'],
  [/ELEVEN(_?LABS)?.*KEY$/, 'elevenlabs.api-key'],
  [/LANG(SMITH|CHAIN)_API_KEY$/, 'langsmith.api-key'],
  [/LANGFUSE_SECRET_KEY$/, 'langfuse.secret-key'],
  [/WANDB_API_KEY$/, 'wandb.api-key'],
  [/PINECONE.*KEY$/, 'pinecone.api-key'],
  [/TAVILY.*KEY$/, 'tavily.api-key'],
  [/E2B_API_KEY$/, 'e2b.api-key'],
  [/SERP_?API.*KEY$/, 'serpapi.api-key'],
  [/(APP|GITHUB_APP).*(PRIVATE_KEY|_PEM)$/, 'github.app-key'],
  [/(^|_)(PAT|GH_TOKEN|GITHUB_(PERSONAL_ACCESS_)?TOKEN|GH_PAT|GITHUB_PAT|BOT_TOKEN|REPO_TOKEN)$/, 'github.pat-classic'],
  [/DEPLOY_KEY$/, 'github.deploy-key'],
  [/WEBHOOK_SECRET$/, 'github.webhook-secret'],
  [/GITLAB.*TOKEN$/, 'gitlab.token'],
  [/SLACK.*WEBHOOK/, 'slack.webhook'],
  [/SLACK.*TOKEN$/, 'slack.token'],
  [/DISCORD.*TOKEN$/, 'discord.token'],
  [/TELEGRAM.*TOKEN$/, 'telegram.bot-token'],
  [/SENDGRID.*KEY$/, 'sendgrid.api-key'],
  [/TWILIO.*(TOKEN|SECRET)$/, 'twilio.token'],
  [/STRIPE.*(KEY|SECRET)$/, 'stripe.secret-key'],
  [/^(NPM|NODE_AUTH)_(AUTH_)?TOKEN$/, 'npm.token'],
  [/(PYPI|TWINE).*(TOKEN|PASSWORD)$/, 'pypi.token'],
  [/^(CARGO_REGISTRY|CRATES).*TOKEN$/, 'crates.token'],
  [/DOCKER(HUB)?_(TOKEN|PASSWORD|PAT)$|REGISTRY_(TOKEN|PASSWORD)$/, 'docker.registry-auth'],
  [/^VAULT_TOKEN$/, 'hashicorp.vault-token'],
  [/^(TF_API_TOKEN|TF_TOKEN_.*|TFE_TOKEN)$/, 'terraform.token'],
  [/DIGITALOCEAN.*TOKEN$/, 'digitalocean.token'],
  [/(CLOUDFLARE|CF)_API_(TOKEN|KEY)$/, 'cloudflare.token'],
  [/(DATADOG|DD)_(API|APP)_KEY$/, 'datadog.api-key'],
  [/SENTRY_AUTH_TOKEN$/, 'sentry.token'],
  [/KUBE_?CONFIG(_DATA|_BASE64)?$/, 'kubernetes.kubeconfig'],
  [/(DATABASE|DB|POSTGRES(QL)?|MYSQL|MONGO(DB)?|REDIS)_(URL|URI|DSN|CONNECTION_STRING)$/, 'database.url'],
  [/(DB|DATABASE|PG|POSTGRES(QL)?|MYSQL|MONGO(DB)?|REDIS|SQL)_?(PASSWORD|PASSWD|PASS|PWD)$|^PGPASSWORD$/, 'database.password'],
  [/SSH_(PRIVATE_)?KEY$/, 'ssh.private-key'],
  [/(PRIVATE|SIGNING)_KEY$/, 'private-key'],
  [/(^|_)(DJANGO_|FLASK_|RAILS_|APP_|JWT_|SESSION_|NEXTAUTH_|COOKIE_)SECRET(_KEY(_BASE)?)?$|^SECRET_KEY(_BASE)?$/, 'framework.secret'],
  [/(BEARER|ACCESS|AUTH|SERVICE|REFRESH)_?TOKEN$|^AUTHORIZATION$/, 'bearer-token'],
  [/(PASSWORD|PASSWD|PASSPHRASE)$/, 'password'],
  [/(API|ACCESS|SECRET|MASTER|ENCRYPTION)_?KEY$|_KEY_SECRET$/, 'api-key'],
  [/(TOKEN|SECRET|CREDENTIALS?)$/, 'api-key'],
];

/** Names that end alike and hold no credential: identifiers, addresses, paths, counts, names of other names. */
const harmless =
  /(_ID|_NAME|_USER(NAME)?|_URL|_URI|_HOST|_PATH|_FILE|_DIR|_ARN|_REGION|_ENV|_TTL|_EXPIRY|_LENGTH|_LIMIT|_COUNT|_TYPE|_VERSION|_TOKENS|_ISSUER|_AUDIENCE|_ENDPOINT|_PREFIX|_HEADER|_FIELD|_PUBLIC_KEY|_ALGORITHM)$|^(MAX|MIN|NUM|PUBLIC|NEXT_PUBLIC|VITE)_|(^|_)(PARTITION|SORT|PRIMARY|FOREIGN|CACHE|PUBLISHABLE)_KEY$|^ID_TOKEN$/;

/** camelCase, kebab-case and dotted names as CAPITALS_WITH_UNDERSCORES. */
export function capitals(name: string): string {
  return name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase();
}

/** Names repeat: `GITHUB_TOKEN`, `run`, `uses`. Bounded, for names come from what is scanned. */
const asked = new Map<string, FormId | undefined>();
const maxAsked = 10_000;

/** What a variable or secret of this name holds, or undefined when the name is that of no credential. */
export function contentsOf(name: string): FormId | undefined {
  if (asked.has(name)) return asked.get(name);
  const contents = told(name);
  if (asked.size >= maxAsked) asked.clear();
  if (name.length <= 100) asked.set(name, contents);
  return contents;
}

function told(name: string): FormId | undefined {
  const plain = capitals(name);
  const row = names.find(([pattern]) => pattern.test(plain));
  if (row === undefined) return undefined;
  const stated = ['aws.access-key', 'database.url', 'slack.webhook'].includes(row[1]);
  return !stated && harmless.test(plain) ? undefined : row[1];
}
