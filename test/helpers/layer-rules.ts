/** Modules whose specifier matches `imports` may be imported only as the rule says. Type imports count like any other. */
export interface LayerRule {
  readonly id: string
  /** A regular expression over the specifier as written. */
  readonly imports: string
  /** Globs of the files that the rule holds for; all files of the product where it is absent. */
  readonly within?: string[]
  /** Globs of the files that it does not hold for. */
  readonly allowed?: string[]
  readonly why: string
}

/** What a file may not say, beside imports. */
export interface WordRule {
  readonly id: string
  readonly within: string[]
  readonly allowed?: string[]
  readonly text: string
  readonly why: string
}

const PLATFORM_FREE = [
  'preload/contract/**',
  'main/graph/**',
  'main/kernels/**',
  'main/attribution/**',
  'main/metrics/**',
]

/** Who may import whom: the one table that ESLint (`eslint.config.js`) and `test/layers.test.ts` both read. */
export const layerRules: readonly LayerRule[] = [
  {
    id: 'main-not-renderer',
    within: ['main/**', 'preload/**'],
    imports: '(^|/)renderer/',
    why: 'renderer -> preload/contract <- main: no edge between the two',
  },
  {
    id: 'renderer-not-main',
    within: ['renderer/**'],
    imports: '(^|/)(\\.\\./)+main/|^#main|(^|/)preload/(?!contract/)',
    why: 'renderer -> preload/contract <- main: no edge between the two',
  },
  {
    id: 'contract-alone',
    within: ['preload/**'],
    imports: '^(\\.\\./)+(main|renderer|resources|test)/',
    why: 'the contract knows neither side',
  },
  {
    id: 'platform-free',
    within: PLATFORM_FREE,
    imports:
      '^node:|^electron|^@tensorflow/|^onnxruntime|^better-sqlite3$|^sharp$|^h5wasm|^svelte|^hono|^(fs|path|os|crypto)$',
    why: 'the platform-free zone runs anywhere',
  },
  {
    id: 'platform-free-outwards',
    within: ['main/graph/**', 'main/kernels/**', 'main/attribution/**', 'main/metrics/**'],
    imports: '^(\\.\\./)+(backends|cli|datasets|desktop|ipc|models|report|services|setup|store|web)/',
    why: 'the platform-free zone imports nothing that is not platform-free',
  },
  {
    id: 'store-not-services',
    within: ['main/store/**', 'main/backends/**', 'main/models/**', 'main/datasets/**'],
    imports: '^(\\.\\./)+(services|ipc|web|desktop|cli)/',
    why: 'services use these, never the other way round',
  },
  {
    id: 'electron',
    imports: '^electron(/|$)',
    allowed: ['main/index.ts', 'main/desktop/**', 'preload/index.ts'],
    why: 'Electron is at the edge only; importing it elsewhere downloads it',
  },
  {
    id: 'sqlite',
    imports: '^better-sqlite3$',
    allowed: ['main/store/**'],
    why: 'SQL has one place',
  },
  {
    id: 'tfjs',
    imports: '^@tensorflow/',
    allowed: ['main/backends/**'],
    why: 'each computing library stays behind its backend',
  },
  {
    id: 'onnxruntime',
    imports: '^onnxruntime',
    allowed: ['main/backends/**'],
    why: 'each computing library stays behind its backend',
  },
  {
    id: 'http-server',
    imports: '^hono(/|$)|^@hono/',
    allowed: ['main/web/**'],
    why: 'HTTP is the browser mode alone',
  },
  {
    id: 'no-test-code',
    within: ['main/**', 'preload/**', 'renderer/**'],
    imports: '(^|/)test/',
    why: 'no test double in the product',
  },
]

/** The platform's own names are refused by the compiler; these are JavaScript's. */
export const wordRules: readonly WordRule[] = [
  {
    id: 'platform-free-words',
    within: PLATFORM_FREE,
    text: '\\b(Date\\.now|new Date|Math\\.random|setTimeout|setInterval)\\b',
    why: 'the platform-free zone has no clock and no chance',
  },
  {
    id: 'raw-ipc',
    within: ['main/**'],
    allowed: ['main/desktop/ipc.ts'],
    text: '\\bipcMain\\s*\\.',
    why: 'senders are checked in one file',
  },
]

/** Folders of the product; tests may import whatever they test. */
export const PRODUCT_FOLDERS = ['main', 'preload', 'renderer']
