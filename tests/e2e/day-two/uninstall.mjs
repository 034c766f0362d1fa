// Uninstall-OpenClaw with the real gateway, beside what others have in the namespace: tests/e2e/run -- node tests/e2e/day-two/uninstall.mjs
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Steps, assert } from '../steps/steps.mjs';
import { Instance } from './parts/instance.mjs';
import { Session } from './parts/session.mjs';

const settings = JSON.parse(process.env.OPENCLAW_E2E_SETTINGS);
const [steps, session, instance] = [new Steps(), new Session(), new Instance(settings)];
const folder = mkdtempSync(join(tmpdir(), 'openclaw-uninstall-'));
const kinds = 'deployments,replicasets,pods,services,configmaps,secrets,persistentvolumeclaims,networkpolicies,controllerrevisions,leases';
const isOurs = ({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] === 'openclaw' && metadata.labels['app.kubernetes.io/instance'] === 'openclaw';

// Named and labelled as if they belonged to OpenClaw, but for the labels by which this product knows its own.
const foreign = `
apiVersion: v1
kind: ConfigMap
metadata: {name: openclaw-notes, labels: {app: openclaw, app.kubernetes.io/instance: openclaw}}
data: {by: somebody else}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: openclaw-photos, labels: {app: openclaw}}
spec: {accessModes: [ReadWriteOnce], storageClassName: nobodys, resources: {requests: {storage: 1Gi}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: openclaw-helper, labels: {app.kubernetes.io/name: openclaw, app.kubernetes.io/instance: openclaw}}
spec:
  selector: {matchLabels: {app: openclaw-helper}}
  template:
    metadata: {labels: {app: openclaw-helper, app.kubernetes.io/instance: openclaw}}
    spec:
      terminationGracePeriodSeconds: 1
      containers: [{name: helper, image: ${settings.openClawImage}, imagePullPolicy: IfNotPresent, command: [sleep, infinity]}]
`;

const objects = async () => JSON.parse(await instance.run('get', kinds, '-o', 'json')).items;
const named = (items) => items.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort().join(', ');
const ours = async () => (await objects()).filter(isOurs);

// What is none of the instance's: with its version, as nobody may have written to it. Leases and what the second one's pods report do change.
const others = async () =>
  (await objects())
    .filter((item) => !isOurs(item) && !['Lease'].includes(item.kind) && !(item.kind === 'Pod' && item.metadata.labels?.app?.match(/^openclaw(-llmproxy)?$/)))
    .filter(({ kind, metadata }) => !(kind === 'ReplicaSet' && metadata.ownerReferences.some(({ name }) => ['openclaw', 'openclaw-llmproxy'].includes(name))))
    .map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.uid} ${metadata.resourceVersion}`).sort().join('\n');
const uninstall = (more) => session.run(`Uninstall-OpenClaw @at -Confirm:$false ${more}`);

try {
  let [word, token, before] = [];
  const ready = await steps.step("two instances in a namespace, and what somebody else has there", async () => {
    const file = join(folder, 'foreign.yaml');
    assert((await session.install()).Status === 'Ready', 'not ready');
    assert((await session.install("Name = 'second'; Ephemeral = $true")).Status === 'Ready', 'the second is not ready');
    writeFileSync(file, foreign);
    await instance.run('apply', '-f', file);
    await instance.run('rollout', 'status', 'deployment/openclaw-helper', '--timeout=120s');
    word = await instance.remember();
    ({ OPENCLAW_GATEWAY_TOKEN: token } = await instance.secrets());
    before = await others();
    return `${before.split('\n').length} objects that are not the instance's`;
  });
  if (ready) {
    await steps.step('Uninstall-OpenClaw -WhatIf changes nothing', async () => {
      const versions = async () => (await ours()).filter(({ kind }) => kind !== 'Lease').map(({ metadata }) => `${metadata.uid} ${metadata.resourceVersion}`).join();
      const then = await versions();
      await uninstall('-WhatIf');
      assert((await versions()) === then && (await others()) === before, 'something changed');
    });
    await steps.step('Uninstall-OpenClaw keeps the volume and the secrets', async () => {
      await uninstall('');
      const left = named(await ours());
      assert(left === 'PersistentVolumeClaim openclaw-data, Secret openclaw-secrets', `left: ${left}`);
      return `left: ${left}`;
    });
    const untouched = async () => {
      const now = await others();
      assert(now === before, `then:\n${before}\nnow:\n${now}`);
      const names = (await session.run("Get-OpenClaw -Cluster $cluster | Where-Object Namespace -eq $settings.namespace | ForEach-Object Name"));
      return names.join(', ');
    };
    await steps.step('... and nothing of others was written to, nor of the second instance', untouched);
    await steps.step('Install-OpenClaw again: the same token, and the conversation goes on', async () => {
      assert((await session.install()).Status === 'Ready', 'not ready');
      assert((await instance.secrets()).OPENCLAW_GATEWAY_TOKEN === token, 'another token');
      const answer = await instance.recall();
      assert(answer === word, `it remembers '${answer}', not '${word}'`);
    });
    await steps.step('Uninstall-OpenClaw -RemoveData: nothing is left of it', async () => {
      await uninstall('-RemoveData');
      const left = named((await objects()).filter(({ kind, metadata }) => isOurs({ metadata }) || (kind !== 'Pod' && /^openclaw(-data|-secrets)?$/.test(metadata.name))));
      assert(!left, `left: ${left}`);
    });
    await steps.step('... and again nothing of others was written to', async () => {
      const names = await untouched();
      assert(names === 'second', `Get-OpenClaw lists ${names}`);
    });
    await steps.step('Uninstall-OpenClaw again finds nothing to do', async () => {
      const said = await session.run('Uninstall-OpenClaw @at -RemoveData -Confirm:$false -Verbose 4>&1 | ForEach-Object { "$_" }');
      assert(said.some((line) => /nothing/i.test(line)), said.join('\n'));
      return said.at(-1);
    });
    await steps.step('the second instance chats', async () => {
      const [result] = await session.run("Test-OpenClaw -Cluster $cluster -Name second -Namespace $settings.namespace | Where-Object Name -eq Chat | Select-Object Status, Detail");
      assert(result.Status === 'Passed', result.Detail);
      return result.Detail;
    });
  }
} finally {
  await session.end();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = steps.report('uninstalled');
