// Opens Redis Commander in a real browser, opens our keys in its tree, looks at an entry and takes a picture:
// node redis-commander.js BROWSER URL PICTURE. Speaks the browser's own protocol over its pipe, so that nothing has to be
// installed for it. Ends with 1, and says what was missing, when the page does not show what it must.
const { spawn } = require('node:child_process');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const [browserPath, url, picture] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), 'browser-'));
const browser = spawn(
  browserPath,
  [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--remote-debugging-pipe', '--window-size=1400,900',
    `--user-data-dir=${profile}`, 'about:blank',
  ],
  { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
);
const waiting = new Map();
let last = 0;
let rest = '';
browser.stdio[4].setEncoding('utf8').on('data', (text) => {
  const messages = (rest + text).split('\0');
  rest = messages.pop();
  for (const message of messages.map((each) => JSON.parse(each))) {
    const answer = waiting.get(message.id);
    if (answer) {
      waiting.delete(message.id);
      message.error ? answer.reject(new Error(message.error.message)) : answer.resolve(message.result);
    }
  }
});

function ask(method, params = {}, sessionId = undefined) {
  const id = ++last;
  browser.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + '\0');
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

async function main() {
  const { targetId } = await ask('Target.createTarget', { url });
  const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
  const evaluate = async (expression) => {
    const answer = await ask('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true }, sessionId);
    return answer.result.value;
  };
  const until = async (what, expression) => {
    for (const end = Date.now() + 20000; Date.now() < end; ) {
      if (await evaluate(`(() => { try { return Boolean(${expression}); } catch (e) { return false; } })()`)) return;
      await new Promise((again) => setTimeout(again, 100));
    }
    throw new Error(`Within 20 s the page never showed ${what}: ${await evaluate('document.body.innerText.slice(0, 2000)')}`);
  };
  const opened = (prefix) => `(() => {
    const tree = $('#keyTree').jstree(true);
    const nodes = tree.get_json('#', { flat: true });
    const node = nodes.find((each) => ${prefix}.test(each.text));
    if (!node) return false;
    if (tree.is_leaf(node.id) && !/ \\(|\\*/.test(node.text)) { tree.deselect_all(true); tree.select_node(node.id); return true; }
    if (!tree.is_open(node.id)) { tree.open_node(node.id); return false; }
    return true;
  })()`;
  await until('its connection', opened('/^(quotewell|local)/'));
  await until('the prefix qw:', opened('/^qw/'));
  await until('the quotes', opened('/^quote(:|\\s|$)/'));
  await until('the key AAPL', opened('/^AAPL/'));
  await until('its entry', opened('/^\\{\\d\\d\\}/'));
  const shown = `document.body.innerText + [...document.querySelectorAll('textarea')].map((each) => each.value).join(' ')`;
  await until('the record', `/loadedAt/.test(${shown})`);
  const { data } = await ask('Page.captureScreenshot', { format: 'png' }, sessionId);
  writeFileSync(picture, Buffer.from(data, 'base64'));
}

main()
  .catch((e) => {
    console.error(e.message);
    process.exitCode = 1;
  })
  .finally(() => {
    browser.once('exit', () => {
      try {
        rmSync(profile, { recursive: true, force: true });
      } catch {
        // A helper process of the browser still writes: the folder of temporary files is emptied by its owner.
      }
    });
    browser.kill();
  });
