// What Test-OpenClaw says of an instance, and whether it is what it ought to.
import { assert } from '../../steps/steps.mjs';

const words = 'Select-Object Name, Status, Detail, Remedy, @{ Name = "Seconds"; Expression = { $_.Duration.TotalSeconds } }';

export const all = [
  'Azure sign-in', 'Azure cluster', 'Azure quota', 'API server', 'Nodes', 'Objects', 'LiteLLM pod', 'OpenClaw pod', 'Volume', 'LiteLLM',
  'Azure OpenAI e2e', 'Gateway', 'Gateway auth', 'Browsers', 'Gateway to LiteLLM', 'Chat',
];

// Azure has nothing to do with a cluster of a kubeconfig.
const azure = all.slice(0, 3);

export class Checks {
  #session;

  constructor(session) {
    this.#session = session;
  }

  async run(more = '') {
    return this.#session.run(`Test-OpenClaw @at ${more} | ${words}`);
  }

  // All of them passed, but those that are skipped with a reason.
  async healthy(more = '', skipped = []) {
    const results = await this.run(more);
    for (const { Name, Status, Detail } of results)
      assert(Status === ([...azure, ...skipped].includes(Name) ? 'Skipped' : 'Passed'), `${Name} is ${Status}: ${Detail}`);
    assert(`${results.map((result) => result.Name)}` === `${all}`, `the checks are ${results.map((result) => result.Name)}`);
    return results;
  }

  // The check that names the broken link says so, with a remedy, and no other one fails but those that are named: name -> [status, detail, remedy].
  async broken(expected, more = '-Quick') {
    const results = await this.run(more);
    const told = results.map(({ Name, Status, Detail, Remedy }) => `${Name} ${Status}: ${Detail} ${Remedy ?? ''}`).join('\n');
    for (const { Name, Status, Detail, Remedy } of results) {
      const [status, detail, remedy] = expected[Name] ?? [];
      if (!status) assert(Status !== 'Failed', `${Name} fails too: ${Detail}\n${told}`);
      else assert(Status === status && detail.test(Detail) && (!remedy || remedy.test(Remedy)), `${Name}: ${Status}: ${Detail} ${Remedy}\n${told}`);
    }
    const missing = Object.keys(expected).filter((name) => !results.some((result) => result.Name === name));
    assert(missing.length === 0, `not tested: ${missing}`);
    return results;
  }
}

export const of = (results, name) => results.find((result) => result.Name === name);
