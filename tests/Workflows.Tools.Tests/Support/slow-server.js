// A server over stdio of the revision 2026-07-28 that takes six seconds to start, as one that is compiled first. Asked by server/discover, it takes no initialize.
const say = message => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n');
const whole = { resultType: 'complete', ttlMs: 0, cacheScope: 'private', _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'slow', version: '1' } } };
const tool = { name: 'echo', description: 'echo', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } };
let isModern = false;

function answer({ id, method, params }) {
  if (id === undefined) return;
  if (method === 'server/discover') {
    isModern = true;
    return say({ id, result: { supportedVersions: ['2026-07-28'], capabilities: { tools: {} }, ...whole } });
  }
  if (method === 'initialize' && !isModern)
    return say({ id, result: { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'slow', version: '1' } } });
  if (method === 'tools/list') return say({ id, result: { tools: [tool], ...whole } });
  if (method === 'tools/call') return say({ id, result: { content: [{ type: 'text', text: 'answered' }], ...whole } });
  return say({ id, error: { code: -32601, message: `'${method}' is not available` } });
}

setTimeout(() => {
  let rest = '';
  process.stdin.on('data', data => {
    const lines = (rest + data).split('\n');
    rest = lines.pop();
    lines.filter(line => line.trim()).forEach(line => answer(JSON.parse(line)));
  });
  process.stdin.on('end', () => process.exit(0));
}, 6000);
