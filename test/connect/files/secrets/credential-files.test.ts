import { describe, expect, test } from 'vitest';
import { credentialFiles } from '../../../../src/connect/files/secrets/credential-files.ts';
import { credentialsIn, random, scan } from './scan.ts';

/* What each file looks like, with `§` where its secret stands: made up here, from the formats' own documentation. */
const samples: [path: string, text: string, form: string, length?: number][] = [
  ['.git-credentials', 'https://ann:§@git.acme.example\n', 'git.credentials'],
  ['home/.netrc', 'machine git.acme.example login ann password §\n', 'git.credentials'],
  ['_netrc', 'machine git.acme.example\nlogin ann\npassword §\n', 'git.credentials'],
  ['.config/gh/hosts.yml', 'github.com:\n    user: ann\n    oauth_token: §\n', 'github.oauth-token'],
  ['.config/glab-cli/config.yml', 'hosts:\n  gitlab.com:\n    token: §\n', 'gitlab.token'],
  ['.npmrc', '//npm.acme.example/:_authToken=§\n', 'npm.token'],
  ['.yarnrc', '"//npm.acme.example/:_authToken" "§"\n', 'npm.token'],
  ['.yarnrc.yml', 'npmRegistryServer: https://npm.acme.example\nnpmAuthToken: §\n', 'npm.token'],
  ['.pypirc', '[pypi]\nusername = __token__\npassword = §\n', 'pypi.token'],
  ['pip.conf', '[global]\nindex-url = https://ann:§@pypi.acme.example/simple\n', 'registry.credentials'],
  ['.gem/credentials', '---\n:rubygems_api_key: §\n', 'rubygems.token'],
  ['.bundle/config', '---\nBUNDLE_GEMS__ACME__EXAMPLE: "ann:§"\n', 'registry.credentials'],
  ['.cargo/credentials.toml', '[registry]\ntoken = "§"\n', 'crates.token'],
  ['NuGet.config', '<add key="ClearTextPassword" value="§" />\n', 'registry.credentials'],
  ['.m2/settings.xml', '<server><id>a</id><password>§</password></server>\n', 'registry.credentials'],
  ['gradle.properties', 'acmeRepositoryPassword=§\n', 'registry.credentials'],
  ['auth.json', '{"http-basic": {"repo.acme.example": {"username": "ann", "password": "§"}}}\n', 'registry.credentials'],
  ['.docker/config.json', '{"auths": {"registry.acme.example": {"auth": "§"}}}\n', 'docker.registry-auth'],
  ['.dockercfg', '{"registry.acme.example": {"auth": "§"}}\n', 'docker.registry-auth'],
  ['.aws/credentials', '[default]\naws_access_key_id = AKIA2\naws_secret_access_key = §\n', 'aws.access-key', 40],
  ['.boto', '[Credentials]\naws_secret_access_key = §\n', 'aws.access-key', 40],
  ['.s3cfg', '[default]\nsecret_key = §\n', 'aws.access-key', 40],
  ['.passwd-s3fs', 'bucketuser:§\n', 'aws.access-key', 40],
  [
    '.config/gcloud/application_default_credentials.json',
    '{"type": "authorized_user", "refresh_token": "§"}\n',
    'google.oauth-client-secret',
  ],
  ['.azure/accessTokens.json', '[{"refreshToken": "§"}]\n', 'azure.client-secret'],
  ['.kube/config', 'users:\n- name: ann\n  user:\n    token: §\n', 'kubernetes.kubeconfig'],
  ['.terraformrc', 'credentials "app.terraform.io" {\n  token = "§"\n}\n', 'terraform.token'],
  ['credentials.tfrc.json', '{"credentials": {"app.terraform.io": {"token": "§"}}}\n', 'terraform.token'],
  ['.vault-token', '§', 'hashicorp.vault-token'],
  ['.config/doctl/config.yaml', 'access-token: §\n', 'digitalocean.token'],
  ['rclone.conf', '[store]\ntype = sftp\npass = §\n', 'file-transfer.credentials'],
  ['.pgpass', 'db.acme.example:5432:claims:ann:§\n', 'database.password'],
  ['.my.cnf', '[client]\nuser = ann\npassword = §\n', 'database.password'],
  ['redis.conf', 'port 6379\nrequirepass §\n', 'database.password'],
  ['config/database.yml', 'production:\n  adapter: mysql2\n  password: §\n', 'database.password'],
  ['robomongo.json', '{"connections": [{"userPassword": "§"}]}\n', 'database.password'],
  ['.vscode/sftp.json', '{"host": "files.acme.example", "password": "§"}\n', 'file-transfer.credentials'],
  ['.ftpconfig', '{"user": "ann", "pass": "§"}\n', 'file-transfer.credentials'],
  ['filezilla/sitemanager.xml', '<Server><Host>h</Host><Pass encoding="base64">§</Pass></Server>\n', 'file-transfer.credentials'],
  ['WinSCP.ini', '[Sessions\\\\prod]\nPassword=§\n', 'file-transfer.credentials'],
  ['deploy.ppk', 'PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n§\n', 'ssh.private-key', 48],
  ['wp-config.php', "<?php\ndefine('DB_PASSWORD', '§');\n", 'database.password'],
  ['config/master.key', '§', 'framework.secret', 32],
  ['config/secrets.yml', 'production:\n  secret_key_base: §\n', 'framework.secret', 64],
  ['app/settings.py', "DEBUG = False\nSECRET_KEY = '§'\n", 'framework.secret', 50],
  ['appsettings.Production.json', '{"ConnectionStrings": {"Main": "Server=db;User Id=ann;Password=§;"}}\n', 'database.password'],
  ['web.config', '<add name="Main" connectionString="Server=db;Uid=ann;Pwd=§;" />\n', 'database.password'],
  ['machine.config', '<machineKey validationKey="§" />\n', 'framework.secret', 64],
  ['src/main/resources/application.properties', 'spring.datasource.password=§\n', 'database.password'],
  ['configuration.php', "<?php\nclass JConfig {\n  public $password = '§';\n}\n", 'database.password'],
  ['.htpasswd', 'ann:$apr1$§\n', 'password-hash', 31],
  ['etc/shadow', 'ann:$6$§:19000:0:99999:7:::\n', 'password-hash', 90],
];
const hexadecimal = new Set(['config/master.key', 'config/secrets.yml', 'machine.config']);

test('at least forty formats are told by name and grammar, and each of our rows has a sample', () => {
  expect(credentialFiles.length).toBeGreaterThanOrEqual(40);
  expect(samples.length).toBeGreaterThanOrEqual(40);
});

describe.each(samples.map(([path, text, form, length = 24]) => ({ path, text, form, length })))('$path', ({ path, text, form, length }) => {
  const value = random(path, length, hexadecimal.has(path) ? '0123456789abcdef' : undefined);
  const filled = text.replace('§', value);

  test(`holds a ${form}, and nothing of its value leaves`, async () => {
    const batch = await scan({ [path]: filled });
    const found = batch.entities.filter((entity) => entity.kind === 'credential');
    expect(found.map((one) => one.form)).toContain(form);
    expect(found.some(({ confidence }) => confidence !== 'low')).toBe(true);
    const line = filled.slice(0, filled.indexOf(value)).split('\n').length;
    expect(found.map(({ places }) => places[0]?.file)).toContainEqual(expect.objectContaining({ path, line }));
    const all = JSON.stringify(batch);
    for (let at = 0; at + 8 <= value.length; at += 4) expect(all).not.toContain(value.slice(at, at + 8));
  });

  test.each(['${SECRET}', 'changeme', '<your-password>', 'xxxxxxxxxxxxxxxxxxxx'])(
    'with %s in its place is none for sure',
    async (instead) => {
      const found = await credentialsIn(path, text.replace('§', instead));
      expect(found.filter(({ confidence }) => confidence === 'high').map(({ name }) => name)).toEqual([]);
    },
  );
});

describe('doubts lower the confidence and are said', () => {
  const value = random('doubt', 24);
  test.each([
    ['tests/fixtures/.npmrc', `//npm.acme.example/:_authToken=${value}\n`, 'medium', 'it lies in a test, example or documentation path'],
    ['.env', 'DB_PASSWORD=changeme123\n', 'low', 'it reads like a placeholder'],
    ['session.py', 'url = "mongodb://user:pass@db.internal/x"\n', 'low', 'it reads like a placeholder'],
    ['session.py', `url = "mongodb://user:${value}@cluster.example.com/x"\n`, 'low', 'its host is reserved for documentation'],
    [
      'src/session_test.go',
      `url := "postgres://user:${value}@db.internal/x"\n`,
      'medium',
      'it lies in a test, example or documentation path',
    ],
    [
      '.aws/credentials',
      'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n',
      'low',
      "it is a provider's documented example",
    ],
  ])('%s', async (path, text, confidence, doubt) => {
    const [found] = await credentialsIn(path, text);
    expect([found?.confidence, found?.doubts]).toEqual([confidence, expect.arrayContaining([doubt])]);
  });
  test.each(['${DB_PASSWORD}', '$DB_PASSWORD', '${{ secrets.DB_PASSWORD }}', '{{ .Values.password }}', '%DB_PASSWORD%', '/run/secrets/db'])(
    'the reference %s is no credential',
    async (reference) => {
      expect(await credentialsIn('.env', `DB_PASSWORD=${reference}\n`)).toEqual([]);
    },
  );
});
