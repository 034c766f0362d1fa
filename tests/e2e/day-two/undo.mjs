// Undo-OpenClaw with the real gateway: tests/e2e/run -- node tests/e2e/day-two/undo.mjs
import { Steps, assert } from '../steps/steps.mjs';
import { Instance } from './parts/instance.mjs';
import { Session } from './parts/session.mjs';

const settings = JSON.parse(process.env.OPENCLAW_E2E_SETTINGS);
const [steps, session, instance] = [new Steps(), new Session(), new Instance(settings)];
const instanceWords = 'Select-Object Status, Changed, Revision, ModelName';
const undo = async (more = '') => (await session.run(`Undo-OpenClaw @at -Confirm:$false ${more} | ${instanceWords}`))[0];
const revisions = () => session.run('Get-OpenClawRevision @at | Select-Object Number, ModelName, IsCurrent');
const since = (started) => `${((performance.now() - started) / 1000).toFixed(0)} s`;

try {
  let [word, token] = [];
  // The model that runs, the one OpenClaw asks for, and a chat; the user's own setting and the conversation are there.
  const runs = async (model) => {
    const config = await instance.config();
    assert(config.agents.defaults.model.primary === `litellm/${model}`, `OpenClaw asks for ${config.agents.defaults.model.primary}`);
    assert(config.agents.defaults.userTimezone === 'Europe/Berlin', "the user's time zone is gone");
    assert((await instance.recall()) === word, 'the conversation is gone');
    assert((await instance.secrets()).OPENCLAW_GATEWAY_TOKEN === token, 'another token');
  };
  const ready = await steps.step('Install-OpenClaw, and a setting of its user', async () => {
    const { Status, Revision } = await session.install();
    assert(Status === 'Ready' && Revision === 1, `${Status}, revision ${Revision}`);
    await instance.openclaw('config', 'set', 'agents.defaults.userTimezone', 'Europe/Berlin');
    word = await instance.remember();
    ({ OPENCLAW_GATEWAY_TOKEN: token } = await instance.secrets());
  });
  if (ready) {
    await steps.step('Update-OpenClaw -ModelName: revision 2', async () => {
      const started = performance.now();
      const [updated] = await session.run(`Update-OpenClaw @at -Confirm:$false -ModelName gpt-5.4 -MaxTokens 4096 | ${instanceWords}`);
      const seconds = since(started);
      assert(updated.Status === 'Ready' && updated.Revision === 2 && updated.ModelName === 'gpt-5.4', JSON.stringify(updated));
      await runs('gpt-5.4');
      return seconds;
    });
    await steps.step('Undo-OpenClaw -WhatIf changes nothing', async () => {
      await session.run('Undo-OpenClaw @at -WhatIf');
      assert((await revisions()).length === 2, 'there is another revision');
      await runs('gpt-5.4');
    });
    await steps.step('Undo-OpenClaw: what revision 1 was is revision 3', async () => {
      const started = performance.now();
      const undone = await undo();
      const seconds = since(started);
      assert(undone.Status === 'Ready' && undone.Revision === 3 && undone.ModelName === 'gpt-5.2', JSON.stringify(undone));
      await runs('gpt-5.2');
      const { maxTokens } = (await instance.config()).models.providers.litellm.models[0];
      assert(maxTokens === 16384, `maxTokens is ${maxTokens}`);
      return seconds;
    });
    await steps.step('Undo-OpenClaw -Revision 2: that one is revision 4', async () => {
      const undone = await undo('-Revision 2');
      assert(undone.Revision === 4 && undone.ModelName === 'gpt-5.4', JSON.stringify(undone));
      await runs('gpt-5.4');
    });
    await steps.step('Get-OpenClawRevision lists them', async () => {
      const listed = (await revisions()).map(({ Number, ModelName }) => `${Number} ${ModelName}`).sort().join(', ');
      assert(listed === '1 gpt-5.2, 2 gpt-5.4, 3 gpt-5.2, 4 gpt-5.4', listed);
      return listed;
    });
    await steps.step('a revision that is not there is refused, with those that are', async () => {
      const said = await undo('-Revision 99').then(() => 'undone', (error) => error.message);
      assert(/99/.test(said) && /1, 2, 3, 4/.test(said), said);
    });
    await steps.step("Update-OpenClaw to another image of OpenClaw: the state is saved first", async () => {
      const [updated] = await session.run(
        `Update-OpenClaw @at -Confirm:$false -OpenClawImage '${settings.openClawNpmImage}' | Select-Object Status, Revision, OpenClawImage`);
      assert(updated.Status === 'Ready' && updated.Revision === 5 && updated.OpenClawImage === settings.openClawNpmImage, JSON.stringify(updated));
      await runs('gpt-5.4');
      const [saved] = await session.run('Get-OpenClawRevision @at | Where-Object Number -eq 4 | ForEach-Object StateBackup');
      assert(saved, 'no backup is noted on the revision that was left');
      return saved;
    });
    await steps.step('Undo-OpenClaw of that: image and conversation go back together', async () => {
      const later = await instance.remember();
      const started = performance.now();
      const undone = await undo();
      const seconds = since(started);
      const { image } = (await instance.pod('openclaw')).spec.containers[0];
      assert(undone.Revision === 6 && image === settings.openClawImage, `${JSON.stringify(undone)}, ${image}`);
      const answer = await instance.recall();
      assert(answer === word && answer !== later, `it remembers '${answer}'`);
      await runs('gpt-5.4');
      return seconds;
    });
    await steps.step('what is declared is what runs (Compare-OpenClaw -Quiet)', async () => {
      const [same] = await session.run('Compare-OpenClaw @at -Quiet');
      assert(same === true, 'it drifted');
    });
  }
} finally {
  await session.end();
}
process.exitCode = steps.report('undone');
