// Installs OpenClaw on a real cluster and holds it to what the README promises, step by step: node flow.mjs. Called by `run`, which
// provides images, model, volume and the settings below. Prints a table; the exit code is the number of steps that failed. After a
// failed step the others still run, as they would for a user who goes on; without the first there is nothing to go on with.
import { Steps } from './steps/steps.mjs';
import { Kubectl } from './steps/kubectl.mjs';
import { installSteps } from './steps/install.mjs';
import { settingsSteps } from './steps/settings.mjs';
import { faultSteps } from './steps/faults.mjs';

const settings = JSON.parse(process.env.OPENCLAW_E2E_SETTINGS);
const { start } = await import(`./products/${settings.product}.mjs`);
const steps = new Steps();
const product = start(settings);
const flow = { settings, steps, product, kubectl: new Kubectl(settings) };
try {
  if (await installSteps(flow)) {
    await settingsSteps(flow);
    await faultSteps(flow);
  }
} finally {
  await product.end();
}
process.exitCode = steps.report(`through ${product.name}`);
