/** What a credential is, or the container it lies in. */
export type FormId = string;

/** One row of the credential forms: everything about a kind of credential that is not a judgement. */
export interface CredentialForm {
  readonly id: FormId;
  /** For people, singular, no article. */
  readonly label: string;
  readonly family:
    | 'cloud'
    | 'model'
    | 'agent-platform'
    | 'source-host'
    | 'chat'
    | 'registry'
    | 'database'
    | 'kubernetes'
    | 'payment'
    | 'observability'
    | 'container'
    | 'generic';
  readonly provider: string;
  /** `never`: it has no expiry; `optional`: it may be given one; `always`: it ends by itself; `depends`: on what it holds. */
  readonly expires: 'never' | 'optional' | 'always' | 'depends';
  /** Days after which it must be rotated, unless the check's option says otherwise. */
  readonly ageLimitDays: number;
  /** Short-lived access that the provider really offers to a workload instead, with its documentation; null: none is offered. */
  readonly insteadOf: { readonly offer: string; readonly documentation: string } | null;
  /** How it is revoked and how fast that takes effect. */
  readonly revoke: string;
}

type Row = readonly [
  id: FormId,
  label: string,
  family: CredentialForm['family'],
  provider: string,
  expires: CredentialForm['expires'],
  insteadOf: keyof typeof offers | null,
  revoke: string,
];

const offers = {
  awsOidc: {
    offer: 'OpenID Connect federation to an IAM role',
    documentation: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html',
  },
  azureOidc: {
    offer: 'workload identity federation',
    documentation: 'https://learn.microsoft.com/entra/workload-id/workload-identity-federation',
  },
  googleOidc: { offer: 'Workload Identity Federation', documentation: 'https://cloud.google.com/iam/docs/workload-identity-federation' },
  anthropicOidc: {
    offer: 'workload identity federation, or the model through Bedrock, Vertex AI or Foundry',
    documentation: 'https://github.com/anthropics/claude-code-action/blob/main/docs/cloud-providers.md',
  },
  bedrockRole: {
    offer: 'an IAM role, or a short-term Bedrock key of at most 12 hours',
    documentation: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
  },
  azureOpenai: {
    offer: 'Microsoft Entra ID with a managed identity',
    documentation: 'https://learn.microsoft.com/azure/ai-foundry/openai/how-to/managed-identity',
  },
  geminiVertex: {
    offer: 'Gemini on Vertex AI with Workload Identity Federation',
    documentation: 'https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines',
  },
  githubApp: {
    offer: 'the workflow token, or a GitHub App installation token of one hour',
    documentation:
      'https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app',
  },
  npmTrusted: { offer: 'trusted publishing', documentation: 'https://docs.npmjs.com/trusted-publishers' },
  pypiTrusted: {
    offer: 'trusted publishing',
    documentation:
      'https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-pypi',
  },
  boundToken: {
    offer: 'a bound token from the TokenRequest API',
    documentation: 'https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/',
  },
  databaseIam: {
    offer: "the cloud's IAM database authentication, or a dynamic credential from a secret store",
    documentation: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html',
  },
} as const;

const rows: readonly Row[] = [
  ['aws.access-key', 'AWS access key', 'cloud', 'AWS', 'never', 'awsOidc', 'deactivate it in IAM; effective within seconds'],
  ['aws.temporary-key', 'AWS temporary credential', 'cloud', 'AWS', 'always', null, 'revoke the sessions of the role'],
  ['aws.oidc-session', 'AWS session by OIDC', 'cloud', 'AWS', 'always', null, 'revoke the sessions of the role'],
  [
    'aws.bedrock-api-key',
    'Bedrock API key',
    'model',
    'AWS',
    'optional',
    'bedrockRole',
    'deactivate the service-specific credential in IAM',
  ],
  ['aws.service-specific', 'AWS service-specific credential', 'cloud', 'AWS', 'optional', 'awsOidc', 'deactivate it in IAM'],
  ['aws.ssh-key', 'AWS SSH public key', 'cloud', 'AWS', 'never', null, 'deactivate it in IAM'],
  ['aws.signing-certificate', 'AWS signing certificate', 'cloud', 'AWS', 'optional', null, 'deactivate it in IAM'],
  ['aws.login-profile', 'AWS console password', 'cloud', 'AWS', 'never', null, 'delete the login profile'],
  ['aws.roles-anywhere-certificate', 'Roles Anywhere certificate', 'cloud', 'AWS', 'always', null, 'import a revocation list'],
  [
    'aws.agentcore-api-key-provider',
    'AgentCore API key provider',
    'agent-platform',
    'AWS',
    'depends',
    null,
    'delete the credential provider',
  ],
  ['aws.agentcore-oauth-provider', 'AgentCore OAuth provider', 'agent-platform', 'AWS', 'depends', null, 'delete the credential provider'],
  ['aws.secret', 'Secrets Manager secret', 'container', 'AWS', 'depends', null, 'rotate the secret at its provider'],
  [
    'azure.client-secret',
    'Entra client secret',
    'cloud',
    'Azure',
    'optional',
    'azureOidc',
    'remove it from the application; effective within minutes',
  ],
  ['azure.oidc-session', 'Azure session by OIDC', 'cloud', 'Azure', 'always', null, 'remove the federated credential'],
  ['azure.storage-key', 'Azure storage account key', 'cloud', 'Azure', 'never', 'azureOidc', 'rotate the account key'],
  [
    'google.service-account-key',
    'Google service account key',
    'cloud',
    'Google',
    'optional',
    'googleOidc',
    'delete the key; effective within minutes',
  ],
  ['google.oidc-session', 'Google session by OIDC', 'cloud', 'Google', 'always', null, 'disable the workload identity provider'],
  ['google.api-key', 'Google API key', 'model', 'Google', 'never', 'geminiVertex', 'delete the key in the Cloud console'],
  ['google.oauth-client-secret', 'Google OAuth client secret', 'cloud', 'Google', 'never', null, 'reset the client secret'],
  [
    'anthropic.api-key',
    'Anthropic API key',
    'model',
    'Anthropic',
    'never',
    'anthropicOidc',
    'disable it in the console; effective at once',
  ],
  ['anthropic.admin-key', 'Anthropic admin key', 'model', 'Anthropic', 'never', null, 'disable it in the console'],
  [
    'anthropic.oauth-token',
    'Claude Code OAuth token',
    'model',
    'Anthropic',
    'optional',
    'anthropicOidc',
    'revoke the session of the account',
  ],
  ['anthropic.oidc-session', 'Anthropic session by OIDC', 'model', 'Anthropic', 'always', null, 'disable the federation rule'],
  ['openai.api-key', 'OpenAI API key', 'model', 'OpenAI', 'never', null, 'delete it in the project settings; effective at once'],
  ['azure-openai.api-key', 'Azure OpenAI key', 'model', 'Azure', 'never', 'azureOpenai', 'regenerate the key of the resource'],
  ['mistral.api-key', 'Mistral API key', 'model', 'Mistral', 'optional', null, 'delete it in the console'],
  ['cohere.api-key', 'Cohere API key', 'model', 'Cohere', 'never', null, 'delete it in the dashboard'],
  ['groq.api-key', 'Groq API key', 'model', 'Groq', 'never', null, 'delete it in the console'],
  ['xai.api-key', 'xAI API key', 'model', 'xAI', 'never', null, 'delete it in the console'],
  ['deepseek.api-key', 'DeepSeek API key', 'model', 'DeepSeek', 'never', null, 'delete it in the platform'],
  ['openrouter.api-key', 'OpenRouter key', 'model', 'OpenRouter', 'optional', null, 'delete it in the settings'],
  ['perplexity.api-key', 'Perplexity API key', 'model', 'Perplexity', 'never', null, 'delete it in the settings'],
  ['together.api-key', 'Together API key', 'model', 'Together', 'never', null, 'regenerate it in the settings'],
  ['fireworks.api-key', 'Fireworks API key', 'model', 'Fireworks', 'never', null, 'delete it in the settings'],
  ['cerebras.api-key', 'Cerebras API key', 'model', 'Cerebras', 'never', null, 'delete it in the console'],
  ['nvidia.api-key', 'NVIDIA API key', 'model', 'NVIDIA', 'optional', null, 'delete it in the console'],
  ['voyage.api-key', 'Voyage API key', 'model', 'Voyage', 'never', null, 'delete it in the dashboard'],
  ['replicate.api-token', 'Replicate token', 'model', 'Replicate', 'never', null, 'disable it in the account'],
  ['huggingface.token', 'Hugging Face token', 'model', 'Hugging Face', 'never', null, 'delete it in the settings'],
  ['elevenlabs.api-key', 'ElevenLabs key', 'model', 'ElevenLabs', 'never', null, 'delete it in the settings'],
  ['langsmith.api-key', 'LangSmith key', 'observability', 'LangChain', 'optional', null, 'delete it in the settings'],
  ['langfuse.secret-key', 'Langfuse secret key', 'observability', 'Langfuse', 'never', null, 'delete it in the project'],
  ['wandb.api-key', 'Weights & Biases key', 'observability', 'W&B', 'never', null, 'delete it in the settings'],
  ['pinecone.api-key', 'Pinecone key', 'agent-platform', 'Pinecone', 'never', null, 'delete it in the console'],
  ['tavily.api-key', 'Tavily key', 'agent-platform', 'Tavily', 'never', null, 'delete it in the dashboard'],
  ['e2b.api-key', 'E2B key', 'agent-platform', 'E2B', 'never', null, 'delete it in the dashboard'],
  ['serpapi.api-key', 'SerpApi key', 'agent-platform', 'SerpApi', 'never', null, 'regenerate it in the account'],
  ['github.workflow-token', 'GitHub workflow token', 'source-host', 'GitHub', 'always', null, 'it ends with the job'],
  ['github.installation-token', 'GitHub App installation token', 'source-host', 'GitHub', 'always', null, 'suspend the installation'],
  ['github.app-key', 'GitHub App private key', 'source-host', 'GitHub', 'never', null, 'delete the key in the App settings'],
  [
    'github.pat-classic',
    'GitHub personal access token (classic)',
    'source-host',
    'GitHub',
    'optional',
    'githubApp',
    'delete it; effective at once',
  ],
  [
    'github.pat-fine-grained',
    'GitHub fine-grained token',
    'source-host',
    'GitHub',
    'optional',
    'githubApp',
    'revoke the grant; effective at once',
  ],
  ['github.oauth-token', 'GitHub OAuth token', 'source-host', 'GitHub', 'optional', 'githubApp', 'revoke the grant; effective at once'],
  ['github.deploy-key', 'GitHub deploy key', 'source-host', 'GitHub', 'never', 'githubApp', 'delete the key; effective at once'],
  ['github.webhook-secret', 'GitHub webhook secret', 'source-host', 'GitHub', 'never', null, 'change it on both sides'],
  [
    'github.actions-secret',
    'GitHub Actions secret',
    'container',
    'GitHub',
    'depends',
    null,
    'revoke what it holds at its provider, then delete it',
  ],
  [
    'github.dependabot-secret',
    'Dependabot secret',
    'container',
    'GitHub',
    'depends',
    null,
    'revoke what it holds at its provider, then delete it',
  ],
  [
    'github.codespaces-secret',
    'Codespaces secret',
    'container',
    'GitHub',
    'depends',
    null,
    'revoke what it holds at its provider, then delete it',
  ],
  [
    'github.agents-secret',
    'GitHub agents secret',
    'container',
    'GitHub',
    'depends',
    null,
    'revoke what it holds at its provider, then delete it',
  ],
  ['gitlab.token', 'GitLab token', 'source-host', 'GitLab', 'optional', null, 'revoke it; effective at once'],
  ['bitbucket.token', 'Bitbucket token', 'source-host', 'Bitbucket', 'optional', null, 'revoke it'],
  ['git.credentials', 'Git credentials', 'source-host', 'Git', 'depends', null, 'revoke the password or token at the host'],
  ['slack.token', 'Slack token', 'chat', 'Slack', 'never', null, 'revoke it by auth.revoke; effective at once'],
  ['slack.webhook', 'Slack webhook address', 'chat', 'Slack', 'never', null, 'remove the webhook from the App'],
  ['discord.token', 'Discord bot token', 'chat', 'Discord', 'never', null, 'regenerate it'],
  ['telegram.bot-token', 'Telegram bot token', 'chat', 'Telegram', 'never', null, 'revoke it with BotFather'],
  ['teams.webhook', 'Teams webhook address', 'chat', 'Microsoft', 'never', null, 'remove the connector'],
  ['sendgrid.api-key', 'SendGrid key', 'chat', 'SendGrid', 'never', null, 'delete it'],
  ['twilio.token', 'Twilio token', 'chat', 'Twilio', 'never', null, 'rotate it'],
  ['mailgun.api-key', 'Mailgun key', 'chat', 'Mailgun', 'never', null, 'delete it'],
  ['stripe.secret-key', 'Stripe secret key', 'payment', 'Stripe', 'never', null, 'roll the key'],
  ['npm.token', 'npm token', 'registry', 'npm', 'optional', 'npmTrusted', 'revoke it; effective at once'],
  ['pypi.token', 'PyPI token', 'registry', 'PyPI', 'never', 'pypiTrusted', 'delete it; effective at once'],
  ['rubygems.token', 'RubyGems key', 'registry', 'RubyGems', 'never', null, 'delete it'],
  ['crates.token', 'crates.io token', 'registry', 'crates.io', 'optional', null, 'revoke it'],
  [
    'docker.registry-auth',
    'container registry credential',
    'registry',
    'container registry',
    'depends',
    null,
    'delete the token at the registry',
  ],
  [
    'registry.credentials',
    'package registry credential',
    'registry',
    'package registry',
    'depends',
    null,
    'delete the token at the registry',
  ],
  ['hashicorp.vault-token', 'Vault token', 'cloud', 'HashiCorp', 'optional', null, 'revoke the token'],
  ['terraform.state', 'Terraform state', 'container', 'HashiCorp', 'depends', null, 'rotate every value that lies in it'],
  ['terraform.token', 'Terraform Cloud token', 'cloud', 'HashiCorp', 'optional', null, 'delete it'],
  ['digitalocean.token', 'DigitalOcean token', 'cloud', 'DigitalOcean', 'optional', null, 'delete it'],
  ['cloudflare.token', 'Cloudflare token', 'cloud', 'Cloudflare', 'optional', null, 'delete it'],
  ['heroku.api-key', 'Heroku key', 'cloud', 'Heroku', 'never', null, 'regenerate it'],
  ['datadog.api-key', 'Datadog key', 'observability', 'Datadog', 'never', null, 'revoke it'],
  ['newrelic.key', 'New Relic key', 'observability', 'New Relic', 'never', null, 'delete it'],
  ['grafana.token', 'Grafana token', 'observability', 'Grafana', 'optional', null, 'delete the token'],
  ['sentry.token', 'Sentry token', 'observability', 'Sentry', 'never', null, 'revoke it'],
  ['linear.api-key', 'Linear key', 'generic', 'Linear', 'never', null, 'delete it'],
  ['notion.token', 'Notion token', 'generic', 'Notion', 'never', null, 'rotate the integration secret'],
  ['atlassian.token', 'Atlassian token', 'generic', 'Atlassian', 'optional', null, 'revoke it'],
  ['database.url', 'database address with a password', 'database', 'database', 'never', 'databaseIam', 'change the password'],
  ['database.password', 'database password', 'database', 'database', 'never', 'databaseIam', 'change the password'],
  [
    'kubernetes.service-account-token',
    'ServiceAccount token Secret',
    'kubernetes',
    'Kubernetes',
    'never',
    'boundToken',
    'delete the Secret; effective at once',
  ],
  ['kubernetes.bound-token', 'bound ServiceAccount token', 'kubernetes', 'Kubernetes', 'always', null, 'delete the pod'],
  [
    'kubernetes.client-certificate',
    'Kubernetes client certificate',
    'kubernetes',
    'Kubernetes',
    'always',
    null,
    'it cannot be revoked; it ends by itself',
  ],
  ['kubernetes.bootstrap-token', 'Kubernetes bootstrap token', 'kubernetes', 'Kubernetes', 'optional', null, 'delete the Secret'],
  ['kubernetes.registry-credential', 'image pull Secret', 'kubernetes', 'Kubernetes', 'depends', null, 'delete the token at the registry'],
  ['kubernetes.opaque-secret', 'Kubernetes Secret key', 'container', 'Kubernetes', 'depends', null, 'revoke what it holds at its provider'],
  [
    'kubernetes.kubeconfig',
    'kubeconfig credential',
    'kubernetes',
    'Kubernetes',
    'depends',
    null,
    'revoke the token or wait for the certificate to end',
  ],
  ['private-key', 'private key', 'generic', 'any', 'never', null, 'remove the public key wherever it is trusted'],
  ['ssh.private-key', 'SSH private key', 'generic', 'SSH', 'never', null, 'remove the public key from every authorized_keys'],
  ['tls.private-key', 'TLS private key', 'generic', 'TLS', 'never', null, 'revoke the certificate'],
  ['jwt', 'JSON Web Token', 'generic', 'any', 'optional', null, 'change the signing key, or wait for it to end'],
  ['bearer-token', 'bearer token', 'generic', 'any', 'depends', null, 'revoke it at the service that issued it'],
  ['basic-auth', 'user name and password', 'generic', 'any', 'never', null, 'change the password'],
  ['password', 'password', 'generic', 'any', 'never', null, 'change the password'],
  ['password-hash', 'password hash', 'generic', 'any', 'never', null, 'change the password'],
  ['file-transfer.credentials', 'file transfer credentials', 'generic', 'any', 'never', null, 'change the password'],
  ['framework.secret', 'web framework signing secret', 'generic', 'any', 'never', null, 'replace it; sessions signed with it end'],
  ['environment-variable', 'credential from the environment', 'container', 'any', 'depends', null, 'revoke it at its provider'],
  ['api-key', 'API key', 'generic', 'any', 'depends', null, 'revoke it at its provider'],
];

const forms: ReadonlyMap<FormId, CredentialForm> = new Map(
  rows.map(([id, label, family, provider, expires, offer, revoke]) => [
    id,
    { id, label, family, provider, expires, ageLimitDays: 90, insteadOf: offer === null ? null : offers[offer], revoke },
  ]),
);

/** All rows, in the order of the table. */
export const credentialForms: readonly CredentialForm[] = [...forms.values()];

/** The row of a form. A form that this version does not know is described by its id and counted as one that may not expire. */
export function formOf(id: FormId): CredentialForm {
  return (
    forms.get(id) ?? {
      id,
      label: id,
      family: 'generic',
      provider: 'any',
      expires: 'depends',
      ageLimitDays: 90,
      insteadOf: null,
      revoke: 'revoke it at its provider',
    }
  );
}
