// The instance that a script installs: its pods, its Secret, and chats through its own gateway.
import { randomUUID } from 'node:crypto';
import { assert } from '../../steps/steps.mjs';
import { Kubectl } from '../../steps/kubectl.mjs';

export class Instance extends Kubectl {
  async secrets() {
    const { data } = JSON.parse(await this.run('get', 'secret', 'openclaw-secrets', '-o', 'json'));
    return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]));
  }

  async setSecret(name, value) {
    await this.run('patch', 'secret', 'openclaw-secrets', '--type=merge', '-p', JSON.stringify({ stringData: { [name]: value } }));
  }

  // Until the programs run as their Deployments say.
  async settled() {
    for (const program of ['openclaw-llmproxy', 'openclaw']) await this.run('rollout', 'status', `deployment/${program}`, '--timeout=300s');
  }

  async chat(text) {
    const body = JSON.stringify({ model: 'openclaw/default', user: 'e2e', messages: [{ role: 'user', content: text }] });
    const command =
      'curl -sS -m 170 -H "Authorization: Bearer $OPENCLAW_GATEWAY_TOKEN" -H "Content-Type: application/json" -d "$1" http://127.0.0.1:18789/v1/chat/completions';
    const answer = await this.exec('sh', '-c', command, 'sh', body);
    return JSON.parse(answer).choices?.[0].message.content ?? assert(false, answer.slice(0, 300));
  }

  // The model answers with the last word it was told to reply with, in this message or in earlier ones of the conversation.
  async remember() {
    const word = randomUUID().replaceAll('-', '');
    const answer = await this.chat(`Reply with ${word}`);
    assert(answer === word, `the answer is '${answer}'`);
    return word;
  }

  recall() {
    return this.chat('What was it again?');
  }
}
