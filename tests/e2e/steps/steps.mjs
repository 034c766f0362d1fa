// The steps of a run: each is timed, told as it ends, and listed in a table at the end.

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}

export class Steps {
  #done = [];

  // The action returns what is worth telling, or nothing.
  async step(name, action) {
    const started = performance.now();
    const step = { name, result: 'ok', detail: '' };
    try {
      step.detail = (await action()) ?? '';
    } catch (error) {
      step.result = 'FAILED';
      step.detail = error.message.trim();
    }
    step.seconds = (performance.now() - started) / 1000;
    this.#add(step);
    return step.result === 'ok';
  }

  skip(name, reason) {
    this.#add({ name, result: 'SKIPPED', detail: reason, seconds: 0 });
  }

  // Returns the number of steps that failed.
  report(title) {
    const count = (result) => this.#done.filter((step) => step.result === result).length;
    const seconds = this.#done.reduce((sum, step) => sum + step.seconds, 0);
    console.log(`\nThe real OpenClaw on a real node, ${title}\n`);
    for (const step of this.#done) console.log(this.#line(step));
    console.log(`\ne2e: ${count('ok')} passed, ${count('FAILED')} failed, ${count('SKIPPED')} skipped in ${seconds.toFixed(0)} s`);
    return count('FAILED');
  }

  #add(step) {
    this.#done.push(step);
    console.log(this.#line(step));
  }

  #line({ name, result, detail, seconds }) {
    return `${result.padEnd(7)} ${seconds.toFixed(1).padStart(6)} s  ${name}${detail && `  (${detail})`}`;
  }
}
