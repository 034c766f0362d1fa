// An Azure OpenAI resource for the tests: one deployment at https://<address>:8443, with the key from MODEL_KEY. It answers
// "Reply with X" with X, anything else with a greeting, and streams when asked to. While there is a file /tmp/fault
// ({status, code, message}), it answers everybody with that.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const deployment = 'gpt-5.2';
const fault = '/tmp/fault';

const textOf = (content) => (typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join(''));

// OpenClaw adds messages of its own after the user's, so the last one is not what the user said.
function answerTo(messages) {
  const said = messages.filter((message) => message.role === 'user').map((message) => textOf(message.content)).reverse();
  for (const text of said) {
    const wish = [...text.matchAll(/Reply with (\S+)/g)].at(-1);
    if (wish) return wish[1];
  }
  return 'Hello! What can I do for you?';
}

// What Azure refuses, in its words; it says the same of a version it does not know as of a path.
function refusal(url, key, model) {
  if (key !== process.env.MODEL_KEY) return [401, '401', 'Access denied due to invalid subscription key or wrong API endpoint.'];
  const [, v1, named] = /^\/openai\/(?:(v1)|deployments\/([^/]+))\/chat\/completions$/.exec(url.pathname) ?? [];
  const known = v1 || (named && (url.searchParams.get('api-version') ?? '') >= '2022-12-01');
  if (!known) return [404, '404', 'Resource not found'];
  if ((named ? decodeURIComponent(named) : model) !== deployment)
    return [404, 'DeploymentNotFound', 'The API deployment for this resource does not exist.'];
}

function send(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

const options = { cert: readFileSync('/tls/tls.crt'), key: readFileSync('/tls/tls.key') };
const server = createServer(options, async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  console.log(`${request.method} ${request.url}`);
  if (existsSync(fault)) {
    const { status, ...error } = JSON.parse(readFileSync(fault, 'utf8'));
    return send(response, status, { error });
  }
  const body = text ? JSON.parse(text) : {};
  const refused = refusal(new URL(request.url, 'https://model'), request.headers['api-key'], body.model);
  if (refused) return send(response, refused[0], { error: { code: refused[1], message: refused[2] } });
  const content = answerTo(body.messages);
  const envelope = { id: `chatcmpl-${Date.now()}`, created: Math.floor(Date.now() / 1000), model: body.model };
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  if (!body.stream)
    return send(response, 200, {
      ...envelope, object: 'chat.completion', usage,
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    });
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const write = (choices, more) =>
    response.write(`data: ${JSON.stringify({ ...envelope, object: 'chat.completion.chunk', choices, ...more })}\n\n`);
  write([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]);
  write([{ index: 0, delta: { content }, finish_reason: null }]);
  write([{ index: 0, delta: {}, finish_reason: 'stop' }]);
  if (body.stream_options?.include_usage) write([], { usage });
  response.end('data: [DONE]\n\n');
});
server.listen(8443, '0.0.0.0', () => console.log('listening'));
process.on('SIGTERM', () => process.exit(0));
