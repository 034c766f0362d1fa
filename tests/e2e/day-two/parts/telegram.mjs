// Telegram, or what stands in for it, in the cluster: started, written to, and asked what the bot sent.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '../../steps/steps.mjs';
import { Kubectl } from '../../steps/kubectl.mjs';

const port = 8081;
const service = fileURLToPath(new URL('telegram-service.mjs', import.meta.url));

export class Telegram extends Kubectl {
  #settings;

  constructor(settings) {
    super({ ...settings, namespace: `${settings.namespace}-model` });
    this.#settings = settings;
  }

  get address() {
    return `http://telegram.${this.#settings.namespace}-model.svc.cluster.local:${port}`;
  }

  async start(token) {
    const folder = mkdtempSync(join(tmpdir(), 'openclaw-telegram-'));
    const file = join(folder, 'telegram.yaml');
    writeFileSync(file, this.#manifest(token), { mode: 0o600 });
    try {
      await this.run('create', 'configmap', 'telegram', `--from-file=${service}`);
      await this.run('apply', '-f', file);
      await this.run('rollout', 'status', 'deployment/telegram', '--timeout=120s');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async #ask(path, ...more) {
    return JSON.parse(await this.run('exec', 'deployment/telegram', '--', 'curl', '-sS', ...more, `http://127.0.0.1:${port}${path}`));
  }

  seen() {
    return this.#ask('/seen');
  }

  // Writes to the bot, and waits for a message of its that fits.
  async say(text, answer, seconds = 120) {
    const before = (await this.seen()).sent.length;
    await this.#ask('/say', '--data-raw', text);
    const until = Date.now() + seconds * 1000;
    for (let sent = []; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 500))) {
      sent = (await this.seen()).sent.slice(before);
      const found = sent.map((message) => answer.exec(message.text)).find(Boolean);
      if (found) return found;
    }
    assert(false, `the bot answered ${JSON.stringify((await this.seen()).sent.slice(before))}`);
  }

  // Whether anybody asks for updates: a poll takes 20 s at most.
  async isPolled() {
    const { polls } = await this.seen();
    await new Promise((resolve) => setTimeout(resolve, 30_000));
    return (await this.seen()).polls > polls;
  }

  #manifest(token) {
    return `
apiVersion: v1
kind: Service
metadata: {name: telegram}
spec: {selector: {app: telegram}, ports: [{name: http, port: ${port}, protocol: TCP, targetPort: ${port}}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: telegram}
spec:
  selector: {matchLabels: {app: telegram}}
  template:
    metadata: {labels: {app: telegram}}
    spec:
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 1
      containers:
      - name: telegram
        image: ${this.#settings.openClawImage}
        imagePullPolicy: IfNotPresent
        command: [node, /telegram/telegram-service.mjs]
        env: [{name: BOT_TOKEN, value: "${token}"}]
        readinessProbe: {tcpSocket: {port: ${port}}, periodSeconds: 1}
        volumeMounts: [{name: telegram, mountPath: /telegram}]
      volumes: [{name: telegram, configMap: {name: telegram}}]
`;
  }
}
