import { defineConfig } from 'vite';

/** The administrator's page, built by itself: nothing of it is in the chat's files, and the chat's first picture waits for nothing of it. */
export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2022',
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { admin: 'admin.html' }, output: { entryFileNames: 'assets/[name]-[hash].js' } },
  },
});
