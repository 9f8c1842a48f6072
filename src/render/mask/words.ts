/*
 * Words that tell nothing of whose report it is, so that a masked report can still be read: the grammar of English, the
 * words of platforms and file formats, names that many repositories share. A company, a person, a product of the reader's
 * own is never here. Add what reads badly when it is masked; leave out what somebody could be called.
 */

const english = `a about above after again all also although always am an and another any anybody anyone anything are as asked asks at away back be because
been before behind being below between both but by came can cannot come comes did different do does done each either else elsewhere empty
ends even ever every everybody everyone everything except false few fewer first for found from full gave get gets given gives go goes
had has have he her here him his how however if in inside into is it its itself just know known knows last lasts least less let lets like
made make makes many may me mean means might mine missing more most much must my named names need needs neither never next no nobody none nor
not nothing now of off often old on once one only or other others our out outside over own per quite rather rest same say says see seen
she should show shown shows since so some somebody someone something still such take takes tell tells than that the their them then there
these they thing things this those though through till to together too true two under unknown until up upon us use used uses using very
was we well were what whatever when where whether which while who whole whoever whom whose why will with within without would yes yet you your
three four five six seven eight nine ten zero half day days hour hours minute minutes second seconds week weeks month months year years
ago age ages older newer young since until later earlier today date dates time times left right start starts stop stops stopped end`;

const platforms = `github gitlab bitbucket com org net io www http https ssh git html json jsonl yaml yml toml md txt csv env js mjs cjs ts tsx jsx py rb go rs java kt
cs php sh bash zsh ps1 tf tfvars hcl lock cfg ini conf xml sql pem key crt cert p12 pfx jks log gz zip tar tgz whl jar ipynb dockerfile makefile
amazonaws amazon aws arn iam sts s3 ec2 ecs eks ecr kms lambda dynamodb rds sqs sns ssm bedrock agentcore cloudtrail cloudwatch secretsmanager
azure microsoft entra google gcp googleapis vertex kubernetes k8s svc cluster local kube system docker ghcr quay gcr pkg npm npmjs npx uvx pip pypi node
oidc openid oauth oauth2 saml jwt mtls tls ssl dns mcp sse stdio api apis url uri rest grpc cli sdk id ids ui ci cd pr
anthropic anthropics claude openai codex gemini copilot cursor windsurf aider cline continue vscode modelcontextprotocol langchain langgraph kagent toolhive
nhi ready nist owasp csa csf rmf maestro aicm iso soc2 pci dora hipaa
config configuration settings setting mcpservers servers server workflows workflow jobs job steps step agents agent tools tool uses headers header
environment environments variables variable secret secrets actions action dependabot codespaces owner owners codeowners readme contributing license changelog
src lib app apps bin build dist test tests doc docs example examples script scripts package packages index main master head
user users role roles policy policies group groups account accounts instance instances function functions namespace namespaces deployment deployments
statefulset daemonset cronjob cronjobs pod pods node nodes serviceaccount serviceaccounts configmap rolebinding clusterrole clusterrolebinding
production prod staging stage dev development pilot expansion release preview sandbox deploy deploys checkout setup install upload download artifact cache
ubuntu latest windows macos linux alpine amd64 arm64 container containers image images registry
read reads write writes edit bash glob grep webfetch websearch notebookedit todowrite task authorization bearer basic token tokens password passwords
passwd key keys credential credentials access client auth login username database db postgres postgresql mysql redis mongodb sqlite execute
sha256 sha512 sha1 hmac rsa ed25519 base64 utf8 commit branch tag tags ref refs repository repositories repo repos pull push request requests issue issues
comment comments schedule dispatch target targets trigger triggers event events all any none null bot bots assistant service services model models
localhost example invalid internal default public private
claude-code claude-code-action aws-actions configure-aws-credentials github-workflow-step workflow-job setup-node setup-python upload-artifact download-artifact
pull_request pull_request_target issue_comment workflow_dispatch workflow_call workflow_run repository_dispatch id-token write-all read-all read-only
bedrock-agentcore runtime service-specific access-key permission-mode bypasspermissions github-actions custom-workload`;

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Never masked, not even as a handle. */
export const publicWords: ReadonlySet<string> = new Set([...wordsOf(english), ...wordsOf(platforms)]);
