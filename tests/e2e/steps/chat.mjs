import { randomUUID } from 'node:crypto';
import { assert } from './steps.mjs';

// One chat through tunnel, gateway, proxy and model, with a word in it that only they can bring back.
export async function chat({ address, token }, timeoutSeconds = 180) {
  const nonce = randomUUID().replaceAll('-', '');
  const response = await fetch(`${address}v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'openclaw/default', user: 'e2e', messages: [{ role: 'user', content: `Reply with ${nonce}` }] }),
    signal: AbortSignal.timeout(timeoutSeconds * 1000),
  }).catch((error) => {
    throw new Error(`${error.message}: ${error.cause?.message}`);
  });
  const text = await response.text();
  assert(response.ok, `the chat was answered ${response.status}: ${text.slice(0, 300)}`);
  const answer = JSON.parse(text).choices[0].message.content;
  assert(answer === nonce, `the answer is '${answer}', not the nonce`);
}
