import type { FormId } from '../../../model/index.ts';

/** A well-known credential file: by its name, and by the grammar of the lines that hold the secret. */
export interface CredentialFile {
  readonly name: RegExp;
  readonly form: FormId;
  /** Linear, with the key in group `key` where there is one and the secret in group `value`. */
  readonly grammar: RegExp;
}

function row(name: string, form: FormId, grammar: string, flags = 'gm'): CredentialFile {
  return { name: new RegExp(`(^|/)${name}$`, 'i'), form, grammar: new RegExp(grammar, flags) };
}

const ini = (keys: string) => `^[ \\t]*(?<key>${keys})[ \\t]*[=:][ \\t]*"?(?<value>[^\\s"#;]{3,2000})"?`;
const json = (keys: string) => `"(?<key>${keys})"\\s{0,20}:\\s{0,20}"(?<value>[^"\\\\\\n]{3,4000})"`;
const xml = (keys: string) => `<(?<key>${keys})(?:\\s[^<>]{0,200})?>(?<value>[^<\\s]{3,500})</`;
const php = (keys: string) => `['"](?<key>${keys})['"]\\s{0,20}(?:,|=>)\\s{0,20}['"](?<value>[^'"\\n]{3,500})['"]`;

export const credentialFiles: readonly CredentialFile[] = [
  // git
  row('\\.git-credentials', 'git.credentials', '^https?://[^:@\\s]{1,200}:(?<value>[^@\\s]{3,500})@'),
  row('[._]netrc', 'git.credentials', '(?:^|\\s)(?<key>password)\\s{1,20}(?<value>\\S{3,500})'),
  row('gh/hosts\\.yml', 'github.oauth-token', ini('oauth_token')),
  row('(hub|\\.config/hub)', 'github.oauth-token', ini('oauth_token|- oauth_token')),
  row('glab-cli/config\\.yml', 'gitlab.token', ini('token')),
  // package registries
  row('\\.npmrc', 'npm.token', '^(?<key>(?://[^\\s:=]{1,200}:)?_(?:authToken|auth|password))[ \\t]*=[ \\t]*"?(?<value>[^\\s"]{3,500})'),
  row('\\.yarnrc', 'npm.token', '(?<key>_authToken)"?[ \\t]{1,9}"?(?<value>[^\\s"]{3,500})'),
  row('\\.yarnrc\\.yml', 'npm.token', ini('npmAuthToken|npmAuthIdent')),
  row('\\.pypirc', 'pypi.token', ini('password')),
  row('pip\\.(conf|ini)', 'registry.credentials', 'https?://[^:@\\s]{1,200}:(?<value>[^@\\s]{3,500})@'),
  row('\\.?gem/credentials', 'rubygems.token', ini(':?[a-z_]*(?:api_key|key)')),
  row('\\.bundle/config', 'registry.credentials', '^(?<key>BUNDLE_[A-Z0-9_]{3,200}):[ \\t]*"?[^:\\s"]{1,200}:(?<value>[^\\s"]{3,500})'),
  row('\\.?cargo/credentials(\\.toml)?', 'crates.token', ini('token')),
  row('nuget\\.config', 'registry.credentials', '(?<key>ClearTextPassword|Password)"\\s{1,20}value="(?<value>[^"\\n]{3,500})"', 'gmi'),
  row('\\.?m2/settings(-security)?\\.xml', 'registry.credentials', xml('password|passphrase|master')),
  row('settings\\.xml', 'registry.credentials', xml('password|passphrase')),
  row('gradle\\.properties', 'registry.credentials', ini('[\\w.]{0,100}(?:[pP]assword|[tT]oken|[sS]ecret)')),
  row('auth\\.json', 'registry.credentials', json('password|[a-z.]{3,100}\\.(?:com|org)')),
  // cloud and container tools
  row('\\.docker/config\\.json', 'docker.registry-auth', json('auth|identitytoken')),
  row('\\.dockercfg', 'docker.registry-auth', json('auth')),
  row('\\.aws/credentials', 'aws.access-key', ini('aws_secret_access_key|aws_session_token')),
  row('\\.boto', 'aws.access-key', ini('aws_secret_access_key|gs_secret_access_key')),
  row('\\.s3cfg', 'aws.access-key', ini('secret_key|access_token')),
  row('\\.passwd-s3fs', 'aws.access-key', '^[^:\\s]{1,100}:(?<value>[^:\\s]{10,200})$'),
  row('application_default_credentials\\.json', 'google.oauth-client-secret', json('client_secret|refresh_token')),
  row('(accessTokens|msal_token_cache)\\.json', 'azure.client-secret', json('refreshToken|accessToken|secret')),
  row('(kubeconfig|\\.kube/config|kubeconfig\\.ya?ml)', 'kubernetes.kubeconfig', ini('token|password|client-key-data')),
  row('\\.terraformrc|terraform\\.rc', 'terraform.token', ini('token')),
  row('credentials\\.tfrc\\.json', 'terraform.token', json('token')),
  row('\\.vault-token', 'hashicorp.vault-token', '^(?<value>\\S{20,200})$'),
  row('\\.doctl/config\\.yaml|doctl/config\\.yaml', 'digitalocean.token', ini('access-token')),
  row('rclone\\.conf', 'file-transfer.credentials', ini('pass|password|token|secret_access_key|client_secret')),
  // databases
  row('\\.pgpass|pgpass\\.conf', 'database.password', '^[^#:\\n]{1,200}:[^:\\n]{1,20}:[^:\\n]{1,200}:[^:\\n]{1,200}:(?<value>\\S{3,500})$'),
  row('\\.?my\\.cnf', 'database.password', ini('password')),
  row('\\.mylogin\\.cnf|\\.mongorc\\.js', 'database.password', '(?<key>auth|password)\\W{1,20}[\'"](?<value>[^\'"\\n]{3,200})[\'"]'),
  row('redis\\.conf', 'database.password', '^(?<key>requirepass|masterauth)\\s{1,20}(?<value>\\S{3,500})'),
  row('database\\.ya?ml', 'database.password', ini('password')),
  row('\\.sqltoolsrc|sqldeveloper/connections\\.xml', 'database.password', json('password')),
  row('robomongo\\.json', 'database.password', json('userPassword')),
  // SSH and file transfer
  row('\\.ftpconfig|sftp-config\\.json|\\.vscode/sftp\\.json|sftp\\.json', 'file-transfer.credentials', json('pass|password|passphrase')),
  row('(filezilla/)?(sitemanager|recentservers)\\.xml', 'file-transfer.credentials', xml('Pass')),
  row('WinSCP\\.ini', 'file-transfer.credentials', ini('Password')),
  row('[^/]{1,100}\\.ppk', 'ssh.private-key', '^(?<key>Private-Lines): \\d{1,4}\\r?\\n(?<value>[A-Za-z0-9+/=]{20,100})'),
  row('[^/]{1,100}\\.ovpn', 'private-key', '<key>\\s{0,10}(?<value>-----BEGIN[A-Z ]{1,40}-----[A-Za-z0-9+/=\\s]{64,8000})'),
  // web frameworks
  row('wp-config\\.php', 'database.password', php('DB_PASSWORD|AUTH_KEY|SECURE_AUTH_KEY|LOGGED_IN_KEY|NONCE_KEY|AUTH_SALT')),
  row('config/master\\.key|config/credentials/[a-z]{1,30}\\.key', 'framework.secret', '^(?<value>[0-9a-f]{32})$'),
  row('secrets\\.ya?ml', 'framework.secret', ini('secret_key_base')),
  row(
    'settings(/[a-z]{1,30})?\\.py|settings_[a-z]{1,30}\\.py',
    'framework.secret',
    '^(?<key>SECRET_KEY)\\s{0,5}=\\s{0,5}[\'"](?<value>[^\'"\\n]{8,200})[\'"]',
  ),
  row(
    'appsettings(\\.[A-Za-z]{1,30})?\\.json',
    'database.password',
    '(?<key>Password|Pwd)\\s{0,5}=\\s{0,5}(?<value>[^;"\\n]{3,200})',
    'gmi',
  ),
  row('web\\.config', 'database.password', '(?<key>Password|Pwd)\\s{0,5}=\\s{0,5}(?<value>[^;"\\n]{3,200})', 'gmi'),
  row('web\\.config|machine\\.config', 'framework.secret', '(?<key>validationKey|decryptionKey)="(?<value>[0-9A-Fa-f]{32,256})'),
  row('application(-[a-z]{1,30})?\\.properties', 'database.password', ini('[\\w.-]{0,100}(?:password|secret|token)')),
  row('local\\.settings\\.json', 'azure.storage-key', '(?<key>AccountKey)=(?<value>[A-Za-z0-9+/]{60,100}={0,2})'),
  row('configuration\\.php', 'database.password', '\\$(?<key>password|secret)\\s{0,5}=\\s{0,5}[\'"](?<value>[^\'"\\n]{3,200})[\'"]'),
  // password hashes
  row('\\.htpasswd', 'password-hash', '^[^:\\s]{1,100}:(?<value>(?:\\$apr1\\$|\\$2[aby]\\$|\\{SHA\\}|\\$[56]\\$)[A-Za-z0-9./$+=]{10,200})'),
  row('(etc/)?shadow', 'password-hash', '^[a-z_][^:\\s]{0,40}:(?<value>\\$[0-9a-z]{1,3}\\$[^:\\s]{20,200}):'),
];

/** The rules for a path; most paths have none. */
export function credentialFilesFor(path: string): readonly CredentialFile[] {
  return credentialFiles.filter((file) => file.name.test(path));
}
