// Backups of the real OpenClaw on a real node and their way back: node backup.mjs, called by `../run -- node backup.mjs`. Prints a table.
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { assert, Steps } from '../steps/steps.mjs';
import { Kubectl } from '../steps/kubectl.mjs';

const run = promisify(execFile);
const settings = JSON.parse(process.env.OPENCLAW_E2E_SETTINGS);
const second = { ...settings, namespace: `${settings.namespace}-second`, storageClass: `${settings.storageClass}-second` };
const folder = mkdtempSync(join(tmpdir(), 'openclaw-backup-'));
const module = fileURLToPath(new URL('../../../out/OpenClaw', import.meta.url));
const passphrase = randomUUID();
const steps = new Steps();
const [here, there] = [settings, second].map((of) => ({ of, kubectl: new Kubectl(of) }));

// One PowerShell session a command; the result is what it wrote as JSON.
const script = (of, words) => `
  $ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'; $WarningPreference = 'SilentlyContinue'; Import-Module '${module}'
  $passphrase = ConvertTo-SecureString '${passphrase}' -AsPlainText
  $cluster = Get-OpenClawCluster -KubeConfig '${of.kubeConfig}'
  $it = @{ Name = 'openclaw'; Namespace = '${of.namespace}' }
  ${words} | ForEach-Object { $_ | Select-Object -ExcludeProperty Cluster | ConvertTo-Json -Compress -Depth 3 }`;
async function pwsh({ of }, words) {
  try {
    const { stdout } = await run('pwsh', ['-NoProfile', '-NonInteractive', '-Command', script(of, words)]);
    return stdout.trim() && JSON.parse(stdout);
  } catch (error) {
    throw new Error(`${error.stderr || error.stdout || error.message}`.replace(/\x1b\[[0-9;]*m/g, ''));
  }
}

async function chat({ kubectl }, text) {
  const body = JSON.stringify({ model: 'openclaw/default', user: 'e2e', messages: [{ role: 'user', content: text }] });
  const command = 'curl -sS -m 170 -H "Authorization: Bearer $OPENCLAW_GATEWAY_TOKEN" -H "Content-Type: application/json" -d "$1" http://127.0.0.1:18789/v1/chat/completions';
  const answer = await kubectl.exec('sh', '-c', command, 'sh', body);
  return JSON.parse(answer).choices?.[0].message.content ?? assert(false, answer.slice(0, 300));
}

// The model answers with the last word it was told to reply with, in this message or, where the gateway sends it along, in earlier ones.
const remember = async (instance) => {
  const word = randomUUID().replaceAll('-', '');
  assert((await chat(instance, `Reply with ${word}`)) === word, 'no chat');
  return word;
};
const recall = (instance) => chat(instance, 'What was it again?');

const volume = `
apiVersion: v1
kind: PersistentVolume
metadata: {name: ${second.storageClass}}
spec:
  storageClassName: ${second.storageClass}
  capacity: {storage: 8Gi}
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  hostPath: {path: /var/tmp/openclaw-e2e-second, type: DirectoryOrCreate}
---
apiVersion: batch/v1
kind: Job
metadata: {name: volume}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: volume
        image: ${settings.openClawImage}
        imagePullPolicy: IfNotPresent
        command: [sh, -ec, 'rm -rf /volume/* /volume/.[!.]*; chown 1000:1000 /volume; chmod 700 /volume']
        securityContext: {runAsUser: 0}
        volumeMounts: [{name: volume, mountPath: /volume}]
      volumes:
      - {name: volume, hostPath: {path: /var/tmp/openclaw-e2e-second, type: DirectoryOrCreate}}
`;

const install = (instance) => pwsh(instance, `$cluster | Install-OpenClaw @it -ModelConfig '${instance.of.modelConfig}' -ModelName gpt-5.2 -Timeout 600 \`
  -OpenClawImage '${instance.of.openClawImage}' -LiteLLMImage '${instance.of.liteLLMImage}' -StorageClass '${instance.of.storageClass}'`);
const backup = (instance, more) => pwsh(instance, `$cluster | Backup-OpenClaw @it ${more}`);
const restore = (instance, more) => pwsh(instance, `$cluster | Restore-OpenClaw @it -Confirm:$false ${more}`);

// How long nobody was ready, from when the old pod went to when the new one came.
async function away({ kubectl }, action) {
  let [last, longest, going] = [Date.now(), 0, true];
  const look = async () => {
    while (going) {
      const ready = await kubectl.pod('openclaw').then((pod) => pod.status.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'), () => false);
      if (ready) [longest, last] = [Math.max(longest, Date.now() - last), Date.now()];
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };
  const looking = look();
  try {
    await action();
  } finally {
    going = false;
    await looking;
  }
  return (Math.max(longest, Date.now() - last) / 1000).toFixed(0);
}

const leftOver = async ({ kubectl }) => (await kubectl.exec('sh', '-c', 'ls -A /home/node/.cache/openclaw-backups; ls -A /home/node/.openclaw | grep restored || :')).trim();
const plain = join(folder, 'plain.tar');
const sealed = join(folder, 'sealed.tar.enc');
let [first, later] = [];
try {
  const ready = await steps.step('two instances, each in a namespace and on a volume of its own', async () => {
    await there.kubectl.run('create', 'namespace', second.namespace);
    const file = join(folder, 'volume.yaml');
    writeFileSync(file, volume);
    await there.kubectl.run('apply', '-f', file);
    await there.kubectl.run('wait', 'job/volume', '--for=condition=complete', '--timeout=120s');
    const [one, two] = [await install(here), await install(there)];
    assert(one.Status === 'Ready' && two.Status === 'Ready', `${one.Status}, ${two.Status}`);
    first = await remember(here);
    assert((await recall(here)) === first, 'the gateway does not send the conversation along');
    await there.kubectl.openclaw('config', 'validate');
  });
  if (ready) {
    await steps.step('Backup-OpenClaw while OpenClaw goes on', async () => {
      const made = await backup(here, `-Path '${plain}'`);
      assert(made.OpenClawVersion === '2026.9.6' && !made.Encrypted, JSON.stringify(made));
      const { stdout } = await run('tar', ['-tf', plain]);
      assert(stdout === 'manifest.json\nstate.tar.gz\n', stdout);
      return `${made.Bytes} bytes`;
    });
    await steps.step('... holds no gateway token and no key', async () => {
      await run('sh', ['-c', 'cd "$1" && tar -xf plain.tar && mkdir state && tar -xzf state.tar.gz -C state', 'sh', folder]);
      const secret = JSON.parse(await here.kubectl.run('get', 'secret', 'openclaw-secrets', '-o', 'json')).data;
      for (const [name, value] of Object.entries(secret)) {
        const found = await run('grep', ['-rlaF', '--', Buffer.from(value, 'base64').toString(), folder]).catch((e) => ({ stdout: e.stdout }));
        assert(!found.stdout.trim(), `${name} is in ${found.stdout}`);
      }
    });
    await steps.step('Backup-OpenClaw -Passphrase', async () => {
      const made = await backup(here, `-Path '${sealed}' -Passphrase $passphrase`);
      assert(made.Encrypted && !readFileSync(sealed).includes('manifest'), 'not encrypted');
      assert(!(await leftOver(here)), `left on the volume: ${await leftOver(here)}`);
      return `${made.Bytes} bytes`;
    });
    await steps.step('Restore-OpenClaw into the other namespace: the conversation goes on there', async () => {
      later = await remember(here);
      const seconds = await away(there, () => restore(there, `-Path '${sealed}' -Passphrase $passphrase`));
      const answer = await recall(there);
      assert(answer === first, `it remembers '${answer}', not '${first}'`);
      assert(!(await leftOver(there)), `left on the volume: ${await leftOver(there)}`);
      return `not ready for ${seconds} s`;
    });
    await steps.step('... and openclaw finds nothing wrong there (config validate, sessions)', async () => {
      await there.kubectl.openclaw('config', 'validate');
      const { sessions } = JSON.parse(await there.kubectl.openclaw('sessions', '--json'));
      assert(sessions.length > 0, 'no sessions');
      return `${sessions.length} sessions`;
    });
    await steps.step('a damaged file and a wrong passphrase are refused, and OpenClaw goes on', async () => {
      const bytes = readFileSync(plain);
      bytes[bytes.length >> 1] ^= 1;
      writeFileSync(join(folder, 'bad.tar'), bytes);
      const before = (await here.kubectl.pod('openclaw')).metadata.uid;
      for (const [more, why] of [[`-Path '${folder}/bad.tar'`, /damaged/], [`-Path '${sealed}' -Passphrase (ConvertTo-SecureString x -AsPlainText)`, /passphrase/]]) {
        const said = await restore(here, more).then(() => 'restored', (error) => error.message);
        assert(why.test(said), said);
      }
      assert((await here.kubectl.pod('openclaw')).metadata.uid === before && (await recall(here)) === later, 'it was touched');
    });
    await steps.step('Restore-OpenClaw killed when OpenClaw is stopped, and run again: the same instance is as it was then', async () => {
      const killed = spawn('pwsh', ['-NoProfile', '-NonInteractive', '-Command', script(here.of, `$cluster | Restore-OpenClaw @it -Confirm:$false -Path '${plain}'`)], { stdio: 'ignore' });
      const left = new Promise((resolve) => killed.on('exit', resolve));
      while (killed.exitCode === null && await here.kubectl.run('get', 'deploy/openclaw', '-o', 'jsonpath={.spec.replicas}') !== '0')
        await new Promise((resolve) => setTimeout(resolve, 200));
      assert(killed.exitCode === null, 'it was over before it could be killed');
      killed.kill('SIGKILL');
      await left;
      await restore(here, `-Path '${plain}'`);
      const answer = await recall(here);
      assert(answer === first, `it remembers '${answer}', not '${first}'`);
      assert(!(await leftOver(here)), `left on the volume: ${await leftOver(here)}`);
    });
    await steps.step('Restore-OpenClaw into the same instance', async () => {
      await remember(here);
      const seconds = await away(here, () => restore(here, `-Path '${plain}'`));
      assert((await recall(here)) === first, 'the conversation is another');
      return `not ready for ${seconds} s`;
    });
    await steps.step('an Install-OpenClaw afterwards has nothing to change', async () => {
      assert(!(await install(here)).Changed && !(await install(there)).Changed, 'something changed');
    });
  }
} finally {
  await there.kubectl.run('delete', 'namespace', second.namespace, '--ignore-not-found', '--timeout=400s').catch(() => {});
  await there.kubectl.run('delete', 'persistentvolume', second.storageClass, '--ignore-not-found', '--wait=false').catch(() => {});
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = steps.report('backed up and restored, through the PowerShell module');
