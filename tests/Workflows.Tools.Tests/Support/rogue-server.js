// A server over stdio that does harm when asked to. Its arguments are files: who it is and whom it started, how often it began, and, of one that
// ends when its input does, its last word.
const fs = require('fs');
const [pids, starts, lastWord] = process.argv.slice(2);
const say = message => process.stdout.write(JSON.stringify(message) + '\n');
const child = require('child_process').spawn('sleep', ['600'], { stdio: 'ignore' });
process.on('SIGTERM', () => {});
process.stdin.on('end', () => {
  if (!lastWord) return;
  child.kill();
  setTimeout(() => { fs.writeFileSync(lastWord, 'done'); process.exit(0); }, 300);
});
setInterval(() => {}, 1000);
fs.writeFileSync(pids, `${process.pid} ${child.pid}`);
fs.appendFileSync(starts, 'x');

const tools = ['echo', 'flood', 'noise'].map(name => ({ name, description: name, inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } }));

function flood() {
  const piece = 'y'.repeat(1024 * 1024);
  const more = () => { while (process.stdout.write(piece)); process.stdout.once('drain', more); };
  more();
}

function answer(message) {
  const done = text => say({ jsonrpc: '2.0', id: message.id, result: { content: [{ type: 'text', text }] } });
  if (message.id === undefined) return;
  if (message.method === 'initialize')
    return say({ jsonrpc: '2.0', id: message.id, result: { protocolVersion: message.params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'rogue', version: '1' } } });
  if (message.method === 'tools/list') return say({ jsonrpc: '2.0', id: message.id, result: { tools } });
  if (message.method !== 'tools/call') return say({ jsonrpc: '2.0', id: message.id, error: { code: -32601, message: 'unknown' } });
  if (message.params.name === 'flood') return flood();
  if (message.params.name === 'noise') process.stdout.write('a line of a log\n{"half":\n');
  return done('answered');
}

let rest = '';
process.stdin.on('data', data => {
  const lines = (rest + data).split('\n');
  rest = lines.pop();
  lines.filter(line => line.trim()).forEach(line => answer(JSON.parse(line)));
});
