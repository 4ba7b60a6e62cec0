import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// `npm run dev` against a running `deploy/local/up`; its address when it is not the usual one.
const gateway = process.env['MIMIR_GATEWAY'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': gateway } },
  build: {
    // Its content names a file of assets/: the gateway lets browsers keep them for ever.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
  },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
});
