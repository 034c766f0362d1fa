// A chat every few seconds, whatever came of the ones before, and how each went.
import { chat } from '../../steps/chat.mjs';

const every = 5000;

export class Load {
  #flow;
  #chats = [];
  #timer;

  constructor(flow) {
    this.#flow = flow;
  }

  start() {
    this.#timer = setInterval(() => this.#chats.push(this.#send()), every);
  }

  // What the chats of an action came to: how many were sent and failed, and from when to when failing ones were under way.
  async during(action) {
    const { kubectl } = this.#flow;
    const first = this.#chats.length;
    const before = await kubectl.pod('openclaw');
    const started = Date.now();
    let failure;
    await action().catch((error) => (failure = error));
    const ended = Date.now();
    await new Promise((resolve) => setTimeout(resolve, every + 500));
    const chats = await Promise.all(this.#chats.slice(first));
    const failed = chats.filter((one) => one.error);
    const after = await kubectl.pod('openclaw');
    return {
      failure, failed, sent: chats.length, seconds: (ended - started) / 1000,
      broken: failed.length ? (Math.max(...failed.map((one) => one.ended)) - Math.min(...failed.map((one) => one.started))) / 1000 : 0,
      restarted: before.metadata.uid !== after.metadata.uid,
    };
  }

  stop() {
    clearInterval(this.#timer);
    return Promise.all(this.#chats);
  }

  // Someone who follows the tunnel's Url has either token, depending on whether OpenClaw is back already.
  async #send() {
    const { tunnel, tokens } = this.#flow;
    const started = Date.now();
    let error;
    for (const token of await tokens()) {
      error = await chat({ address: tunnel.address, token }, 60).then(() => undefined, (reason) => reason);
      if (!error) break;
    }
    return { started, ended: Date.now(), error: error?.message };
  }
}
