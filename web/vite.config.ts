import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const server = process.env['PARLEY_HTTP'] ?? 'http://127.0.0.1:8080';

/** What the service worker keeps for offline use: named in the worker itself, so that a new build is a new worker. */
function shell(): Plugin {
  return {
    name: 'parley-shell',
    apply: 'build',
    generateBundle(_, bundle) {
      const worker = bundle['sw.js'];
      if (worker?.type !== 'chunk')
        throw new Error('sw.js is not in the bundle');
      const files = Object.keys(bundle).filter(name => name !== 'sw.js' && !name.endsWith('.html')).map(name => `/${name}`).sort();
      const hash = createHash('sha256');
      for (const name of Object.keys(bundle).filter(name => name !== 'sw.js').sort()) {
        const file = bundle[name]!;
        hash.update(name).update(file.type === 'chunk' ? file.code : file.source);
      }
      worker.code = worker.code
        .replace('__SHELL_FILES__', JSON.stringify(['/', ...files, '/manifest.webmanifest', '/icon.svg']))
        .replace('__SHELL_VERSION__', JSON.stringify(hash.digest('hex').slice(0, 12)));
    },
  };
}

/** In development the page comes from vite; the server sees vite's host, which is the page's origin too. */
const toServer = (ws = false) => ({ target: server, ws, changeOrigin: false });

export default defineConfig({
  plugins: [shell()],
  // The sheet is read by the test of its colours.
  test: { css: true, testTimeout: 20_000 },
  server: { proxy: { '/api': toServer(), '/files': toServer(), '/ws': toServer(true) } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { main: 'index.html', sw: 'src/worker/sw.ts' },
      output: {
        entryFileNames: chunk => chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js',
      },
    },
  },
});
