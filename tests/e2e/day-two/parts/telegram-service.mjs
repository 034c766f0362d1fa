// Stands in for Telegram's Bot API (http, port 8081), so that a bot's whole way can be gone without an account: whoever posts a text to
// /say writes to the bot, and /seen tells what came of it. Runs in a pod.
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';

const bot = { id: 123456789, is_bot: true, first_name: 'e2e', username: 'e2e_bot', can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false };
const writer = { id: 4242, is_bot: false, first_name: 'Ada', username: 'ada', language_code: 'en' };
const chat = { id: writer.id, type: 'private', first_name: writer.first_name, username: writer.username };
const now = () => Math.floor(Date.now() / 1000);
const [updates, sent, news] = [[], [], new EventEmitter()];
let polls = 0;
let message = 100;

const methods = {
  getMe: () => bot,
  getWebhookInfo: () => ({ url: '', has_custom_certificate: false, pending_update_count: 0 }),
  getMyCommands: () => [],
  getChat: () => chat,
  getUpdates: async ({ offset = 0, timeout = 0 }) => {
    polls++;
    const waiting = () => updates.filter((update) => update.update_id >= Number(offset));
    if (waiting().length === 0) await Promise.race([once(news, 'update'), new Promise((resolve) => setTimeout(resolve, Math.min(Number(timeout), 20) * 1000))]);
    return waiting();
  },
  sendMessage: ({ chat_id: to, text }) => {
    sent.push({ to: Number(to), text });
    return { message_id: ++message, from: bot, chat, date: now(), text };
  },
  sendRichMessage: ({ chat_id: to, rich_message: rich }) => methods.sendMessage({ chat_id: to, text: JSON.stringify(rich) }),
  editMessageText: ({ text }) => {
    sent.push({ to: chat.id, text });
    return { message_id: message, from: bot, chat, date: now(), text };
  },
};

const own = {
  '/say': (body) => {
    updates.push({ update_id: updates.length + 1, message: { message_id: ++message, from: writer, chat, date: now(), text: body } });
    news.emit('update');
    return {};
  },
  '/seen': () => ({ polls, sent }),
};

function parametersOf(url, type, body) {
  const parameters = Object.fromEntries(url.searchParams);
  if (!body) return parameters;
  return type?.startsWith('application/json') ? { ...parameters, ...JSON.parse(body) } : { ...parameters, ...Object.fromEntries(new URLSearchParams(body)) };
}

createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const url = new URL(request.url, 'http://telegram');
  const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(url.pathname) ?? [];
  const answer = (status, value) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (own[url.pathname]) return answer(200, own[url.pathname](body));
  if (method !== 'getUpdates') console.log(`${request.method} ${method ?? url.pathname}`);
  if (token !== process.env.BOT_TOKEN) return answer(401, { ok: false, error_code: 401, description: 'Unauthorized' });
  answer(200, { ok: true, result: (await methods[method]?.(parametersOf(url, request.headers['content-type'], body))) ?? true });
}).listen(8081, '0.0.0.0', () => console.log('listening'));
process.on('SIGTERM', () => process.exit(0));
