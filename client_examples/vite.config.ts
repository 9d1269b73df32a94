import { createHash } from 'node:crypto';
import { defineConfig, type Plugin } from 'vite';

const server = process.env['PULSEGRAPH_URL'] ?? 'http://127.0.0.1:8000';

/** GraphiQL's stylesheet carries its fonts as data: addresses; as files they load when needed, and `font-src 'self'` allows them. */
function fontFiles(): Plugin {
  return {
    name: 'font-files',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
        file.source = String(file.source).replace(
          /url\("?data:font\/(\w+);(?:charset=utf-8;)?base64,([A-Za-z0-9+/=]+)"?\)/g,
          (_all, kind: string, text: string) => {
            const source = Buffer.from(text, 'base64');
            const hash = createHash('sha256').update(source).digest('hex').slice(0, 8);
            const fileName = `assets/font-${hash}.${kind}`;
            this.emitFile({ type: 'asset', fileName, source });
            return `url(/${fileName})`;
          },
        );
      }
    },
  };
}

export default defineConfig({
  plugins: [fontFiles()],
  build: {
    outDir: '../schema/pages',
    emptyOutDir: true,
    // No data: addresses, so that a Content-Security-Policy need not allow them.
    assetsInlineLimit: 0,
    // Monaco, the editor inside GraphiQL, is one large module.
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      input: ['index.html', 'graphiql.html'],
      // "use client" in React libraries means nothing here.
      checks: { moduleLevelDirective: false },
    },
  },
  // `npm run dev` serves the sources and passes the API on to a running Pulsegraph.
  server: { proxy: { '/graphql': { target: server, ws: true } } },
});
